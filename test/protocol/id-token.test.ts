import { exportJWK, generateKeyPair, type JWK } from 'jose'
import type { Lie, SigningAlgorithm, TokenDraft } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/domain/errors.js'
import { CALENDAR, CLIENT_ID, ISSUER, setUp, signIn } from '../support/home.js'
import { expectNobody } from '../support/outcome.js'

type Change = (token: TokenDraft) => Partial<TokenDraft>
type Row = readonly [what: string, lie: Lie, code?: ErrorCode]

const lieAbout = (change: Change): Lie => ({ idToken: (token) => ({ ...token, ...change(token) }) })

const claims = (changes: Readonly<Record<string, unknown>>): Lie =>
  lieAbout(({ claims: honest }) => ({ claims: { ...honest, ...changes } }))

const without = (claim: string): Lie => lieAbout(({ claims: { [claim]: _, ...rest } }) => ({ claims: rest }))

const header = (changes: Readonly<Record<string, unknown>>): Lie =>
  lieAbout(({ header: honest }) => ({ header: { ...honest, ...changes } }))

const signed = (change: (token: string) => string): Lie => ({ sign: change })

/** Moves a time claim away from the provider's present time. */
const offBy = (claim: string, seconds: number): Lie =>
  lieAbout(({ claims: honest }) => ({ claims: { ...honest, [claim]: Number(honest['iat']) + seconds } }))

const payload = (text: string | Uint8Array<ArrayBuffer>): Lie =>
  lieAbout(() => ({ payload: typeof text === 'string' ? new TextEncoder().encode(text) : text }))

const announced = (...algorithms: string[]): Lie => ({
  discovery: (document) => ({ ...document, id_token_signing_alg_values_supported: algorithms }),
})

const published = (change: (key: JWK) => JWK): Lie => ({ jwks: (set) => ({ keys: set.keys.map(change) }) })

const segments = (change: (parts: string[]) => string[]): Lie => signed((token) => change(token.split('.')).join('.'))

/** What no ID token may be, at sign-in and at renewal alike. */
const WRONG: readonly Row[] = [
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
  ['alg none, and something for a signature (R-I02)', { ...header({ alg: 'none' }), sign: (token) => `${token}AAAA` }],
  ['alg None, spelt so (R-I02)', segments(([head, ...rest]) => [rename(head, 'None'), ...rest]), 'id-token-algorithm'],
  ['an HMAC made with the public key (R-I02)', header({ alg: 'HS256' }), 'id-token-algorithm'],
  ['an algorithm that the provider does not announce (R-I02)', header({ alg: 'PS256' }), 'id-token-algorithm'],
  ['a flipped bit in the signature (R-I03)', lieAbout(() => ({ signature: 'corrupt' })), 'id-token-signature'],
  ['an empty signature (R-I03)', lieAbout(() => ({ signature: 'missing' }))],
  ['a key that nobody published (R-I03)', lieAbout(() => ({ key: 'foreign' })), 'id-token-signature'],
  ['claims changed after signing (R-I03)', segments(([head, body, mark]) => [`${head}`, swapUser(body), `${mark}`])],
  ['a published key meant for encryption (R-I06)', published((key) => ({ ...key, use: 'enc' })), 'id-token-signature'],
  ['a published key for other operations (R-I06)', published((key) => ({ ...key, key_ops: ['encrypt'] }))],
  ['a published key of another algorithm (R-I06)', published((key) => ({ ...key, alg: 'RS512' }))],
  ['a published key that is a secret (R-I06)', published(({ kid = '' }) => ({ kty: 'oct', k: 'AAAA', kid }))],
  ['a published key of another id (R-I05)', published((key) => ({ ...key, kid: 'another' })), 'id-token-signature'],
  ['an extension that is critical (R-I07)', header({ crit: ['x'], x: 1 }), 'id-token-malformed'],
  ['an unencoded payload (R-I07)', header({ b64: false, crit: ['b64'] }), 'id-token-malformed'],
  ['the issuer with a slash more (R-I08)', claims({ iss: `${ISSUER}/` }), 'id-token-claim'],
  ['another issuer (R-I08)', claims({ iss: 'https://evil.example.com' }), 'id-token-claim'],
  ['no issuer (R-I08)', without('iss'), 'id-token-claim'],
  ['no audience (R-I09)', without('aud'), 'id-token-claim'],
  ['another audience (R-I09)', claims({ aud: 'other-app' }), 'id-token-claim'],
  ['an empty list of audiences (R-I09)', claims({ aud: [] }), 'id-token-claim'],
  ['a number as its audience (R-I09)', claims({ aud: 7 }), 'id-token-claim'],
  ['an audience that only contains ours (R-I09)', claims({ aud: `${CLIENT_ID}-2` }), 'id-token-claim'],
  ['a further audience and no azp (R-I10)', claims({ aud: [CLIENT_ID, 'other-app'] }), 'id-token-claim'],
  ['a further audience, azp ours (R-I10)', claims({ aud: [CLIENT_ID, 'other-app'], azp: CLIENT_ID }), 'id-token-claim'],
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
  ['a list of nonces (R-I15)', lieAbout(({ claims: honest }) => ({ claims: { ...honest, nonce: [honest['nonce']] } }))],
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
  ['a sign-in time that is a text (R-I17)', claims({ auth_time: 'today' }), 'id-token-claim'],
  ['the hash of another access token (R-I19)', claims({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }), 'id-token-claim'],
  ['a number as the hash of the access token (R-I19)', claims({ at_hash: 1 }), 'id-token-claim'],
  ['an access token swapped after it was made (R-I19)', swapAccessToken()],
  ...['at+jwt', 'logout+jwt', 'dpop+jwt', 'secevent+jwt', 'application/at+jwt'].map(
    (typ): Row => [`the type ${typ} (R-I20)`, header({ typ }), 'id-token-malformed'],
  ),
  ['a type that is no text (R-I20)', header({ typ: 1 }), 'id-token-malformed'],
  ['a list for its payload (R-I21)', payload('[]'), 'id-token-malformed'],
  ['a text for its payload (R-I21)', payload('"ada"'), 'id-token-malformed'],
  ['bytes that are no text for its payload (R-I21)', payload(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]))],
  ['a claim of 100 KB (R-I22)', claims({ bio: 'x'.repeat(100_000) }), 'id-token-malformed'],
]

