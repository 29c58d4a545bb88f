import { exportJWK, generateKeyPair } from 'jose'
import type { Lie } from 'latchkey/testing'
import { fromBase64Url, spell, toBytes, toText } from '../../support/bytes.js'
import { CLIENT_ID, ISSUER } from '../../support/home.js'
import { announced, claims, header, lieAbout, offBy, toIdTokenRows, without } from '../../support/id-token-rows.js'
import type { Setting } from './journeys.js'
import { both, type Reason, type Row, type Told } from './lies.js'

const { wrong, right } = toIdTokenRows(ISSUER, CLIENT_ID)
const nameless = (what: string): string => what.replace(/ \((?:[RC]-[A-Z]?\d+(?:, )?)+\)$/, '')

export const FORM = 'RFC 8725bis section 3.14: three segments of base64url and nothing around them'
export const KIND = 'RFC 8725bis sections 3.11 and 3.12: a JWT of another kind, by the same keys, identifies nobody'
const HEADER = 'RFC 7515 section 4.1.9: typ is a text, and what cannot be read cannot be told from another kind'
export const UNENCODED = 'RFC 7797 section 6: b64 changes what was signed, and without crit not everybody notices'
const SUBJECT = 'OpenID Connect Core 1.0, section 2: sub is ASCII, of 1 to 255 characters'
const HASH = 'OpenID Connect Core 1.0, section 3.1.3.8: an at_hash that is there is of this access token'
const START = "OpenID Connect Core 1.0, section 3.1.3.7, 10: a token made long ago, or not yet, is not this sign-in's"
export const EPOCH = 'RFC 7519 section 4.1.6: no time lies before 1970'
const PARTY = 'OpenID Connect Core 1.0, section 3.1.3.7, 5: who was authorized is this client'
const FURTHER = 'OpenID Connect Core 1.0, section 3.1.3.7, 3: an audience that is not trusted; none but this client is'
const FUTURE = 'OpenID Connect Core 1.0, section 2: nobody has signed in in the future'
const UNASKED =
  'Glewlwyd sends what is no time where nobody asked for one; it counts as none, and with max_age it is missing'
const ABSENT = 'null is a way to say that a claim is not there; one that is required is missing then'
const RECENT =
  'OpenID Connect Core 1.0, section 3.1.2.1: with max_age the user proves who they are anew; a sign-in from before the attempt is none'
const ACR = 'OpenID Connect Core 1.0, section 5.5.1.1: an essential acr that was not reached is a failed sign-in'
const RENEWED = 'OpenID Connect Core 1.0, section 12.2: what a renewal says is what the sign-in said'
const CLOCK =
  'devices have wrong clocks; a token with the nonce of this attempt was made during it, so its iat is the time (within a day)'

/** Why latchkey and oauth4webapi differ about an ID token of the shared list. */
const ID_TOKEN_REASONS: Readonly<Record<string, Reason>> = {
  'a line break after it': FORM,
  'a further audience, azp ours': FURTHER,
  'another azp with our audience': PARTY,
  'a start in a year': START,
  'a start in 1970': START,
  'a negative start': EPOCH,
  'another nonce': { renewal: `${RENEWED}, or nothing (nonce)` },
  'a list of nonces': { renewal: `${RENEWED}, or nothing (nonce)` },
  'an empty subject': SUBJECT,
  'a subject of 256 letters': SUBJECT,
  'a subject that is not ASCII': SUBJECT,
  'a sign-in of tomorrow': FUTURE,
  'a sign-in time that is a text, and nobody asked for it': UNASKED,
  'a validity that begins at null': ABSENT,
  'a sign-in time that is null': ABSENT,
  'another type than text': {
    renewal: 'a renewal need not identify anybody, and what is no ID token is none; it is told of',
  },
  'the hash of another access token': HASH,
  'a number as the hash of the access token': HASH,
  'an access token swapped after it was made': HASH,
  'the type at+jwt': KIND,
  'the type logout+jwt': KIND,
  'the type dpop+jwt': KIND,
  'the type secevent+jwt': KIND,
  'the type application/at+jwt': KIND,
  'a type that is an object without a text': HEADER,
  'a type that is no text': HEADER,
  'a claim of 100 KB': 'claims are kept with the session: 64 KB are the most that an ID token may have',
}

/** Reasons for lies that nobody tells. */
export const UNTOLD = Object.keys(ID_TOKEN_REASONS).filter(
  (what) => ![...wrong, ...right].some(([told]) => nameless(told) === what),
)

