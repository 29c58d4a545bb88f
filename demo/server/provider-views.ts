import type { InteractionDetails } from 'oidc-provider'
import { html, type Markup, trusted } from './html.js'
import type { Persona } from './personas.js'
import { type AccessTokenFormat, CALENDAR_SCOPES, CLIENT_NAME } from './settings.js'

const IDENTITY_SCOPES: Readonly<Record<string, string>> = {
  openid: 'Know that it is you',
  profile: 'See your name and picture',
  email: 'See your e-mail address',
  offline_access: 'Stay signed in while you are away',
}

const KEYHOLE = html`<svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
  <rect x="1" y="1" width="30" height="30" rx="9" class="mark-ground" />
  <path d="M16 7.5a8.5 8.5 0 0 0-8.5 8.5v8.5h4V16a4.5 4.5 0 0 1 9 0v8.500h4V16A8.5 8.5 0 0 0 16 7.500Z" class="mark-arch" />
  <circle cx="16" cy="18.5" r="2.4" class="mark-arch" />
</svg>`

function page(title: string, content: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Harbour ID</title>
<link rel="stylesheet" href="/provider.css">
<link rel="icon" href="/pictures/ada.svg" type="image/svg+xml">
</head>
<body>
<main class="card">
<p class="brand">${KEYHOLE}<span>Harbour ID</span></p>
${content}
</main>
<p class="foot">An OpenID provider made for this demo. It runs on your machine and forgets everything when it stops.</p>
</body>
</html>`.text
}

export function signInPage(details: InteractionDetails, personas: readonly Persona[]): string {
  const hint = details.params['login_hint']
  return page(
    'Sign in',
    html`<h1>Sign in</h1>
<p class="lead">to continue to <strong>${CLIENT_NAME}</strong></p>
<form method="post" action="/interaction/${details.uid}/sign-in" class="people">
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
<p class="note">No password: this is a demo.</p>
${cancel(details.uid, 'Cancel')}`,
  )
}

export function consentPage(
  details: InteractionDetails,
  scopes: { readonly identity: readonly string[]; readonly calendar: readonly string[] },
): string {
  return page(
    'Allow access',
    html`<h1>Allow access?</h1>
<form method="post" action="/interaction/${details.uid}/consent" id="consent">
<p class="lead"><strong>${CLIENT_NAME}</strong> would like to:</p>
<h2 class="label">About you</h2>
<ul class="scopes">
${scopes.identity.map(
  (scope) =>
    html`<li><span class="tick" aria-hidden="true"></span><span>${IDENTITY_SCOPES[scope] ?? scope}</span></li>`,
)}
</ul>
${
  scopes.calendar.length > 0
    ? html`<fieldset><legend class="label">In your calendar</legend>
${scopes.calendar.map(
  (
    scope,
  ) => html`<label class="choice"><input type="checkbox" name="scope" value="${scope}" checked data-testid="scope-${scope}">
<span>${CALENDAR_SCOPES[scope]} <code>${scope}</code></span></label>`,
)}
</fieldset>`
    : ''
}
</form>
<div class="actions">
<button class="primary" form="consent" data-testid="consent-allow">Allow</button>
${cancel(details.uid, 'Refuse')}
</div>`,
  )
}

function cancel(uid: string, label: string): Markup {
  return html`<form method="post" action="/interaction/${uid}/cancel"><button class="quiet" data-testid="${label.toLowerCase()}">${label}</button></form>`
}

export function signOutPage(form: string, persona: Persona | undefined): string {
  return page(
    'Sign out',
    html`<h1>Sign out?</h1>
${persona ? html`<p class="person still"><img src="/pictures/${persona.id}.svg" alt="" width="56" height="56"><span class="person-text"><strong>${persona.name}</strong><span>${persona.email}</span></span></p>` : ''}
<p class="lead">You have left <strong>${CLIENT_NAME}</strong>. Sign out here as well?</p>
${trusted(form)}
<div class="actions">
<button class="primary" form="op.logoutForm" name="logout" value="yes" autofocus data-testid="confirm-sign-out">Sign out</button>
<button class="quiet" form="op.logoutForm" data-testid="stay-signed-in">Stay signed in here</button>
</div>`,
  )
}

export function goodbyePage(app: string): string {
  return page(
    'Signed out',
    html`<h1>You are signed out</h1><p class="actions"><a class="primary" href="${app}/">Back to ${CLIENT_NAME}</a></p>`,
  )
}

export function errorPage(code: string, description: string, app: string): string {
  return page(
    'Something is wrong',
    html`<h1>That did not work</h1>
<p class="lead">${description || 'The provider could not answer this request.'}</p>
<p class="note"><code>${code}</code></p>
<p class="actions"><a class="primary" href="${app}/">Back to ${CLIENT_NAME}</a></p>`,
  )
}

export function settingsPage(format: AccessTokenFormat, app: string): string {
  const option = (value: AccessTokenFormat, name: string, line: string): Markup =>
    html`<label class="choice"><input type="radio" name="format" value="${value}"${trusted(value === format ? ' checked' : '')}>
<span><strong>${name}</strong><br>${line}</span></label>`
  return page(
    'Access tokens',
    html`<h1>Access tokens</h1>
<p class="lead">What this provider hands out for the calendar.</p>
<form method="post" action="/settings/access-tokens" id="settings">
<fieldset><legend class="label">Kind of token</legend>
${option('jwt', 'JWT', 'Signed and readable: the calendar verifies it alone.')}
${option('reference', 'Reference', 'A random string: the calendar asks this provider what it means.')}
</fieldset>
</form>
<div class="actions"><button class="primary" form="settings">Save</button><a class="quiet" href="${app}/">Back to ${CLIENT_NAME}</a></div>`,
  )
}
