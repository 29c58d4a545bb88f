import type { RegisteredClient } from './authorization-server.js'
import { html, type Markup } from './html.js'
import { createPage, peopleForm, quietForm, scopeList } from './page.js'
import { findPersona, PERSONAS, type Persona } from './personas.js'
import type { Post } from './posts.js'
import { MICROBLOG_NAME, POST_SCOPES, POSTBOX_NAME } from './settings.js'

const page = createPage({
  name: MICROBLOG_NAME,
  mark: html`<path fill-rule="evenodd" d="M16 7a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 5.500a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7Z" class="mark-arch" />`,
  foot: 'A microblog made for this demo. It runs on your machine and forgets everything when it stops.',
})

/** Asks who it is: for an app that wants to be allowed something, or for the page of posts. */
export function personaPage(action: string, leave: Markup): string {
  return page(
    'Who is it?',
    html`<h1>Who is it?</h1>
<p class="lead">${MICROBLOG_NAME} asks you. No app is told.</p>
${peopleForm(action, PERSONAS)}
${leave}`,
  )
}

export const refuseForm = (id: string): Markup => quietForm(`/authorize/${id}/refuse`, 'Refuse')

export function allowPage(id: string, { name }: RegisteredClient, scopes: readonly string[], persona: Persona): string {
  return page(
    'Allow access',
    html`<h1>Allow access?</h1>
<p class="person still"><img src="/pictures/${persona.id}.svg" alt="" width="56" height="56"><span class="person-text"><strong>${persona.name}</strong><span>Your account here</span></span></p>
<p class="lead"><strong>${name}</strong> would like to:</p>
${scopeList(scopes.map((scope) => POST_SCOPES[scope] ?? scope))}
<p class="note">This is no login: ${name} is not told who you are. You can take it back here at any time.</p>
<form method="post" action="/authorize/${id}/allow" id="allow"></form>
<div class="actions">
<button class="primary" form="allow" data-testid="allow">Allow</button>
${refuseForm(id)}
</div>`,
  )
}

/** Everybody's posts; and for whoever is signed in here, what they have allowed. */
export function postsPage(
  posts: readonly Post[],
  persona: Persona | undefined,
  allowed: readonly string[],
  app: string,
): string {
  return page(
    'Posts',
    html`<h1>Posts</h1>
${posts.length === 0 ? html`<p class="lead">Nobody has posted yet.</p>` : html`<ol class="posts">${posts.map(postItem)}</ol>`}
<section class="account" aria-labelledby="allowed">
<h2 class="label" id="allowed">Apps that may act for you</h2>
${persona === undefined ? html`<p class="actions"><a class="quiet" href="/sign-in" data-testid="microblog-sign-in">Sign in to see them</a></p>` : allowedApps(persona, allowed)}
</section>
<p class="actions"><a class="quiet" href="${app}">To ${POSTBOX_NAME}</a></p>`,
  )
}

function postItem({ authorId, text, time }: Post): Markup {
  const { name = 'Somebody' } = findPersona(authorId) ?? {}
  return html`<li class="post" data-testid="post"><img src="/pictures/${authorId}.svg" alt="" width="40" height="40">
<span class="person-text"><strong>${name}</strong><span class="post-text">${text}</span><time datetime="${time}">${time.slice(11, 16)} UTC</time></span></li>`
}

function allowedApps(persona: Persona, scopes: readonly string[]): Markup {
  return html`<p class="lead">Signed in here as <strong>${persona.name}</strong></p>
${
  scopes.length === 0
    ? html`<p data-testid="nothing-allowed">None.</p>`
    : html`<p><strong>${POSTBOX_NAME}</strong> may:</p>
${scopeList(scopes.map((scope) => POST_SCOPES[scope] ?? scope))}
<form method="post" action="/take-back"><button class="primary" data-testid="take-back">Take it back</button></form>`
}
${quietForm('/sign-out', 'Sign out')}`
}

export function refusalPage(description: string, app: string): string {
  return page(
    'Something is wrong',
    html`<h1>That did not work</h1>
<p class="lead">${description}</p>
<p class="actions"><a class="primary" href="${app}">Back to ${POSTBOX_NAME}</a></p>`,
  )
}
