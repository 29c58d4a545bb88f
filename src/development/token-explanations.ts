import type { ErrorDetails } from '../domain/errors.js'
import {
  allowConnection,
  allowOrigin,
  allowProof,
  type Explanations,
  type ExplanationsOf,
  type Facts,
  quote,
  toRemedy,
  toSaid,
  toScopeText,
} from './explanation.js'

const SIGN_IN_AGAIN = 'Sign in again.'

/** What to do about tokens that did not come, or that failed a check. */
export const tokenExplanations: ExplanationsOf<'token' | 'id-token' | 'user'> &
  Pick<Explanations, 'provider-answer-odd' | 'provider-answer-mended' | 'prompt-ignored' | 'claims-missing'> = {
  'token-unreachable': (facts, { url }) => ({
    why: 'The token request brought no readable answer. Most often the answer has no CORS header; a Content Security Policy and a lost network look the same. The code may be spent.',
    fix: [
      ...(/^https:\/\/github\.com\//.test(url)
        ? ['GitHub lets no page read this answer, and wants a client secret: only a backend can redeem the code.']
        : allowProof(facts, url)),
      allowConnection(url),
      'If something wraps fetch (tracing, an error reporter): it must add no header to requests to the provider.',
      'Then sign in again.',
    ],
  }),

  'token-unavailable': (_, { status }) => ({
    why: status
      ? `The token endpoint answered with status ${status}.`
      : 'The token endpoint gave no whole answer within 20 s.',
    fix: ['Try again later. The code is used once, so that needs a new sign-in.'],
  }),

  'token-redirected': ({ config }) => ({
    why: `The token endpoint of ${quote(config.issuer)} answered with a redirect, or the answer came from another address. A code never follows one.`,
    fix: [
      'Compare token_endpoint in the metadata with the address that answers: a slash, http: for https:, www.',
      'A fetch option that follows redirects has the same effect.',
    ],
  }),

  'token-invalid': (facts, { why }) => ({
    why: `The token endpoint answered, and the answer cannot be used: ${why}.`,
    fix: [
      INVALID[why]?.(facts) ??
        `Look at the answer of the token request in the network panel. ${quote(facts.config.issuer)} must answer 200 with a JSON object, or 400 with {"error": …}.`,
    ],
  }),

  'token-code-rejected': (facts, answer) => ({
    why: `${toSaid(answer)} The code had expired, was used before, or belongs to another request.`,
    fix: [
      ...[toRemedy(facts, answer)].filter((line) => line !== undefined),
      'Once: sign in again. Codes live about a minute: a stop in the debugger is enough.',
      `Each time: the provider must compare with the redirect URI ${facts.config.redirectUri} and the client ${quote(facts.config.clientId)}, and check PKCE with S256.`,
    ],
  }),

  'token-client-refused': (facts, answer) => ({
    why: `${toSaid(answer)} It does not take this client without a secret, or does not know it.`,
    fix: [
      ...[toRemedy(facts, answer)].filter((line) => line !== undefined),
      `Make ${quote(facts.config.clientId)} a public client at the provider: type SPA, token endpoint authentication method none, no secret. A browser cannot keep one.`,
      'Entra: add the redirect URI under the platform type "SPA" (Single-page application), not "Web".',
      'A provider that demands a secret of every web client (Google) needs a backend that holds it.',
    ],
  }),

  'token-refused': (facts, answer) => ({
    why: `${toSaid(answer)} The code was right, the request was not allowed.`,
    fix: [
      toRemedy(facts, answer) ??
        `Allow ${quote(facts.config.clientId)} the grant type authorization_code, and the scopes: ${toScopeText(facts.config)}`,
    ],
  }),

  'id-token-missing': ({ config }) => ({
    why: "The provider gave an access token and no ID token, although the scope 'openid' was asked for. Nobody knows who signed in.",
    fix: [
      `Allow ${quote(config.clientId)} the scope 'openid' at the provider.`,
      'A provider that does OAuth 2.0 alone (no OpenID Connect) cannot sign anyone in.',
    ],
  }),

  'id-token-malformed': ({ config }, { why }) => ({
    why: `The ID token is ${why}.`,
    fix: [
      `The ID token must be a signed JWT of typ JWT. Turn off encryption of ID tokens for ${quote(config.clientId)} (an encrypted one has five parts).`,
    ],
  }),

  'id-token-algorithm': ({ config }, { alg }) => ({
    why: `The ID token is signed with ${quote(alg)}. Accepted are RS, PS and ES with 256, 384 or 512, EdDSA and Ed25519, of these what the provider announces, and RS256 when it announces nothing.`,
    fix: [
      `Set the ID token signing algorithm of ${quote(config.clientId)} to RS256, or to another of these, and announce it in id_token_signing_alg_values_supported.`,
      'HS256 needs a shared secret and none is no signature: both stay refused.',
    ],
  }),

  'id-token-keys': (facts, { why }) => ({
    why: `The keys of the provider could not be had: ${why}. Without them nobody can check the ID token.`,
    fix: [
      `Open the jwks_uri of the metadata of ${quote(facts.config.issuer)} in a tab: it must answer 200 with JSON.`,
      allowOrigin(facts, 'the jwks_uri'),
      `CSP: if the page has a Content Security Policy, connect-src must hold the origin of the jwks_uri.`,
    ],
  }),

  'id-token-signature': ({ config }) => ({
    why: 'No key of the provider fits the signature of the ID token, not even after its keys were fetched afresh. A forged or changed token looks like this.',
    fix: [
      `Look whether the jwks_uri of ${quote(config.issuer)} holds the key (kid) that the provider signs with: after a key rotation, or behind a cache, it may not.`,
      'A proxy or extension that rewrites answers breaks signatures too.',
    ],
  }),

  'id-token-claim': (facts, { claim, audiences = [] }) => ({
    why: `In the ID token the claim ${quote(claim)} is missing or not what it must be.`,
    fix: [...toAudienceFix(facts, audiences), CLAIMS[claim]?.(facts) ?? SIGN_IN_AGAIN],
  }),

  'id-token-clock': (_, details) => ({
    why: toClock(details),
    fix: [
      'Set the clock of this device: let the system take its time from the network. Then sign in again.',
      'If the clock is right, the clock of the provider is not.',
    ],
  }),

  'user-profile': (_, { paths }) => ({
    why: `The schema in the option profile refuses the claims at: ${paths.map((path) => quote(path || 'the user as a whole')).join(', ')}.`,
    fix: [
      'Make these optional in the schema, or get the provider to send them:',
      "by scope ('profile' for name and picture, 'email', 'phone', 'address'), by a mapper at the provider, or with userInfo: true when it gives them at /userinfo alone.",
    ],
  }),

  'user-info': (facts, { why }) => ({
    why: `The claims of /userinfo could not be had: ${why}.`,
    fix: [
      USER_INFO[why] ?? 'Look at the request to the userinfo_endpoint in the network panel.',
      ...(why === 'unreachable' ? allowProof(facts, 'the userinfo_endpoint') : []),
      'Without the option userInfo a sign-in does not need it.',
    ],
  }),

  'claims-missing': (_, scopes = 'a scope') => ({
    message: `None of the claims came that these scopes are for: ${scopes}`,
    why: `Granted, and without a claim in the ID token: ${scopes}. The provider has a userinfo_endpoint, and most that leave them out of the ID token give them there (OpenID Connect Core 1.0, section 5.4).`,
    fix: [
      'set userInfo: true',
      'Or let the provider put them into the ID token (a mapper). A user of whom it knows none has none there either.',
      'If the app needs none of them, do not ask: take the scope out of scopes.',
    ],
  }),

  'provider-answer-odd': (_, about = 'A member of an answer') => ({
    message: 'An answer of the provider is odd, and the session goes on without a part of it',
    why: `${about} cannot be believed or read, so it was left out. Everything else was checked and taken; what stood before stays.`,
    fix: [
      'Look at the answer of the token request in the network panel, and correct it at the provider.',
      'An auth_time that goes back is of another sign-in of the same user: it proves nothing, and user.auth_time keeps the first one.',
    ],
  }),

  'provider-answer-mended': (_, about = 'A part of an answer') => ({
    message: 'An answer of the provider is not as the standard has it',
    why: `${about} is of another kind than the standard says: it was taken as what it means where that is plain, and left out otherwise (RFC 6749 section 5.1; OpenID Connect Core 1.0, section 5.1).`,
    fix: [
      'Nothing must be done. Correct it at the provider (a mapper, for the most part) if the app needs what was left out.',
    ],
  }),

  'prompt-ignored': ({ config }) => ({
    message: 'The provider did not ask the user again',
    why: "The sign-in asked with prompt 'login', and the ID token says that the user proved who they are before it began.",
    fix: [
      `Do not take this sign-in for a fresh proof: ${quote(config.issuer)} ignores prompt=login. With maxAge: 0 it is refused instead.`,
    ],
  }),

  'user-changed': () => ({
    why: 'The call was made for one user, and before it could be sent (or sent again after a 401) another one had signed in, here or in another tab. It was not sent with the token of the other.',
    fix: ["Drop what the page keeps of the old user: listen with auth.on('user-changed', …). Do not repeat the call."],
  }),
}

