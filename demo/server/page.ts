import { html, type Markup, trusted } from './html.js'
import type { Persona } from './personas.js'

/** What is the same on every page of a server. */
interface Brand {
  readonly name: string
  /** What its mark shows, in a square of 32. */
  readonly mark: Markup
  /** Stands below the card. */
  readonly foot: string
}

/** Makes whole pages of what stands in the card of one. */
export function createPage({ name, mark, foot }: Brand): (title: string, content: Markup) => string {
  return (title, content) =>
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${name}</title>
<link rel="stylesheet" href="/provider.css">
<link rel="icon" href="/pictures/ada.svg" type="image/svg+xml">
</head>
<body>
<main class="card">
<p class="brand"><svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
  <rect x="1" y="1" width="30" height="30" rx="9" class="mark-ground" />
  ${mark}
</svg><span>${name}</span></p>
${content}
</main>
<footer class="foot">${foot}</footer>
</body>
</html>`.text
}

/** The form that asks who it is: a button for each persona. */
export function peopleForm(action: string, personas: readonly Persona[], hint?: unknown): Markup {
  return html`<form method="post" action="${action}" class="people">
<h2 class="label" id="who">Choose who you are</h2>
${personas.map(
  (
    persona,
  ) => html`<button class="person" name="persona" value="${persona.id}" data-testid="persona-${persona.id}"${trusted(
    hint === persona.email ? ' autofocus' : '',
  )}>
<img src="/pictures/${persona.id}.svg" alt="" width="56" height="56">
<span class="person-text"><strong>${persona.name}</strong><span>${persona.line}</span></span>
<svg class="go" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="m6 3 5 5-5 5" /></svg>
</button>`,
)}
</form>
<p class="note">No password: this is a demo.</p>`
}

/** A list of what an app may do, in words. */
export function scopeList(sentences: readonly string[]): Markup {
  return html`<ul class="scopes">
${sentences.map((sentence) => html`<li><span class="tick" aria-hidden="true"></span><span>${sentence}</span></li>`)}
</ul>`
}

/** A form of one button that is not the one to press. */
export function quietForm(action: string, label: string): Markup {
  return html`<form method="post" action="${action}"><button class="quiet" data-testid="${label.toLowerCase()}">${label}</button></form>`
}
