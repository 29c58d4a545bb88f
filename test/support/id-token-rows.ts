import type { JWK } from 'jose'
import type { Lie, TokenDraft } from 'latchkey/testing'
import type { ErrorCode } from '../../src/domain/errors.js'
import { fromBase64Url, spell, toBytes, toText } from './bytes.js'

export type Change = (token: TokenDraft) => Partial<TokenDraft>
export type Row = readonly [what: string, lie: Lie, code?: ErrorCode]

export const lieAbout = (change: Change): Lie => ({ idToken: (token) => ({ ...token, ...change(token) }) })

export const claims = (changes: Readonly<Record<string, unknown>>): Lie =>
  lieAbout(({ claims: honest }) => ({ claims: { ...honest, ...changes } }))

export const without = (claim: string): Lie => lieAbout(({ claims: { [claim]: _, ...rest } }) => ({ claims: rest }))

export const header = (changes: Readonly<Record<string, unknown>>): Lie =>
  lieAbout(({ header: honest }) => ({ header: { ...honest, ...changes } }))

export const signed = (change: (token: string) => string): Lie => ({ sign: change })

/** Moves a time claim away from the provider's present time. */
export const offBy = (claim: string, seconds: number): Lie =>
  lieAbout(({ claims: honest }) => ({ claims: { ...honest, [claim]: Number(honest['iat']) + seconds } }))

export const payload = (text: string | Uint8Array<ArrayBuffer>): Lie =>
  lieAbout(() => ({ payload: typeof text === 'string' ? new TextEncoder().encode(text) : text }))

export const announced = (...algorithms: string[]): Lie => ({
  discovery: (document) => ({ ...document, id_token_signing_alg_values_supported: algorithms }),
})

export const published = (change: (key: JWK) => JWK): Lie => ({ jwks: (set) => ({ keys: set.keys.map(change) }) })

export const segments = (change: (parts: string[]) => string[]): Lie =>
  signed((token) => change(token.split('.')).join('.'))