/** What to set where a token names more than the client: whether to is the app's decision. */
export const toAudienceFix = ({ config }: Facts, further: readonly string[]): readonly string[] =>
  further.length
    ? [
        `The token is also for ${further.map(quote).join(', ')}. If that is yours and you trust it with your users' ID tokens (a project of ZITADEL, a client of Oracle), set audiences: [${[...new Set([...(config.audiences ?? []), ...further])].map(quote).join(', ')}]`,
      ]
    : []

const INVALID: Readonly<Record<string, (facts: Facts) => string>> = {
  access_token: () =>
    'The answer must hold access_token, a text of visible ASCII characters. Azure AD B2C gives one only with a scope of an API: ask for one (apis: { name: { scopes } }), or for the client id.',
  token_type: ({ config }) =>
    config.dpop
      ? `With dpop: true the answer must say token_type 'DPoP'. One that says 'Bearer' is of a provider that does no DPoP for ${quote(config.clientId)} (one that does announces dpop_signing_alg_values_supported in its metadata): leave dpop away, or turn it on there.`
      : "The answer must say token_type 'Bearer'. Where it says 'DPoP', the provider binds the tokens of this client to a key: set dpop: true. mTLS is nothing that a browser has.",
  authorization_details: () =>
    'The authorization_details of the answer must be a list of objects with a type (RFC 9396).',
  refresh_token: () => 'The refresh_token in the answer must be a text of visible ASCII characters.',
  'too-large': () => 'The answer is larger than 1 MiB. Send fewer claims in the tokens.',
  scope: () => 'The scope in the answer must be a text.',
}

