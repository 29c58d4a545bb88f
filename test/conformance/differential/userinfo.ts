import type { Lie, TestProvider, TokenDraft } from 'latchkey/testing'
import { toBytes } from '../../support/bytes.js'
import { CLIENT_ID, ISSUER } from '../../support/home.js'
import { EPOCH, FORM, KIND, UNENCODED } from './id-token.js'
import { document, type Row, status, type Told, toFormRows } from './lies.js'

const info = (changes: object): Lie => ({ userInfo: (honest) => ({ ...honest, ...changes }) })

export const USERINFO: readonly Row[] = [
  ['nothing unusual', {}],
  ...toFormRows(
    'userinfo',
    'OpenID Connect Core 1.0, section 5.3.2: claims are application/json; what calls itself otherwise may be a page of a user',
  ),
  ['another sub', info({ sub: 'grace' })],
  ['no sub', info({ sub: undefined })],
  ['an empty sub', info({ sub: '' })],
  ['null as sub', info({ sub: null })],
  ['a list with the sub', info({ sub: ['ada'] })],
  ['sub in capitals', info({ sub: 'ADA' })],
  ['another issuer and audience', info({ iss: 'https://evil.example.com', aud: 'other-app' })],
  ['a claim that is null', info({ nickname: null })],
  ['an error in a 200', info({ error: 'invalid_token' })],
  ['a 401', status('userinfo', 401)],
  ['a 403', status('userinfo', 403)],
]

/** Answers `/userinfo` with a JWT; the metadata announce its algorithms. */
function signedInfo(
  change: (honest: TokenDraft) => TokenDraft,
  {
    algorithms = ['RS256'],
    edit = (jwt) => jwt,
    type = 'application/jwt',
  }: {
    readonly algorithms?: readonly string[]
    readonly edit?: (jwt: string) => string
    readonly type?: string
  } = {},
): Told {
  return async ({ provider, world }) => {
    const now = Math.floor(world.time / 1000)
    const kid = await toKid(provider)
    const draft = change({
      header: { alg: 'RS256', kid },
      claims: { iss: ISSUER, aud: CLIENT_ID, sub: 'ada', iat: now, exp: now + 300, nickname: 'Countess' },
    })
    const jwt = edit(await provider.sign(draft))
    return {
      ...(algorithms.length > 0 && document({ userinfo_signing_alg_values_supported: algorithms })),
      respond: (endpoint) =>
        endpoint === 'userinfo' ? new Response(jwt, { headers: { 'content-type': type } }) : undefined,
    }
  }
}

const toKid = async (provider: TestProvider): Promise<unknown> => (await provider.keys()).keys[0]?.kid

const ofClaims =
  (changes: object) =>
  (honest: TokenDraft): TokenDraft => ({ ...honest, claims: { ...honest.claims, ...changes } })
const ofHeader =
  (changes: object) =>
  (honest: TokenDraft): TokenDraft => ({ ...honest, header: { ...honest.header, ...changes } })
/** A claim that lies so many seconds from the start. */
const ofTime =
  (name: string, seconds: number) =>
  (honest: TokenDraft): TokenDraft =>
    ofClaims({ [name]: Number(honest.claims['iat']) + seconds })(honest)

const PLAYED_BACK =
  'RFC 8725bis section 3.12: a JWT that was made for another end, by the same keys, is no answer to this request'
const OLD = 'RFC 8725bis section 3.12: an answer that was made long ago, or not yet, is an answer to another request'
const ANY_ALGORITHM =
  'OpenID Connect Discovery 1.0, section 3, leaves the list optional; any signature by a published key will do, none and HMAC never'

