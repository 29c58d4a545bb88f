import type { Claims } from './claims.js'
import type { Lie } from './lies.js'
import type { Provider } from './provider.js'
import type { SeenRequest } from './seen-request.js'

/**
 * What providers do that is no attack and that a client has to live with, each by its name: `provider.lie('auth-time-moves')`.
 *
 * Renewals and sign-ins:
 *
 * - `auth-time-moves`: the ID token of a renewal says that the user has just proved who they are (Keycloak, Cognito, B2C, doorkeeper).
 * - `auth-time-zero`: `auth_time` is 0 (Glewlwyd).
 * - `state-of-another-request`: a request with `prompt=none` shows the provider's own page, and the next return is that request's, with
 *   its `state` and code (LemonLDAP).
 * - `renewal-ends-access-tokens`: each renewal kills the former access tokens (Hydra, doorkeeper).
 * - `access-token-revocation-refused`: 400 for the revocation of an access token, which has died with the refresh token (better-auth).
 * - `refresh-token-by-consent`: a sign-in brings a refresh token with `prompt=consent` alone (oidc-provider). For none at all (Spring)
 *   there is the option `refreshTokens: false`.
 * - `login-ignored`: `prompt=login` and `max_age` ask nobody who has a session there (Spring, django).
 * - `no-silent-answer`: `prompt=none` shows the provider's own page, and never comes back (six of sixteen).
 *
 * What is not there, or is demanded:
 *
 * - `unreachable`: nobody answers, and the page that a sign-in leaves for does not open (an outage).
 * - `realm-unknown`: discovery answers 404 without CORS headers, which a page sees as a network failure (Keycloak).
 * - `no-dpop`: proofs are ignored, tokens are bearer tokens, and the metadata says nothing of proofs.
 * - `dpop-header-refused`: CORS does not allow the header `DPoP` at the token endpoint (Hydra, zitadel).
 * - `dpop-demanded`: a token request without a proof is `invalid_request` (Keycloak, by the client's settings).
 * - `par-demanded`: parameters that were not pushed are `invalid_request` in the return, and the metadata does not say so (Keycloak, the same).
 * - `par-preflight-refused`: a pushed request with a proof needs a preflight that is answered without CORS headers (Keycloak).
 * - `par-demands-proof`: one without a proof is `invalid_dpop_proof`.
 * - `par-wants-secret`: a pushed request is answered with a redirect to a sign-in page (Spring).
 * - `no-logout-page`: the metadata has no `end_session_endpoint` (django, Google, Auth0).
 * - `no-revocation`: it has no `revocation_endpoint` (LemonLDAP, Microsoft).
 */
export type Quirk =
  | 'auth-time-moves'
  | 'auth-time-zero'
  | 'state-of-another-request'
  | 'renewal-ends-access-tokens'
  | 'access-token-revocation-refused'
  | 'refresh-token-by-consent'
  | 'login-ignored'
  | 'no-silent-answer'
  | 'unreachable'
  | 'realm-unknown'
  | 'no-dpop'
  | 'dpop-header-refused'
  | 'dpop-demanded'
  | 'par-demanded'
  | 'par-preflight-refused'
  | 'par-demands-proof'
  | 'par-wants-secret'
  | 'no-logout-page'
  | 'no-revocation'

const refuse = (error: string, error_description: string) =>
  Response.json({ error, error_description }, { status: 400 })

const isRenewal = ({ parameters }: SeenRequest) => parameters['grant_type'] === 'refresh_token'
const isSilent = (search: URLSearchParams) => search.get('prompt') === 'none'

const claiming = (change: (claims: Claims, request: SeenRequest) => Claims): Lie => ({
  idToken: (token, request) => ({ ...token, claims: { ...token.claims, ...change(token.claims, request) } }),
})

const without = (name: string): Lie => ({
  discovery: ({ [name]: _, ...document }) => document,
})