const CLAIMS: Readonly<Record<string, (facts: Facts) => string>> = {
  iss: ({ config }) => `iss must be exactly ${quote(config.issuer)}: correct the issuer at the provider.`,
  aud: ({ config }) => `aud must be ${quote(config.clientId)} and nothing else, but what the option audiences names.`,
  azp: ({ config }) =>
    `azp, when it is there, must be ${quote(config.clientId)}: the token was made for another client.`,
  sub: () => 'sub must be 1 to 255 visible ASCII characters, and at a renewal the same as before.',
  exp: () => 'exp must be there, in seconds since 1970.',
  iat: () => 'iat must be there, in seconds since 1970, and at a renewal not before that of the token before.',
  nbf: () => 'nbf, when it is there, must be in seconds since 1970.',
  acr: () =>
    'The provider signed the user in with less than an API, requireUser or an essential claim asked for: set it up for one of the acr_values, or ask for what it has.',
  auth_time: () =>
    'With maxAge the provider must send auth_time, not older than maxAge when the sign-in began. It ignores max_age: it must ask the user again, or do not set maxAge.',
  nonce: () =>
    'nonce must be the one of this sign-in. A provider that drops it must be corrected; another value is an injected token.',
  at_hash: () => 'at_hash must fit the access token beside it: the two tokens do not belong together.',
}

const USER_INFO: Readonly<Record<string, string>> = {
  'the provider offers none': 'The metadata has no userinfo_endpoint: leave the option userInfo away.',
  'about another user':
    'sub in the answer differs from the signed-in user. The answer was thrown away: correct the provider.',
  'status 401':
    "The provider refuses its own access token: it must carry the scope 'openid', and be meant for the provider.",
}

/** How far the clock is off. Issuing is the only moment that is known: for the other claims it is off by that at least. */
function toClock({ claim, offBySeconds }: ErrorDetails['id-token-clock']): string {
  const seconds = Math.abs(offBySeconds)
  const isAhead = offBySeconds < 0
  return `The clock of this device is ${claim === 'iat' ? 'about' : 'at least'} ${toDuration(seconds)} ${isAhead ? 'ahead' : 'behind'}, measured by ${claim} in the ID token that has just arrived.`
}

function toDuration(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= 2 * size) ?? ['seconds', 1]
  return `${Math.round(seconds / size)} ${unit}`
}

const UNITS = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
] as const
