import type { InteractionDetails } from 'oidc-provider'
import { html, type Markup, trusted } from './html.js'
import { createPage, peopleForm, quietForm, scopeList } from './page.js'
import type { Persona } from './personas.js'
import { type AccessTokenFormat, CALENDAR_SCOPES, CLIENT_NAME } from './settings.js'

const IDENTITY_SCOPES: Readonly<Record<string, string>> = {
  openid: 'Know that it is you',
  profile: 'See your name and picture',
  email: 'See your e-mail address',
  offline_access: 'Stay signed in while you are away',
}

const page = createPage({
  name: 'Harbour ID',
  mark: html`<path d="M16 7.5a8.5 8.5 0 0 0-8.5 8.5v8.5h4V16a4.5 4.5 0 0 1 9 0v8.500h4V16A8.5 8.5 0 0 0 16 7.500Z" class="mark-arch" />
  <circle cx="16" cy="18.5" r="2.4" class="mark-arch" />`,
  foot: 'An OpenID provider made for this demo. It runs on your machine and forgets everything when it stops.',
})

export function signInPage(details: InteractionDetails, personas: readonly Persona[]): string {
  return page(
    'Sign in',
    html`<h1>Sign in</h1>
<p class="lead">to continue to <strong>${CLIENT_NAME}</strong></p>
${peopleForm(`/interaction/${details.uid}/sign-in`, personas, details.params['login_hint'])}
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
${scopeList(scopes.identity.map((scope) => IDENTITY_SCOPES[scope] ?? scope))}
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

const cancel = (uid: string, label: string): Markup => quietForm(`/interaction/${uid}/cancel`, label)

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