const showPage = () => {
  throw new TypeError('The provider shows a page of its own')
}

// As a preflight that fails looks to the page.
const unreadable = () => {
  throw new TypeError('Failed to fetch')
}

/** Each quirk as the lie that it is, told of one provider. */
export const QUIRKS: Readonly<Record<Quirk, (provider: Provider) => Lie>> = {
  'auth-time-moves': () => claiming(({ iat }, request) => (isRenewal(request) ? { auth_time: iat } : {})),
  'auth-time-zero': () => claiming(() => ({ auth_time: 0 })),
  'state-of-another-request': () => {
    let kept: URLSearchParams | undefined
    return {
      arrive(search) {
        const before = kept
        kept = isSilent(search) ? new URLSearchParams(search) : undefined
        if (kept) showPage()
        for (const [name, value] of before ?? []) if (name !== 'prompt') search.set(name, value)
      },
    }
  },
  'renewal-ends-access-tokens': ({ grants }) => ({
    respond: (endpoint, request) => {
      if (endpoint === 'token' && isRenewal(request)) grants.accessTokens.clear()
      return undefined
    },
  }),
  'access-token-revocation-refused': () => ({
    respond: (endpoint, { parameters }) =>
      endpoint === 'revocation' && parameters['token_type_hint'] === 'access_token'
        ? refuse('invalid_request', 'Invalid access token')
        : undefined,
  }),
  'refresh-token-by-consent': () => {
    let hasConsent = false
    return {
      arrive: (search) => {
        hasConsent = search.get('prompt')?.split(' ').includes('consent') ?? false
      },
      tokenResponse: ({ refresh_token, ...body }, request) =>
        hasConsent || isRenewal(request) ? { ...body, refresh_token } : body,
    }
  },
  'login-ignored': () => ({
    arrive: (search) => {
      search.delete('max_age')
      if (search.get('prompt') === 'login') search.delete('prompt')
    },
  }),
  'no-silent-answer': () => ({
    arrive: (search) => {
      if (isSilent(search)) showPage()
    },
  }),
  unreachable: () => ({ respond: unreadable, arrive: unreadable }),
  'realm-unknown': () => ({ respond: (endpoint) => (endpoint === 'discovery' ? unreadable() : undefined) }),
  'no-dpop': () => ({
    ...without('dpop_signing_alg_values_supported'),
    tokenResponse: (body) => ({ ...body, token_type: 'Bearer' }),
  }),
  'dpop-header-refused': () => ({
    respond: (endpoint, { headers }) => (endpoint === 'token' && headers.has('dpop') ? unreadable() : undefined),
  }),
  'dpop-demanded': () => ({
    respond: (endpoint, { headers }) =>
      endpoint === 'token' && !headers.has('dpop') ? refuse('invalid_request', 'DPoP proof is missing') : undefined,
  }),
  'par-demanded': ({ requests }) => ({
    callback: ({ searchParams }) => {
      const asked = requests.filter(({ endpoint }) => endpoint === 'authorization').at(-1)
      if (asked?.search.has('request_uri')) return
      searchParams.delete('code')
      searchParams.set('error', 'invalid_request')
      searchParams.set('error_description', 'Pushed Authorization Request is only allowed.')
    },
  }),
  'par-preflight-refused': () => ({
    respond: (endpoint, { headers }) => (endpoint === 'par' && headers.has('dpop') ? unreadable() : undefined),
  }),
  'par-demands-proof': () => ({
    respond: (endpoint, { headers }) =>
      endpoint === 'par' && !headers.has('dpop') ? refuse('invalid_dpop_proof', 'The proof is missing') : undefined,
  }),
  'par-wants-secret': () => ({
    respond: (endpoint) =>
      endpoint === 'par' ? new Response(null, { status: 302, headers: { location: '/login' } }) : undefined,
  }),
  'no-logout-page': () => without('end_session_endpoint'),
  'no-revocation': () => without('revocation_endpoint'),
}
