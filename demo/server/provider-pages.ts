import type { IncomingMessage, ServerResponse } from 'node:http'
import type { InteractionDetails, Provider } from 'oidc-provider'
import { loadPageFiles, readForm, secure, sendFile, sendPage } from './page-answers.js'
import { findPersona, PERSONAS } from './personas.js'
import type { ProviderSetup } from './provider.js'
import { consentPage, errorPage, settingsPage, signInPage } from './provider-views.js'
import { type AccessTokenFormat, CALENDAR_SCOPES, CLIENT_ID } from './settings.js'

/** Answers what is ours and hands everything else on to the OpenID endpoints. */
export type Pages = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

const SETTINGS_PATH = '/settings/access-tokens'
const INTERACTION_PATH = /^\/interaction\/[\w-]+(?<step>\/sign-in|\/consent|\/cancel)?$/

/** The provider's own pages: log-in, consent, the pictures and the switch for the kind of access token. */
export async function createProviderPages(provider: Provider, setup: ProviderSetup): Promise<Pages> {
  const files = await loadPageFiles()

  return (request, response, next) => {
    secure(response, setup.origins)
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const file = files.get(path)
    const interaction = INTERACTION_PATH.exec(path)
    if (file !== undefined) sendFile(response, file)
    else if (path === SETTINGS_PATH) void answerSettings(request, response, setup)
    else if (interaction !== null) {
      const step = interaction.groups?.['step'] ?? ''
      answerInteraction(provider, setup, { request, response, step }).catch((error: Error) => {
        sendPage(response, 400, errorPage('no_sign_in', `This sign-in is over: ${error.message}`, setup.app))
      })
    } else next()
  }
}

interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly step: string
}

async function answerInteraction(provider: Provider, setup: ProviderSetup, visit: Visit): Promise<void> {
  const { request, response, step } = visit
  // Throws unless the interaction belongs to this browser: its cookie is what makes the forms below safe.
  const details = await provider.interactionDetails(request, response)
  if (request.method !== 'POST') {
    const page =
      details.prompt.name === 'login' ? signInPage(details, PERSONAS) : consentPage(details, requested(details))
    return sendPage(response, 200, page)
  }
  const form = await readForm(request)
  if (step === '/sign-in') {
    const persona = findPersona(form.get('persona'))
    if (persona === undefined) return sendPage(response, 400, signInPage(details, PERSONAS))
    return provider.interactionFinished(request, response, { login: { accountId: persona.id, remember: true } })
  }
  if (step === '/consent') {
    const grantId = await grant(provider, setup.calendar, details, new Set(form.getAll('scope')))
    return provider.interactionFinished(request, response, { consent: { grantId } }, { mergeWithLastSubmission: true })
  }
  const refusal = { error: 'access_denied', error_description: 'The user refused.' }
  return provider.interactionFinished(request, response, refusal, { mergeWithLastSubmission: false })
}

/** The scopes of a request: those of OpenID, and those of the calendar. */
function requested(details: InteractionDetails): { readonly identity: string[]; readonly calendar: string[] } {
  const scopes = String(details.params['scope'] ?? '').split(' ')
  return {
    identity: scopes.filter((scope) => !(scope in CALENDAR_SCOPES)),
    calendar: scopes.filter((scope) => scope in CALENDAR_SCOPES),
  }
}

/** A fresh grant for each answer, so that what was refused once can be allowed the next time it is asked. */
async function grant(
  provider: Provider,
  calendar: string,
  details: InteractionDetails,
  allowed: ReadonlySet<string>,
): Promise<string> {
  const accountId = details.session?.accountId
  if (accountId === undefined) throw new Error('nobody is signed in here')
  const scopes = requested(details)
  const made = new provider.Grant({ accountId, clientId: CLIENT_ID })
  made.addOIDCScope(scopes.identity.join(' '))
  for (const scope of scopes.calendar) {
    if (allowed.has(scope)) made.addResourceScope(calendar, scope)
    else made.rejectResourceScope(calendar, scope)
  }
  return made.save()
}

/** GET: the page, or JSON for the app. POST: changes what tokens are issued from here on. */
async function answerSettings(request: IncomingMessage, response: ServerResponse, setup: ProviderSetup): Promise<void> {
  const { origin } = request.headers
  response.setHeader('Vary', 'Origin, Accept')
  if (origin === setup.app) response.setHeader('Access-Control-Allow-Origin', origin)
  if (request.method === 'POST') {
    // No login guards this switch; another site's form must not turn it either.
    if (origin !== setup.app && origin !== setup.issuer) return sendPage(response, 403, 'Not from there')
    const format = (await readForm(request)).get('format')
    if (!isFormat(format)) return sendPage(response, 400, 'format is jwt or reference')
    setup.settings.accessTokenFormat = format
  }
  const format = setup.settings.accessTokenFormat
  if (request.headers.accept?.includes('text/html')) return sendPage(response, 200, settingsPage(format, setup.app))
  response
    .writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify({ format }))
}

function isFormat(value: unknown): value is AccessTokenFormat {
  return value === 'jwt' || value === 'reference'
}