/** What differs from a wrong one by a hair, and is fine. */
const RIGHT: readonly (readonly [what: string, lie: Lie])[] = [
  ['nothing unusual', {}],
  ['no type (R-I20)', header({ typ: undefined })],
  ['its type in small letters (R-I20)', header({ typ: 'jwt' })],
  ['no key id, where one key is published (R-I05)', header({ kid: undefined })],
  ['a list of us alone as its audience (R-I10)', claims({ aud: [CLIENT_ID] })],
  ['an azp that is us (R-I11)', claims({ azp: CLIENT_ID })],
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

describe('a sign-in', () => {
  for (const [what, lie, code] of WRONG)
    it(`is refused when the ID token has ${what}`, async () => {
      const home = setUp()
      home.provider.lie(lie)

      const auth = await signIn(home.tab, home.provider)

      const { error } = auth.state
      expect(error?.code).toMatch(/^(id-token-|token-invalid)/)
      await expectNobody(home, auth, code ?? error?.code ?? 'id-token-missing')
    })

  for (const [what, lie] of RIGHT)
    it(`succeeds when the ID token has ${what}`, async () => {
      const { tab, provider } = setUp()
      provider.lie(lie)

      const auth = await signIn(tab, provider)

      expect(auth.state).toMatchObject({ status: 'signed-in', user: { iss: ISSUER } })
    })

  it.each(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'] as const)(
    'succeeds with keys for %s',
    async (alg) => {
      const { tab, provider } = setUp({ provider: { signingAlgorithm: alg satisfies SigningAlgorithm } })

      expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    },
  )

  it.each([
    ['none', { ...header({ alg: 'none' }), sign: (token: string) => `${token}AAAA` }],
    ['HS256', header({ alg: 'HS256' })],
    [
      'HS256',
      lieAbout((token) => ({ header: { ...token.header, alg: 'HS256' }, key: new TextEncoder().encode(CLIENT_ID) })),
    ],
  ])('is refused under alg %s even when the provider announces it (R-I02)', async (alg, lie) => {
    const home = setUp()
    home.provider.lie(announced('RS256', alg))
    home.provider.lie(lie)

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-algorithm')
  })

  it('is refused under another algorithm than RS256 when the provider announces none (R-I02)', async () => {
    const home = setUp({ provider: { signingAlgorithm: 'ES256' } })
    home.provider.lie(withoutAlgorithms())

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-algorithm')
  })

  it.each(['jwk', 'jku', 'x5u', 'x5c'])(
    'does not believe a key that the token itself brings by %s (R-I04)',
    async (name) => {
      const home = setUp()
      const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
      const jwk = await exportJWK(publicKey)
      home.world.serve('https://evil.example.com', () => Response.json({ keys: [jwk] }))
      const own = { jwk, jku: 'https://evil.example.com/keys', x5u: 'https://evil.example.com/chain', x5c: ['AAAA'] }[
        name
      ]
      home.provider.lie(lieAbout(() => ({ header: { alg: 'RS256', typ: 'JWT', [name]: own }, key: privateKey })))

      const auth = await signIn(home.tab, home.provider)

      await expectNobody(home, auth, 'id-token-signature')
      expect(home.world.network.to('https://evil.example.com')).toEqual([])
    },
  )

  it('is refused when the token names no key and several would do (R-I05)', async () => {
    const home = setUp()
    await home.provider.addKey('RS256')
    home.provider.lie(header({ kid: undefined }))

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-signature')
  })

  it('succeeds when several keys are published and the token names its own (R-I05)', async () => {
    const { tab, provider } = setUp()
    await provider.addKey('RS256')

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
  })

  it('is refused with an RSA key of 1024 bits (R-I06)', async () => {
    const home = setUp()
    const weak = await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]) },
      true,
      ['sign', 'verify'],
    )
    const jwk = { ...(await exportJWK(weak.publicKey)), kid: 'weak', alg: 'RS256', use: 'sig' }
    home.provider.lie({ jwks: () => ({ keys: [jwk] }) })
    home.provider.lie(lieAbout((token) => ({ header: { ...token.header, kid: 'weak' }, key: weak.privateKey })))

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-signature')
  })

  it('is refused with a P-384 key under ES256 (R-I06)', async () => {
    const home = setUp({ provider: { signingAlgorithm: 'ES256' } })
    const { publicKey } = await generateKeyPair('ES384', { extractable: true })
    const jwk = await exportJWK(publicKey)
    home.provider.lie(published(({ kid = '' }) => ({ ...jwk, kid, alg: 'ES256', use: 'sig' })))

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-signature')
  })

  it('is refused when the keys are those of another provider (R-I03)', async () => {
    const home = setUp({ provider: { ownKeys: true } })
    const other = setUp({ provider: { ownKeys: true } })
    const { keys } = await other.provider.keys()
    home.provider.lie({ jwks: (own) => ({ keys: keys.map((key) => ({ ...key, kid: own.keys[0]?.kid ?? '' })) }) })

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-signature')
  })

  it('is refused when the token answer is larger than a megabyte (R-T11)', async () => {
    const home = setUp()
    home.provider.lie(claims({ bio: 'x'.repeat(1_500_000) }))

    await expectNobody(home, await signIn(home.tab, home.provider), 'token-invalid')
  })

  it('is refused without a nonce (R-I15)', async () => {
    const home = setUp()
    home.provider.lie(without('nonce'))

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-claim')
  })

  it('is refused without an ID token (R-T12)', async () => {
    const home = setUp()
    home.provider.lie({ tokenResponse: ({ id_token: _, ...rest }) => rest })

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-missing')
  })

  it.each([
    ['was longer ago', offBy('auth_time', -3_600)],
    ['is not told', without('auth_time')],
  ])('is refused when the user had to prove themselves lately and it %s (R-I17)', async (_, lie) => {
    const home = setUp()
    home.provider.lie(lie)

    const auth = await signIn(home.tab, home.provider, { options: { maxAge: 600 } })

    await expectNobody(home, auth, 'id-token-claim')
  })

  it('succeeds when the user has proved themselves lately enough (R-I17)', async () => {
    const { tab, provider } = setUp()
    provider.lie(offBy('auth_time', -500))

    expect((await signIn(tab, provider, { options: { maxAge: 600 } })).state.status).toBe('signed-in')
  })

  it('changes no prototype, whatever the claims are called (R-I22)', async () => {
    const { tab, provider } = setUp()
    const hostile =
      '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"toString":"x","toJSON":1,'
    provider.lie(
      lieAbout(({ claims: honest }) => ({
        payload: new TextEncoder().encode(hostile + JSON.stringify(honest).slice(1)),
      })),
    )

    const { user } = (await signIn(tab, provider)).state

    expect(user).toMatchObject({ sub: 'ada' })
    expect(Object.getPrototypeOf(user)).toBe(Object.prototype)
    expect('isAdmin' in (user ?? {})).toBe(false)
    expect('isAdmin' in {}).toBe(false)
  })

  it('takes claims nested a thousand deep without falling over, and freezes them to the bottom (R-I22)', async () => {
    const { tab, provider } = setUp()
    const deep = `${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`
    provider.lie(
      lieAbout(({ claims: honest }) => ({
        payload: new TextEncoder().encode(`{"deep":${deep},${JSON.stringify(honest).slice(1)}`),
      })),
    )

    const { user } = (await signIn(tab, provider)).state

    expect(user).toMatchObject({ sub: 'ada' })
    let inner: unknown = user
    for (let depth = 0; depth < 1_000; depth += 1) {
      expect(Object.isFrozen(inner)).toBe(true)
      inner = Object.values(inner as object).find((value) => typeof value === 'object')
    }
  })

  it('settles, whatever a hostile claim is made of: twenty thousand lists in each other (R-I22)', async () => {
    const { tab, provider } = setUp()
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    provider.lie(
      lieAbout(({ claims: honest }) => ({
        payload: new TextEncoder().encode(`{"deep":${deep},${JSON.stringify(honest).slice(1)}`),
      })),
    )

    const { state } = await signIn(tab, provider)

    expect(state.status).not.toBe('pending')
  })

  it('follows no address that a claim names (R-I25)', async () => {
    const { world, tab, provider } = setUp()
    world.serve('https://claims.example.com', () => Response.json({ sub: 'grace' }))
    provider.lie(
      claims({ _claim_names: { age: 'src' }, _claim_sources: { src: { endpoint: 'https://claims.example.com/' } } }),
    )

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    await world.rest()
    expect(world.network.to('https://claims.example.com')).toEqual([])
  })

  it('keeps to itself what an app does not need of an ID token (R-I24)', async () => {
    const { tab, provider } = setUp()

    const { user } = (await signIn(tab, provider)).state

    const protocol = ['nonce', 'at_hash', 'aud', 'azp', 'exp', 'iat', 'nbf', 'jti', 'c_hash', 's_hash', 'sid']
    expect(Object.keys(user ?? {}).filter((claim) => protocol.includes(claim))).toEqual([])
    expect(user).toMatchObject({ iss: ISSUER, sub: 'ada', amr: ['pwd'] })
  })
})

