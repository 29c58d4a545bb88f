import { exportJWK, generateKeyPair } from 'jose'
import type { SigningAlgorithm } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { CALENDAR, CLIENT_ID, ISSUER, setUp, signIn } from '../support/home.js'
import {
  announced,
  claims,
  header,
  lieAbout,
  offBy,
  published,
  toIdTokenRows,
  without,
  withoutAlgorithms,
} from '../support/id-token-rows.js'
import { expectNobody } from '../support/outcome.js'

const { wrong: WRONG, right: RIGHT } = toIdTokenRows(ISSUER, CLIENT_ID)

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
  // What is no ID token at all is none: a renewal need not bring one.
  for (const [what, lie] of WRONG.filter(([told]) => !/another type than text/.test(told)))
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