/** ID tokens for a client of an issuer: what none may be, at sign-in and at renewal alike; and what differs by a hair, and is fine. */
export function toIdTokenRows(issuer: string, clientId: string) {
  /** What no ID token may be, at sign-in and at renewal alike. */
  const wrong: readonly Row[] = [
    ['a line break after it (R-I01)', signed((token) => `${token}\n`), 'id-token-malformed'],
    ['a space before it (R-I01)', signed((token) => ` ${token}`), 'id-token-malformed'],
    ['a line break inside a segment (R-I01)', signed((token) => `${token.slice(0, 9)}\n${token.slice(9)}`)],
    ['padding on a segment (R-I01)', segments(([head, body, mark]) => [`${head}==`, `${body}`, `${mark}`])],
    ['two segments (R-I01)', segments((parts) => parts.slice(0, 2)), 'id-token-malformed'],
    ['four segments (R-I01)', segments((parts) => [...parts, 'AAAA']), 'id-token-malformed'],
    ['five segments, as an encrypted one (R-I01)', segments((parts) => [...parts, 'AAAA', 'AAAA'])],
    [
      'JSON serialisation (R-I01)',
      signed((token) => {
        const [head, body, mark] = token.split('.')
        return JSON.stringify({ protected: head, payload: body, signature: mark })
      }),
      'id-token-malformed',
    ],
    ['another type than text (R-I01)', { tokenResponse: (body) => ({ ...body, id_token: { sub: 'ada' } }) }],
    ['no signature, and alg none (R-I02)', header({ alg: 'none' })],
    [
      'alg none, and something for a signature (R-I02)',
      { ...header({ alg: 'none' }), sign: (token) => `${token}AAAA` },
    ],
    [
      'alg None, spelt so (R-I02)',
      segments(([head, ...rest]) => [rename(head, 'None'), ...rest]),
      'id-token-algorithm',
    ],
    ['an HMAC made with the public key (R-I02)', header({ alg: 'HS256' }), 'id-token-algorithm'],
    ['an algorithm that the provider does not announce (R-I02)', header({ alg: 'PS256' }), 'id-token-algorithm'],
    ['a flipped bit in the signature (R-I03)', lieAbout(() => ({ signature: 'corrupt' })), 'id-token-signature'],
    ['an empty signature (R-I03)', lieAbout(() => ({ signature: 'missing' }))],
    ['a key that nobody published (R-I03)', lieAbout(() => ({ key: 'foreign' })), 'id-token-signature'],
    ['claims changed after signing (R-I03)', segments(([head, body, mark]) => [`${head}`, swapUser(body), `${mark}`])],
    [
      'a published key meant for encryption (R-I06)',
      published((key) => ({ ...key, use: 'enc' })),
      'id-token-signature',
    ],
    ['a published key for other operations (R-I06)', published((key) => ({ ...key, key_ops: ['encrypt'] }))],
    ['a published key of another algorithm (R-I06)', published((key) => ({ ...key, alg: 'RS512' }))],
    ['a published key that is a secret (R-I06)', published(({ kid = '' }) => ({ kty: 'oct', k: 'AAAA', kid }))],
    ['a published key of another id (R-I05)', published((key) => ({ ...key, kid: 'another' })), 'id-token-signature'],
    ['an extension that is critical (R-I07)', header({ crit: ['x'], x: 1 }), 'id-token-malformed'],
    ['an unencoded payload (R-I07)', header({ b64: false, crit: ['b64'] }), 'id-token-malformed'],
    ['the issuer with a slash more (R-I08)', claims({ iss: `${issuer}/` }), 'id-token-claim'],
    ['another issuer (R-I08)', claims({ iss: 'https://evil.example.com' }), 'id-token-claim'],
    ['no issuer (R-I08)', without('iss'), 'id-token-claim'],
    ['no audience (R-I09)', without('aud'), 'id-token-claim'],
    ['another audience (R-I09)', claims({ aud: 'other-app' }), 'id-token-claim'],
    ['an empty list of audiences (R-I09)', claims({ aud: [] }), 'id-token-claim'],
    ['a number as its audience (R-I09)', claims({ aud: 7 }), 'id-token-claim'],
    ['an audience that only contains ours (R-I09)', claims({ aud: `${clientId}-2` }), 'id-token-claim'],
    ['a further audience and no azp (R-I10)', claims({ aud: [clientId, 'other-app'] }), 'id-token-claim'],
    ['a further audience, azp ours (R-I10)', claims({ aud: [clientId, 'other-app'], azp: clientId }), 'id-token-claim'],
    ['another azp with our audience (R-I11)', claims({ azp: 'other-app' }), 'id-token-claim'],
    ['an end ten minutes ago (R-I12)', offBy('exp', -600), 'id-token-clock'],
    ['an end that is a text (R-I12)', claims({ exp: '9999999999' }), 'id-token-claim'],
    ['no end (R-I12)', without('exp'), 'id-token-claim'],
    ['no start (R-I13)', without('iat'), 'id-token-claim'],
    ['a start in a year (R-I13)', offBy('iat', 31_536_000), 'id-token-clock'],
    ['a start in 1970 (R-I13)', claims({ iat: 1 }), 'id-token-clock'],
    ['a negative start (R-I13)', claims({ iat: -1 }), 'id-token-claim'],
    ['a start that is a text (R-I13)', claims({ iat: '1700000000' }), 'id-token-claim'],
    ['a validity that begins in an hour (R-I14)', offBy('nbf', 3_600), 'id-token-clock'],
    ['a validity that begins with a text (R-I14)', claims({ nbf: 'soon' }), 'id-token-claim'],
    ['another nonce (R-I15)', claims({ nonce: 'another' }), 'id-token-claim'],
    [
      'a list of nonces (R-I15)',
      lieAbout(({ claims: honest }) => ({ claims: { ...honest, nonce: [honest['nonce']] } })),
    ],
    ['no subject (R-I16)', without('sub'), 'id-token-claim'],
    ...[
      ['', 'an empty'],
      [0, 'a zero as its'],
      [null, 'a null as its'],
      [{}, 'an object as its'],
    ].map(([sub, what]): Row => [`${what} subject (R-I16)`, claims({ sub }), 'id-token-claim']),
    ['a subject of 256 letters (R-I16)', claims({ sub: 'a'.repeat(256) }), 'id-token-claim'],
    ['a subject that is not ASCII (R-I16)', claims({ sub: 'adä' }), 'id-token-claim'],
    ['a sign-in of tomorrow (R-I17)', offBy('auth_time', 86_400)],
    ['the hash of another access token (R-I19)', claims({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }), 'id-token-claim'],
    ['a number as the hash of the access token (R-I19)', claims({ at_hash: 1 }), 'id-token-claim'],
    ['an access token swapped after it was made (R-I19)', swapAccessToken()],
    ...['at+jwt', 'logout+jwt', 'dpop+jwt', 'secevent+jwt', 'application/at+jwt'].map(
      (typ): Row => [`the type ${typ} (R-I20)`, header({ typ }), 'id-token-malformed'],
    ),
    ['a type that is an object without a text (R-I20)', header({ typ: { toString: false } }), 'id-token-malformed'],
    [
      'an end that is an object without a number (R-I12)',
      claims({ exp: { valueOf: 1, toString: 1 } }),
      'id-token-claim',
    ],
    ['a type that is no text (R-I20)', header({ typ: 1 }), 'id-token-malformed'],
    ['a list for its payload (R-I21)', payload('[]'), 'id-token-malformed'],
    ['a text for its payload (R-I21)', payload('"ada"'), 'id-token-malformed'],
    ['bytes that are no text for its payload (R-I21)', payload(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]))],
    ['a claim of 100 KB (R-I22)', claims({ bio: 'x'.repeat(100_000) }), 'id-token-malformed'],
  ]

  /** What differs from a wrong one by a hair, and is fine. */
  const right: readonly (readonly [what: string, lie: Lie])[] = [
    ['nothing unusual', {}],
    ['no type (R-I20)', header({ typ: undefined })],
    ['its type in small letters (R-I20)', header({ typ: 'jwt' })],
    ['no key id, where one key is published (R-I05)', header({ kid: undefined })],
    ['a list of us alone as its audience (R-I10)', claims({ aud: [clientId] })],
    ['an azp that is us (R-I11)', claims({ azp: clientId })],
    ['a sign-in time that is a text, and nobody asked for it (R-I17)', claims({ auth_time: 'today' })],
    ['a sign-in time of 0, and nobody asked for it (R-I17)', claims({ auth_time: 0 })],
    ['a validity that begins at null (R-I16)', claims({ nbf: null })],
    ['a sign-in time that is null (R-I17)', claims({ auth_time: null })],
    ['an end 20 seconds ago: clocks differ (R-I12)', offBy('exp', -20)],
    ['a start in 30 seconds: clocks differ (R-I13)', offBy('iat', 30)],
    ['a validity that begins at once (R-I14)', offBy('nbf', 0)],
    ['a subject of 255 letters (R-I16)', claims({ sub: 'a'.repeat(255) })],
    ['no hash of the access token (R-I19)', without('at_hash')],
    ['no sign-in time, where none was asked for (R-I17)', without('auth_time')],
    ['claims about things that do not concern us (R-I22)', claims({ 'https://example.com/role': ['admin'], z: null })],
    ['a provider that announces no algorithms (R-I02)', withoutAlgorithms()],
    ['a further algorithm announced that we never take (R-I02)', announced('RS256', 'none', 'HS256')],
  ]
  return { wrong, right }
}

function rename(head = '', alg: string): string {
  const read = JSON.parse(toText(fromBase64Url(head)))
  return spell(toBytes(JSON.stringify({ ...read, alg })), 'base64url')
}

function swapUser(body = ''): string {
  const read = JSON.parse(toText(fromBase64Url(body)))
  return spell(toBytes(JSON.stringify({ ...read, sub: 'grace' })), 'base64url')
}

function swapAccessToken(): Lie {
  return { tokenResponse: (body) => ({ ...body, access_token: 'swapped' }) }
}

export function withoutAlgorithms(): Lie {
  return { discovery: ({ id_token_signing_alg_values_supported: _, ...rest }) => rest }
}