describe('a renewal', () => {
  for (const [what, lie] of WRONG)
    it(`ends the session when its ID token has ${what} (R-I26)`, async () => {
      const { world, tab, provider, calls } = setUp()
      const auth = await signIn(tab, provider)
      await world.advanceSeconds(600)
      provider.lie(lie)

      await expect(auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'refresh-invalid', ends: 'session' })

      expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'expired' })
      expect(calls()).toEqual([])
    })

  for (const [what, lie] of RIGHT)
    it(`goes through when its ID token has ${what} (R-I26)`, async () => {
      const { world, tab, provider, calls } = setUp()
      // Who signed in, and through whom, must stay the same: these begin with the sign-in.
      const isIdentity = /subject|azp/.test(what)
      if (isIdentity) provider.lie(lie)
      const auth = await signIn(tab, provider)
      await world.advanceSeconds(600)
      if (!isIdentity) provider.lie(lie)

      expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)

      expect(auth.state.status).toBe('signed-in')
      expect(calls()).toHaveLength(1)
    })
})

function rename(head = '', alg: string): string {
  const read = JSON.parse(Buffer.from(head, 'base64url').toString())
  return Buffer.from(JSON.stringify({ ...read, alg })).toString('base64url')
}

function swapUser(body = ''): string {
  const read = JSON.parse(Buffer.from(body, 'base64url').toString())
  return Buffer.from(JSON.stringify({ ...read, sub: 'grace' })).toString('base64url')
}

function swapAccessToken(): Lie {
  return { tokenResponse: (body) => ({ ...body, access_token: 'swapped' }) }
}

function withoutAlgorithms(): Lie {
  return { discovery: ({ id_token_signing_alg_values_supported: _, ...rest }) => rest }
}