export const ID_TOKENS: readonly Row[] = [
  ...wrong.map(([what, lie]): Row => [nameless(what), lie, ID_TOKEN_REASONS[nameless(what)]]),
  ...right.map(
    ([what, lie]): Row => [
      nameless(what),
      lie,
      ID_TOKEN_REASONS[nameless(what)],
      { fromTheStart: /subject|azp/.test(what) },
    ],
  ),
  ['alg none, announced', both(announced('RS256', 'none'), header({ alg: 'none' }))],
  ['alg HS256, announced', both(announced('RS256', 'HS256'), header({ alg: 'HS256' }))],
  ['an algorithm that nobody knows, announced', both(announced('RS256', 'XX1'), renamed('XX1'))],
  ['a key of its own in its header', ownKey('jwk')],
  ['the address of a key of its own in its header', ownKey('jku')],
  ['b64 without crit', header({ b64: false }), UNENCODED],
  ['an empty crit', header({ crit: [] })],
  ['crit that is null', header({ crit: null })],
]

const ESSENTIAL: Setting = { signIn: { claims: { id_token: { acr: { essential: true, values: ['strong'] } } } } }

const NAMED: Setting = { auth: { audiences: ['project'] } }

/** What only a sign-in, or only a renewal, can be told. */
export const SIGN_INS: readonly Row[] = [
  ['no nonce', without('nonce')],
  ['null as its nonce', claims({ nonce: null })],
  ['a sign-in that is too long ago', offBy('auth_time', -3_600), undefined, { signIn: { maxAge: 600 } }],
  ['no sign-in time, where one was asked for', without('auth_time'), undefined, { signIn: { maxAge: 600 } }],
  ['a sign-in of lately, where one was asked for', offBy('auth_time', -500), undefined, { signIn: { maxAge: 600 } }],
  [
    'a sign-in of half a minute ago, where a new one was asked for',
    offBy('auth_time', -30),
    RECENT,
    { signIn: { maxAge: 0 } },
  ],
  ['a sign-in time of 0, where one was asked for', claims({ auth_time: 0 }), undefined, { signIn: { maxAge: 600 } }],
  [
    'a further audience that the app names, azp ours',
    claims({ aud: [CLIENT_ID, 'project'], azp: CLIENT_ID }),
    undefined,
    NAMED,
  ],
  ['a further audience that the app names, and no azp', claims({ aud: [CLIENT_ID, 'project'] }), undefined, NAMED],
  ['another acr than was preferred', claims({ acr: 'weak' }), undefined, { signIn: { acrValues: 'strong' } }],
  ['another acr than was required', claims({ acr: 'weak' }), ACR, ESSENTIAL],
  ['no acr, where one was required', without('acr'), ACR, ESSENTIAL],
  ['the acr that was required', claims({ acr: 'strong' }), undefined, ESSENTIAL],
  ['nothing unusual, and a clock an hour fast', {}, CLOCK, { clockAheadSeconds: 3_600 }],
  ['nothing unusual, and a clock an hour slow', {}, undefined, { clockAheadSeconds: -3_600 }],
  ['nothing unusual, and a clock two days fast', {}, undefined, { clockAheadSeconds: 172_800 }],
]
export const RENEWALS: readonly Row[] = [
  ['another user', claims({ sub: 'grace' }), `${RENEWED} (sub)`],
  ['a start before that of the sign-in', offBy('iat', -601), `${RENEWED}, or later (iat)`],
  ['another sign-in time', laterSignIn()],
  ['an azp that the sign-in had not', claims({ azp: CLIENT_ID }), `${RENEWED} (azp)`],
  ['another session at the provider', claims({ sid: 'another' })],
  ['another acr', claims({ acr: 'weak' })],
  ['the nonce of the sign-in', keepNonce],
  ['nothing unusual, and a clock an hour slow', {}, undefined, { clockAheadSeconds: -3_600 }],
]

/** Names another algorithm after signing: nobody can sign with one that nobody knows. */
function renamed(alg: string): Lie {
  return {
    sign: (token) => {
      const [head = '', ...rest] = token.split('.')
      const text = JSON.stringify({ ...JSON.parse(toText(fromBase64Url(head))), alg })
      return [spell(toBytes(text), 'base64url'), ...rest].join('.')
    },
  }
}

function laterSignIn(): Lie {
  return lieAbout(({ claims: honest }) => ({ claims: { ...honest, auth_time: Number(honest['auth_time']) + 30 } }))
}

function ownKey(name: 'jwk' | 'jku'): Told {
  return async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const own = name === 'jwk' ? await exportJWK(publicKey) : 'https://evil.example.com/keys'
    return lieAbout(() => ({ header: { alg: 'RS256', typ: 'JWT', [name]: own }, key: privateKey }))
  }
}

function keepNonce(): Lie {
  let nonce: unknown
  return lieAbout(({ claims: honest }) => {
    nonce ??= honest['nonce']
    return { claims: { ...honest, nonce } }
  })
}
