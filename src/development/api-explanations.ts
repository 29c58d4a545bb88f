import { type Explanations, type ExplanationsOf, quote, toSaid } from './explanation.js'

/** What to do about calls that were not sent, not taken, or not safe. */
export const apiExplanations: ExplanationsOf<'api'> &
  Pick<
    Explanations,
    | 'answer-cacheable'
    | 'credentials-id-token'
    | 'dpop-nonce-hidden'
    | 'dpop-unannounced'
    | 'renewal-ends-tokens'
    | 'undeclared-refused'
  > = {
  'api-undeclared': (_, { origin }) => ({
    why: `strict is on, and ${origin} (or this path of it) belongs to no declared API. The request was not sent.`,
    fix: [
      `Declare it, with the path that needs the token: apis: { name: { url: ${quote(`${origin}/`)} } }`,
      'Or call it with the plain fetch, or leave strict away: then it goes out without a token.',
    ],
  }),

  'undeclared-refused': ({ config }, url = 'a URL') => ({
    message: `${url} answered 401, and the call had no token`,
    why: `A user is signed in, and the address belongs to no declared API, so that auth.fetch sent it as fetch does. Declared are: ${config.apis.flatMap(({ places }) => places).join(' ') || 'none'}.`,
    fix: [
      `If it is yours and takes the access token, declare it: apis: { name: { url: ${quote(toFolder(url))} } }`,
      'Never declare the API of somebody else: it would get the token. To the declared addresses compare scheme, host, port and path.',
    ],
  }),

  'api-not-granted': ({ config }, answer) => ({
    why: `The API has a token of its own, and the session brings none. ${answer.error === 'not_asked' ? 'It was not asked for at the sign-in, or the provider gave no refresh token to get it with.' : toSaid(answer)}`,
    fix: [
      'Ask for it: auth.signIn({ apis: [name] }), with the name of the API.',
      `Allow ${quote(config.clientId)} the API and its scopes at the provider, under the very resource or params that apis names, and give it refresh tokens.`,
    ],
  }),

  'api-token-audience': ({ config }) => ({
    message: 'An API refuses a token that the provider gave a moment ago',
    why: 'The token is fresh, so it is most likely meant for another audience: the API compares the one it expects with the one in the token.',
    fix: [
      "Give the API a token of its own: apis: { name: { url, scopes, resource: 'its identifier at the provider' } } (RFC 8707), or params: { audience: '…' } where the provider names it so (Auth0).",
      `At the API: accept the issuer ${quote(config.issuer)} and this audience, and compare the clocks.`,
    ],
  }),

  'renewal-ends-tokens': () => ({
    message: 'The provider ends the access tokens before the newest at each renewal',
    why: "An API has a token of its own, and it and another one have ended each other, each soon after the other's renewal (Hydra and doorkeeper do so). From here on the calls to one API go together, and each change from one to another costs a renewal.",
    fix: [
      'Use one token for all APIs: leave resource and params away in apis, and let the APIs accept the one audience.',
      'Or at the provider: let the former access token live until it expires.',
    ],
  }),

  'api-unreachable': ({ config }) => ({
    message: 'A call to a declared API did not get an answer that this page may read',
    why: `Browsers say the same of a server that is down, of CORS, of a Content Security Policy, and of a redirect that is not followed. The declared APIs are at: ${config.apis.flatMap(({ places }) => places).join(' ')}.`,
    fix: [
      'Look at the request in the network panel: red without a status is no answer at all or a policy; with a status it is CORS.',
      'CORS at the API: allow the origin of the app, the header Authorization (with dpop also DPoP), and answer OPTIONS without asking for a token.',
      "A status of 3xx: the call follows no redirect (redirect: 'error', which latchkey sets with dpop and where two APIs share an origin, because the token must not go along). Call the address that it leads to: a slash at the end, https:, another host.",
      'CSP of the page: connect-src must hold the API.',
    ],
  }),

  'dpop-nonce-hidden': () => ({
    message: 'A server asked for a nonce that this page cannot read',
    why: 'The server wants its nonce in the proof (RFC 9449 sections 8 and 9) and sent it in a header that CORS hides, so the request was not repeated.',
    fix: ['At that server: Access-Control-Expose-Headers: DPoP-Nonce, WWW-Authenticate'],
  }),

  'dpop-unannounced': ({ config }) => ({
    message: 'The provider does not say that it does DPoP',
    why: 'Its metadata does not announce dpop_signing_alg_values_supported. Most providers like that give a bearer token at the end of the sign-in, and with dpop: true that is refused (token-invalid).',
    fix: [
      `Leave dpop away, or turn it on at the provider for ${quote(config.clientId)}.`,
      'If the sign-in succeeds all the same, the provider does it without announcing it: this is then no trouble.',
    ],
  }),

  'answer-cacheable': () => ({
    message: 'An API lets the browser keep an answer that was for one user',
    why: "The browser's cache goes by the address and not by the token: after a change of user it may show this answer to the next one.",
    fix: [
      'At the API: Cache-Control: no-store for what depends on the user; or Vary: Authorization.',
      "In the app: auth.fetch(url, { cache: 'no-store' }).",
    ],
  }),

  'credentials-id-token': () => ({
    message: 'The app sends an ID token to an API',
    why: 'The Authorization header of a call holds what looks like an ID token. It says who signed in and is meant for the app; an API that takes it can be called by every other app of the user, too.',
    fix: [
      'Take the header away: auth.fetch attaches the access token.',
      'At the API: refuse tokens whose audience is the client.',
    ],
  }),
}

/** The address to declare: what others of the same API are below, too. */
const toFolder = (url: string): string => url.replace(/(?<=[^/]\/)([^/…]*|[^/]*….*)$/, '')