export const SIGNED_USERINFO: readonly Row[] = (
  [
    ['nothing unusual', signedInfo((honest) => honest)],
    ['algorithms that nobody announced', signedInfo((honest) => honest, { algorithms: [] }), ANY_ALGORITHM],
    ['alg none, and no algorithm announced', signedInfo(ofHeader({ alg: 'none' }), { algorithms: [] })],
    ['no iss and aud', signedInfo(ofClaims({ iss: undefined, aud: undefined }))],
    ['no times', signedInfo(ofClaims({ iat: undefined, exp: undefined }))],
    ['another issuer', signedInfo(ofClaims({ iss: 'https://evil.example.com' }))],
    ['the issuer with a slash more', signedInfo(ofClaims({ iss: `${ISSUER}/` }))],
    ['another audience', signedInfo(ofClaims({ aud: 'other-app' }))],
    ['several audiences', signedInfo(ofClaims({ aud: ['x', CLIENT_ID] }))],
    ['an empty list of audiences', signedInfo(ofClaims({ aud: [] }))],
    ['a number as audience', signedInfo(ofClaims({ aud: 7 }))],
    ['another sub', signedInfo(ofClaims({ sub: 'grace' }))],
    ['no sub', signedInfo(ofClaims({ sub: undefined }))],
    ['an end an hour ago', signedInfo(ofTime('exp', -3_600))],
    ['an end that is a text', signedInfo(ofClaims({ exp: '9999999999' }))],
    ['a start that is a text', signedInfo(ofClaims({ iat: 'today' }))],
    ['a start in a year', signedInfo(ofTime('iat', 31_536_000)), OLD],
    ['a start an hour ago', signedInfo(ofTime('iat', -3_600)), OLD],
    ['a start in 30 seconds: clocks differ', signedInfo(ofTime('iat', 30))],
    ['a negative start', signedInfo(ofClaims({ iat: -1 })), EPOCH],
    ['a validity that begins in an hour', signedInfo(ofTime('nbf', 3_600))],
    ['alg none', signedInfo(ofHeader({ alg: 'none' }))],
    ['alg none, announced', signedInfo(ofHeader({ alg: 'none' }), { algorithms: ['RS256', 'none'] })],
    ['an HMAC made with the public key', signedInfo(ofHeader({ alg: 'HS256' }))],
    [
      'an HMAC made with the public key, announced',
      signedInfo(ofHeader({ alg: 'HS256' }), { algorithms: ['RS256', 'HS256'] }),
    ],
    ['an algorithm that is not announced', signedInfo(ofHeader({ alg: 'PS256' }))],
    ['a flipped bit in the signature', signedInfo((honest) => ({ ...honest, signature: 'corrupt' }))],
    ['no signature', signedInfo((honest) => ({ ...honest, signature: 'missing' }))],
    ['a key that nobody published', signedInfo((honest) => ({ ...honest, key: 'foreign' }))],
    ['an ID token that is played back', signedInfo(ofClaims({ nonce: 'n', at_hash: 'h' })), PLAYED_BACK],
    ['a logout token that is played back', signedInfo(ofClaims({ events: {} })), PLAYED_BACK],
    ['the type of an access token', signedInfo(ofHeader({ typ: 'at+jwt' })), KIND],
    ['the type of a logout token', signedInfo(ofHeader({ typ: 'logout+jwt' })), KIND],
    ['the type JWT', signedInfo(ofHeader({ typ: 'JWT' }))],
    ['an extension that is critical', signedInfo(ofHeader({ crit: ['x'], x: 1 }))],
    ['an unencoded payload', signedInfo(ofHeader({ b64: false })), UNENCODED],
    ['a line break after it', signedInfo((honest) => honest, { edit: (jwt) => `${jwt}\n` }), FORM],
    ['a fourth segment', signedInfo((honest) => honest, { edit: (jwt) => `${jwt}.AAAA` })],
    ['five segments, as an encrypted one', signedInfo((honest) => honest, { edit: (jwt) => `${jwt}.AAAA.AAAA` })],
    ['a list for its payload', signedInfo((honest) => ({ ...honest, payload: toBytes('[]') }))],
    [
      'its type in other letters',
      signedInfo((honest) => honest, { type: 'Application/JWT; charset=utf-8' }),
      'RFC 9110 section 8.3.1: media types know no capitals; the JWT is checked all the same',
    ],
    ['a JWT as application/json', signedInfo((honest) => honest, { type: 'application/json' })],
    ['a JWT as text/plain', signedInfo((honest) => honest, { type: 'text/plain' })],
  ] satisfies readonly Row[]
).map(([what, lie, reason]): Row => [what, lie, reason, { fromTheStart: true }])
