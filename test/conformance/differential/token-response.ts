import type { Lie } from 'latchkey/testing'
import { answer, type Row, status, toFormRows } from './lies.js'

const tokens = (changes: object): Lie => ({ tokenResponse: (honest) => ({ ...honest, ...changes }) })

const ALPHABET =
  'RFC 6750 section 2.1: an access token goes into a header, and an engine prints what it cannot send in its own error'
const REFRESH_ALPHABET = 'RFC 6749 appendix A.17: a refresh token is of printable ASCII'
const NULL = ' sends null for what is not there; a member that is left out says the same'
const LIFETIME =
  'RFC 6749 section 5.1: a hint, and many send none (GitHub, say); one that cannot be read counts as none, and the API judges the token'
const OVER = 'RFC 6749 section 5.1: a hint; a token that is said to be over is renewed before anything is sent with it'
const BOUND =
  'RFC 9449 section 5: who gives a bearer token for a proof would have the binding dropped, and whoever finds it could use it'
const UNBOUND = 'RFC 9449 section 5: a token that is bound to a key nobody proved is good for nothing'
const DETAILS = 'RFC 9396 section 2: a list of objects, each with its type; the app reads from it what was granted'

const ODD =
  ': a renewal goes on with what is sound, and tells of it; the refresh token may be spent, and nothing of it says whose the tokens are'
const LIST = 'Twitch sends the list: a list of texts is the text that they make'
const CREATED = 'frameworks answer a POST with 201 by themselves (NestJS does): what it says is checked all the same'
const ERROR = 'GitHub answers 200 with an error (RFC 6749 section 5.2 has 400): an error that is there is an error'

/** What `expires_in` may be, and why it does no harm where oauth4webapi refuses it. */
const LIFETIMES: readonly (readonly [value: unknown, reason?: string])[] = [
  [0],
  [0.5],
  [1e300],
  [-1, OVER],
  ['3600'],
  ['3600.5'],
  ['3600abc'],
  ['-1', OVER],
  ['', LIFETIME],
  ['soon', LIFETIME],
  ['Infinity', LIFETIME],
  [true, LIFETIME],
  [null, `SurveyMonkey${NULL}`],
  [undefined],
  [[5]],
  [[], LIFETIME],
  [{}, LIFETIME],
]

export const TOKEN_RESPONSE: readonly Row[] = [
  ['nothing unusual', {}],
  ...toFormRows('token').map((row): Row => (row[0] === 'a 201' ? [row[0], row[1], CREATED] : row)),
  ...['bearer', 'BEARER', 'bEaReR', 'mac', 'N_A', '', 'Bearer ', 'constructor', '__proto__', 7, null, undefined].map(
    (token_type): Row => [`token_type ${print(token_type)}`, tokens({ token_type })],
  ),
  ['token_type "DPoP", though no proof was sent', tokens({ token_type: 'DPoP' }), UNBOUND],
  ['token_type "Bearer", though a proof was sent', tokens({ token_type: 'Bearer' }), BOUND, { auth: { dpop: true } }],
  ['token_type "DPoP", where a proof was sent', {}, undefined, { auth: { dpop: true } }],
  ['no access token', tokens({ access_token: undefined })],
  ['an empty access token', tokens({ access_token: '' })],
  ['null as access token', tokens({ access_token: null })],
  ['a number as access token', tokens({ access_token: 7 })],
  ['a space in the access token', { accessToken: (token) => `${token} x` }, ALPHABET],
  ['a line break in the access token', { accessToken: (token) => `${token}\r\nX-Evil: 1` }, ALPHABET],
  ['letters beyond ASCII in the access token', { accessToken: (token) => `${token}ö` }, ALPHABET],
  ['an access token of 16 KB', { accessToken: () => 'a'.repeat(16_384) }],
  ['an access token that is a JWT of another user', { accessToken: () => 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJncmFjZSJ9.' }],
  ['no refresh token', tokens({ refresh_token: undefined })],
  ['null as refresh token', tokens({ refresh_token: null }), `pyop${NULL}`],
  ['an empty refresh token', tokens({ refresh_token: '' }), { renewal: `Some send "" where there is none${ODD}` }],
  ['a number as refresh token', tokens({ refresh_token: 7 }), { renewal: `Not seen yet${ODD}` }],
  ['a list as refresh token', tokens({ refresh_token: ['x'] }), { renewal: `Not seen yet${ODD}` }],
  ['a space in the refresh token', withRefreshToken((token) => `${token} x`)],
  ['a line break in the refresh token', withRefreshToken((token) => `${token}\n`), { 'sign-in': REFRESH_ALPHABET }],
  [
    'letters beyond ASCII in the refresh token',
    withRefreshToken((token) => `${token}ö`),
    { 'sign-in': REFRESH_ALPHABET },
  ],
  ...LIFETIMES.map(([expires_in, reason]): Row => [`expires_in ${print(expires_in)}`, tokens({ expires_in }), reason]),
  ...['', ' ', 'openid  profile', 'openid,profile', 'something else', undefined].map(
    (scope): Row => [`scope ${print(scope)}`, tokens({ scope })],
  ),
  ['scope ["openid"]', tokens({ scope: ['openid'] }), LIST],
  ['scope 7', tokens({ scope: 7 }), { renewal: `Not seen yet${ODD}` }],
  ['scope null', tokens({ scope: null }), `SugarCRM${NULL}`],
  ['null as ID token', tokens({ id_token: null }), { renewal: `Ping${NULL}: a renewal need not identify anybody` }],
  ['an empty ID token', tokens({ id_token: '' }), { renewal: `Some send "" where there is none${ODD}` }],
  ['a list as ID token', tokens({ id_token: ['x'] }), { renewal: `Not seen yet${ODD}` }],
  ['no ID token', tokens({ id_token: undefined })],
  ['authorization_details that are a text', tokens({ authorization_details: 'x' }), { 'sign-in': DETAILS }],
  [
    'authorization_details without a type',
    tokens({ authorization_details: [{ actions: ['read'] }] }),
    { 'sign-in': DETAILS },
  ],
  ['authorization_details that are null', tokens({ authorization_details: null })],
  ['an error in a 200, beside the tokens', tokens({ error: 'invalid_grant' }), ERROR],
  ['an error in a 200, and no tokens', answer('token', () => '{"error":"invalid_grant"}')],
  ['an error in a 400', status('token', 400, '{"error":"invalid_grant"}')],
  [
    'an error in a 400, beside the tokens',
    answer('token', (text, { headers }) => {
      return new Response(`{"error":"invalid_grant",${text.slice(1)}`, { status: 400, headers })
    }),
  ],
]

function withRefreshToken(change: (token: unknown) => string): Lie {
  return { tokenResponse: ({ refresh_token, ...body }) => ({ ...body, refresh_token: change(refresh_token) }) }
}

function print(value: unknown): string {
  return value === undefined ? 'missing' : value === 1e300 ? '1e300' : JSON.stringify(value)
}
