import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AuthorizationRequest, Authorizations } from './authorizations.js'
import { readForm } from './page-answers.js'
import { type Answer, allowOrigin, send } from './protected-api.js'
import type { RequestLog } from './request-log.js'

/** An app that may ask: a public client, without a secret. */
export interface RegisteredClient {
  readonly id: string
  readonly name: string
  readonly redirectUri: string
}

export interface AuthorizationServerSetup {
  readonly issuer: string
  /** The origin that may ask from a browser. */
  readonly app: string
  readonly client: RegisteredClient
  readonly scopes: readonly string[]
  readonly authorizations: Authorizations
  readonly log: RequestLog
}

/** What becomes of the parameters of an authorization request. */
export type Asked =
  | { readonly request: AuthorizationRequest }
  /** Told to the app, by a redirect to where it is registered. */
  | { readonly redirect: string }
  /** Told to the user: nobody knows whether the address belongs to the app. */
  | { readonly refusal: string }

/** The endpoints of OAuth 2.0 that the app asks itself: metadata (RFC 8414), tokens and revocation (RFC 7009). `undefined` for another path. */
export function createEndpoints(
  setup: AuthorizationServerSetup,
): (path: string) => ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined {
  const endpoints: Readonly<Record<string, (request: IncomingMessage) => Promise<Answer> | Answer>> = {
    '/.well-known/oauth-authorization-server': () => ({ status: 200, body: toMetadata(setup) }),
    '/token': (request) => answerToken(setup, request),
    '/revoke': (request) => answerRevocation(setup, request),
  }
  return (path) => {
    const answer = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined
    return (
      answer &&
      (async (request, response) => {
        allowOrigin(request, response, [setup.app])
        const isRight = request.method === (path.startsWith('/.') ? 'GET' : 'POST')
        send(response, isRight ? await answer(request) : { status: request.method === 'OPTIONS' ? 204 : 405 })
      })
    )
  }
}

function toMetadata({ issuer, scopes }: AuthorizationServerSetup): Readonly<Record<string, unknown>> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    revocation_endpoint: `${issuer}/revoke`,
    scopes_supported: scopes,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  }
}

/** Reads an authorization request (RFC 6749, section 4.1.1, with PKCE). */
export function readAuthorizationRequest(setup: AuthorizationServerSetup, query: URLSearchParams): Asked {
  const { client } = setup
  const repeated = [...query.keys()].find((name) => query.getAll(name).length > 1)
  if (repeated !== undefined) return { refusal: `The parameter ${repeated} is there more than once.` }
  if (query.get('client_id') !== client.id) return { refusal: 'No app of that name is registered here.' }
  // Exactly, as RFC 9700, section 4.1.3, has it: anything else would be a way to send codes elsewhere.
  if (query.get('redirect_uri') !== client.redirectUri)
    return { refusal: 'The app is not registered for that address.' }
  const state = query.get('state') ?? undefined
  const fail = (error: string): Asked => ({ redirect: toReturn(setup, state, { error }) })
  if (query.get('response_type') !== 'code') return fail('unsupported_response_type')
  const challenge = query.get('code_challenge') ?? ''
  if (query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge)) return fail('invalid_request')
  const scopes = (query.get('scope') ?? '').split(' ').filter(Boolean)
  if (scopes.length === 0 || !scopes.every((scope) => setup.scopes.includes(scope))) return fail('invalid_scope')
  return { request: { clientId: client.id, redirectUri: client.redirectUri, scopes, challenge, state } }
}

/** The address that leads back to the app, with what it is told, and by whom (RFC 9207). */
export function toReturn(
  { issuer, client }: AuthorizationServerSetup,
  state: string | undefined,
  told: { readonly code: string } | { readonly error: string },
): string {
  const url = new URL(client.redirectUri)
  const parameters = { ...told, ...(state !== undefined && { state }), iss: issuer }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

async function answerToken(setup: AuthorizationServerSetup, request: IncomingMessage): Promise<Answer> {
  const { authorizations, client, log } = setup
  const form = await readForm(request)
  const given = (name: string): string => form.get(name) ?? ''
  const grantType = given('grant_type')
  log.note(request, grantType)
  if ([...form.keys()].some((name) => form.getAll(name).length > 1)) return refuse(400, 'invalid_request')
  if (given('client_id') !== client.id) return refuse(401, 'invalid_client')
  if (grantType !== 'authorization_code' && grantType !== 'refresh_token') return refuse(400, 'unsupported_grant_type')
  const answer =
    grantType === 'refresh_token'
      ? authorizations.renew(given('refresh_token'), client.id)
      : authorizations.redeem(given('code'), {
          clientId: client.id,
          redirectUri: given('redirect_uri'),
          verifier: given('code_verifier'),
        })
  return { status: 'error' in answer ? 400 : 200, body: answer }
}

async function answerRevocation(
  { authorizations, client }: AuthorizationServerSetup,
  request: IncomingMessage,
): Promise<Answer> {
  const form = await readForm(request)
  if (form.get('client_id') !== client.id) return refuse(401, 'invalid_client')
  // What is no token of ours is as good as revoked (RFC 7009, section 2.2).
  authorizations.revoke(form.get('token') ?? '', client.id)
  return { status: 200 }
}

const refuse = (status: number, error: string): Answer => ({ status, body: { error } })
