import { ISSUER } from '../../support/home.js'
import { announced } from '../../support/id-token-rows.js'
import { document, type Row, toFormRows } from './lies.js'

const NAVIGATED = ['authorization_endpoint', 'end_session_endpoint']
const FETCHED = ['token_endpoint', 'jwks_uri', 'userinfo_endpoint', 'revocation_endpoint']
const OPTIONAL = ['end_session_endpoint', 'userinfo_endpoint', 'revocation_endpoint']

const SCRIPT =
  'an engine runs what stands in such an address as a script of the page, or shows it as if it were the provider'
const CLEAR =
  'RFC 6749 section 3.1, OpenID Connect RP-Initiated Logout 1.0, section 2: TLS, also where the page is only sent to'
const NO_URL = 'RFC 8414 section 2: an endpoint is a URL, and what is none must not be read as the text of one'
const EMPTY = 'RFC 8414 section 2: an endpoint is a URL, and one of the wrong form must not be read as "there is none"'
const CREDENTIALS = 'RFC 9110 section 4.2.4: a user in an address hides where it leads, and fetch refuses it'
const FRAGMENT = 'RFC 6749 sections 3.1 and 3.2: an endpoint has no fragment'
const WRONG_TYPE =
  'a member of the wrong type must not weaken a check by being read as "not announced" (RFC 8414 section 2)'

/** Addresses in an endpoint's place. oauth4webapi looks at those that it sends to. */
const toAddressRows = (name: string): readonly Row[] => {
  const forPages = (reason: string) => (NAVIGATED.includes(name) ? reason : undefined)
  const told: readonly (readonly [what: string, value: unknown, reason?: string | undefined])[] = [
    ['javascript:', 'javascript:alert(1)', forPages(SCRIPT)],
    ['data:', 'data:text/html,x', forPages(SCRIPT)],
    ['http:', 'http://id.example.com/x', forPages(CLEAR)],
    ['relative', '/relative'],
    ['empty', '', OPTIONAL.includes(name) ? EMPTY : undefined],
    ['a number', 7],
    ['a list', ['https://id.example.com/x'], forPages(NO_URL)],
    ['null', null],
    ['missing', undefined],
  ]
  const changed: readonly (readonly [what: string, change: (address: string) => string, reason?: string])[] = [
    ['with a user and a password', (address) => address.replace('://', '://ada:secret@'), CREDENTIALS],
    ['with a fragment', (address) => `${address}#x`, FRAGMENT],
    ['with a query', (address) => `${address}?tenant=a`],
  ]
  return [
    ...told.map(([what, value, reason]): Row => [`${name}: ${what}`, document({ [name]: value }), reason]),
    ...changed.map(
      ([what, change, reason]): Row => [
        `${name}: ${what}`,
        { discovery: (honest) => ({ ...honest, [name]: change(`${honest[name]}`) }) },
        reason,
      ],
    ),
  ]
}

export const METADATA: readonly Row[] = [
  ['nothing unusual', {}],
  ...toFormRows(
    'discovery',
    'OpenID Connect Discovery 1.0, section 4.2: metadata are application/json; what calls itself otherwise may be a page of a user',
  ),
  ...[`${ISSUER}/`, 'HTTPS://id.example.com', 'https://ID.example.com', `${ISSUER}:443`, `${ISSUER}/a/..`].map(
    (issuer): Row => [`the issuer announced as ${issuer}`, document({ issuer })],
  ),
  [
    'the issuer with a slash more in everything',
    {},
    'OpenID Connect Discovery 1.0, section 4.3: exactly the issuer that was asked; else another spelling, which may be another tenant, becomes what every iss is held against',
    { provider: { issuer: `${ISSUER}/` }, auth: { issuer: ISSUER } },
  ],
  ['another issuer', document({ issuer: 'https://evil.example.com' })],
  ['an issuer that is no URL', document({ issuer: 'id.example.com' })],
  ['an issuer that is a list', document({ issuer: [ISSUER] })],
  ['an empty issuer', document({ issuer: '' })],
  ['no issuer', document({ issuer: undefined })],
  ...[...NAVIGATED, ...FETCHED].flatMap(toAddressRows),
  ['ID-token algorithms: none beside RS256', announced('RS256', 'none')],
  ['ID-token algorithms: HS256 beside RS256', announced('RS256', 'HS256')],
  ['ID-token algorithms: a text', document({ id_token_signing_alg_values_supported: 'RS256' }), WRONG_TYPE],
  [
    'ID-token algorithms: a number among them',
    document({ id_token_signing_alg_values_supported: ['RS256', 256] }),
    WRONG_TYPE,
  ],
  ['ID-token algorithms: null', document({ id_token_signing_alg_values_supported: null })],
  ['ID-token algorithms: not announced', document({ id_token_signing_alg_values_supported: undefined })],
  ['ID-token algorithms: an empty list', announced()],
  ['userinfo algorithms: a text', document({ userinfo_signing_alg_values_supported: 'RS256' }), WRONG_TYPE],
  ['userinfo algorithms: null', document({ userinfo_signing_alg_values_supported: null })],
  [
    'PKCE methods: plain alone',
    document({ code_challenge_methods_supported: ['plain'] }),
    'RFC 9700 section 2.1.1: whoever says that S256 is not checked leaves the code unprotected, and plain would too',
  ],
  ['PKCE methods: a text', document({ code_challenge_methods_supported: 'S256' }), WRONG_TYPE],
  ['PKCE methods: null', document({ code_challenge_methods_supported: null })],
  ['PKCE methods: not announced', document({ code_challenge_methods_supported: undefined })],
  [
    'response types: no code',
    document({ response_types_supported: ['id_token'] }),
    'RFC 8414 section 2: such a provider answers no request of ours; the user is not sent there to see an error',
  ],
  ['response types: a text', document({ response_types_supported: 'code' }), WRONG_TYPE],
  ['response types: null', document({ response_types_supported: null })],
  [
    'iss in responses: announced as a text',
    document({ authorization_response_iss_parameter_supported: 'true' }),
    WRONG_TYPE,
  ],
  ['iss in responses: announced as null', document({ authorization_response_iss_parameter_supported: null })],
  ['pushed requests: required as a text', document({ require_pushed_authorization_requests: 'yes' }), WRONG_TYPE],
  ['pushed requests: required as null', document({ require_pushed_authorization_requests: null })],
  [
    'signed requests: required',
    document({ require_signed_request_object: true }),
    'RFC 9101 section 10.5: a public client signs no requests; the user is not sent there to see an error',
  ],
]
