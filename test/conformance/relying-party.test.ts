import type { Lie, TestProviderOptions } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { ISSUER, setUp, setUpExpired, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { withQuery } from '../support/outcome.js'
import { until } from '../support/until.js'

// The relying-party tests of the OpenID Foundation's conformance suite that a public client of the code flow can take, by
// their number in docs/conformance.md. The suite is the provider: it calls a positive test done when it has seen a userinfo
// request, and a negative one failed when the client goes on to the next endpoint.

const claims = (changes: Readonly<Record<string, unknown>>): Lie => ({
  idToken: (token) => ({ ...token, claims: { ...token.claims, ...changes } }),
})

const without = (name: string): Lie => ({
  idToken: ({ claims: { [name]: _, ...rest }, ...token }) => ({ ...token, claims: rest }),
})

const header = (changes: Readonly<Record<string, unknown>>): Lie => ({
  idToken: (token) => ({ ...token, header: { ...token.header, ...changes } }),
})

const expired: Lie = {
  idToken: (token) => {
    const iat = Number(token.claims['iat'])
    return { ...token, claims: { ...token.claims, iat: iat - 900, exp: iat - 360 } }
  },
}

const nameless: Lie = {
  idToken: ({ header: { kid: _, ...rest }, ...token }) => ({ ...token, header: rest }),
}

/** A sign-in that must work, to the userinfo answer at its end. */
async function complete(lie: Lie = {}, told: Partial<TestProviderOptions> = {}) {
  const home = setUp({ provider: told })
  home.provider.lie(lie)
  const auth = await signIn(home.tab, home.provider)
  expect(auth.state).toMatchObject({ status: 'signed-in', user: { iss: ISSUER, sub: 'ada' } })
  expect(await auth.userInfo()).toMatchObject({ sub: 'ada' })
  return { ...home, auth }
}

/** A sign-in that must stop before the next endpoint. */
async function stop(lie: Lie, told: Partial<TestProviderOptions> = {}) {
  const home = setUp({ provider: told })
  home.provider.lie(lie)
  const auth = await signIn(home.tab, home.provider)
  await home.world.rest()
  expect(auth.state.status).toBe('signed-out')
  expect(auth.state.error).toBeDefined()
  expect(home.seen('userinfo')).toEqual([])
  expect(home.calls()).toEqual([])
  return home
}

const expectComplete = async (...given: Parameters<typeof complete>): Promise<void> => void (await complete(...given))
const expectStop = async (...given: Parameters<typeof stop>): Promise<void> => void (await stop(...given))

describe('the basic and comprehensive plans', () => {
  it('C-01 oidcc-client-test: the code flow', () => expectComplete())
  it('C-02 invalid-iss', () => expectStop(claims({ iss: 'https://other.example.com' })))
  it('C-03 missing-sub', () => expectStop(without('sub')))
  it('C-04 invalid-aud', () => expectStop(claims({ aud: 'another-client' })))
  it('C-05 missing-aud', () => expectStop(without('aud')))
  it('C-06 missing-iat', () => expectStop(without('iat')))
  it('C-07 kid-absent-single-jwks', () => expectComplete(nameless))

  it('C-08 kid-absent-multiple-jwks', async () => {
    const home = setUp()
    await home.provider.addKey('RS256')
    home.provider.lie(nameless)

    const auth = await signIn(home.tab, home.provider)

    expect(auth.state).toMatchObject({ status: 'signed-out', error: { code: 'id-token-signature' } })
  })

  it('C-09 idtoken-sig-rs256', () => expectComplete())
  it('C-10 idtoken-sig-none', () =>
    expectStop({
      ...header({ alg: 'none' }),
      discovery: (document) => ({ ...document, id_token_signing_alg_values_supported: ['RS256', 'none'] }),
    }))
  it('C-11 invalid-sig-rs256', () => expectStop({ idToken: (token) => ({ ...token, signature: 'corrupt' }) }))
  it('C-12 invalid-sig-es256', () =>
    expectStop({ idToken: (token) => ({ ...token, signature: 'corrupt' }) }, { signingAlgorithm: 'ES256' }))
  it('C-13 invalid-sig-hs256', () =>
    expectStop({
      ...header({ alg: 'HS256' }),
      discovery: (document) => ({ ...document, id_token_signing_alg_values_supported: ['RS256', 'HS256'] }),
    }))

  it('C-14 userinfo-invalid-sub: the answer is thrown away, the user stays', async () => {
    const { auth, provider, seen } = await setUpSignedIn()
    provider.lie({ userInfo: (info) => ({ ...info, sub: 'grace' }) })
    const { user } = auth.state

    await expect(auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
    expect(seen('userinfo')).toHaveLength(1)
    expect(auth.state.user).toBe(user)
  })

  it('C-15 nonce-invalid', () => expectStop(claims({ nonce: 'another' })))

  it('C-16 scope-userinfo-claims', async () => {
    const home = setUp()
    const url = await visitProvider(home.tab, home.provider)
    expect(new URL(home.tab.departures[0] ?? '').searchParams.get('scope')?.split(' ')).toEqual(
      expect.arrayContaining(['openid', 'profile', 'email']),
    )
    home.tab.goTo(url)
    const auth = home.tab.auth()
    await auth.ready

    expect(await auth.userInfo()).toMatchObject({ name: 'Ada Lovelace', email: 'ada@example.com' })
  })

  it('C-18 userinfo-bearer-header', async () => {
    const { seen } = await complete()

    expect(seen('userinfo')[0]?.headers.get('authorization')).toMatch(/^Bearer /)
    expect(seen('userinfo')[0]?.url).not.toContain('access_token')
  })

  it('C-21 invalid-athash, in the code flow', () => expectStop(claims({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })))

  it('C-23 aggregated-claims: their sources are neither asked nor believed', async () => {
    const sources = {
      _claim_names: { address: 'src1' },
      _claim_sources: { src1: { JWT: 'e30.e30.', endpoint: 'https://claims.example.com/' } },
    }
    const { world, auth } = await complete({ userInfo: (info) => ({ ...info, ...sources }), ...claims(sources) })

    expect(world.network.sent.map(({ url }) => url).filter((url) => url.includes('claims.example.com'))).toEqual([])
    expect(auth.state.user?.address).toBeUndefined()
  })
})

describe('the config plan', () => {
  it('C-26 discovery-openid-config', async () => {
    const { seen } = await complete()

    expect(seen('discovery')[0]?.url).toBe(`${ISSUER}/.well-known/openid-configuration`)
  })

  it('C-27 discovery-jwks-uri-keys: the keys are asked for where the metadata says', async () => {
    const { world } = await complete()

    const urls = world.network.sent.map(({ url }) => url)
    expect(urls.indexOf(`${ISSUER}/.well-known/openid-configuration`)).toBeLessThan(urls.indexOf(`${ISSUER}/jwks`))
  })

  it.each([`${ISSUER}/`, 'https://other.example.com', 'HTTPS://id.example.com'])(
    'C-28 discovery-issuer-mismatch: %s',
    async (issuer) => {
      const { tab, provider } = setUp()
      provider.lie({ discovery: (document) => ({ ...document, issuer }) })

      await expect(tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-issuer-mismatch' })
      expect(tab.departures).toEqual([])
    },
  )

  it('C-29 signing-key-rotation-just-before-signing', async () => {
    const home = setUp()
    const url = await visitProvider(home.tab, home.provider)
    await home.provider.rotateKeys()
    home.tab.goTo(url)

    expect((await home.tab.auth().ready).status).toBe('signed-in')
  })

  it('C-30 signing-key-rotation: two sign-ins of one page life, and new keys between', async () => {
    const { auth, tab, provider } = await setUpSignedIn()
    await provider.rotateKeys()
    const again = await signIn(tab, provider, { options: { prompt: 'login' } })

    expect(again.state.status).toBe('signed-in')
    expect(again).not.toBe(auth)
  })
})

describe('the refresh-token plan', () => {
  it('C-35 refresh-token: renewed, and userinfo with the new token; the scope does not grow', async () => {
    const { auth, seen } = await setUpExpired()

    expect(await auth.userInfo()).toMatchObject({ sub: 'ada' })
    expect(seen('token')).toHaveLength(1)
    expect(seen('token')[0]?.parameters['scope']).toBeUndefined()
  })

  it.each([
    ['C-36 refresh-token-invalid-issuer', { iss: 'https://other.example.com' }],
    ['C-37 refresh-token-invalid-sub', { sub: 'grace' }],
  ])('%s: no userinfo request follows', async (_, changes) => {
    const { auth, provider, seen } = await setUpExpired()
    provider.lie(claims(changes))

    await expect(auth.userInfo()).rejects.toMatchObject({ ends: 'session' })
    expect(seen('userinfo')).toEqual([])
    expect(auth.state.status).toBe('signed-out')
  })
})

describe('the logout plan', () => {
  it.each<[string, Readonly<Record<string, string | undefined>>]>([
    ['C-39 rp-init-logout', {}],
    ['C-40 rp-init-logout-other-state', { state: 'another' }],
    ['C-41 rp-init-logout-no-state', { state: undefined }],
  ])('%s: signed out, and it stays so', async (_, changes) => {
    const { auth, tab, provider } = await setUpSignedIn()
    void auth.signOut()
    const address = await until(() => tab.departures.at(-1)?.includes('/logout') && tab.departures.at(-1))
    const back = provider.endSession(String(address))
    expect(back).toBeDefined()

    tab.goTo(withQuery(String(back), changes))

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
    expect(tab.departures).toHaveLength(2)
  })
})

describe('the security profile, as far as a public client takes part', () => {
  const announced: Lie = {
    discovery: (document) => ({ ...document, authorization_response_iss_parameter_supported: true }),
  }

  it('C-50 happy-path, without nonces of the server', () => expectComplete())

  it.each<[string, Lie]>([
    ['C-51 remove-authorization-response-iss', { ...announced, callback: (url) => url.searchParams.delete('iss') }],
    [
      'C-52 invalid-authorization-response-iss',
      { ...announced, callback: (url) => url.searchParams.set('iss', 'https://other.example.com') },
    ],
  ])('%s: no other endpoint is called', async (_, lie) => {
    const { seen } = await stop(lie)

    expect(seen('token')).toEqual([])
  })

  it.each<[string, (state: string) => string | undefined]>([
    ['invalid-state', (state) => `${state.slice(0, -3)}AAA`],
    ['missing-state', () => undefined],
  ])('C-53 ensure-authorization-response-with-%s-fails', async (_, change) => {
    const { tab, provider, seen } = setUp()
    const url = await visitProvider(tab, provider)
    const state = new URL(url).searchParams.get('state') ?? ''

    tab.goTo(withQuery(url, { state: change(state) }))

    expect((await tab.auth().ready).status).toBe('signed-out')
    expect(seen('token')).toEqual([])
  })

  it('C-54 discovery-issuer-mismatch', async () => {
    const { tab, provider } = setUp()
    provider.lie({ discovery: (document) => ({ ...document, issuer: 'https://other.example.com' }) })

    await expect(tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-issuer-mismatch' })
  })

  it.each<[string, Lie]>([
    ['invalid-iss', claims({ iss: 'https://other.example.com' })],
    ['invalid-aud', claims({ aud: 'another' })],
    ['invalid-missing-iss', without('iss')],
    ['invalid-missing-aud', without('aud')],
    ['invalid-missing-exp', without('exp')],
  ])('C-55 %s', (_, lie) => expectStop(lie))

  it('C-56 invalid-expired-exp', () => expectStop(expired))
  it('C-57 invalid-secondary-aud', () => expectStop(claims({ aud: ['todo-spa', 'another'] })))
  it('C-58 valid-aud-as-array', () => expectComplete(claims({ aud: ['todo-spa'] })))

  it.each([claims({ nonce: 'another' }), without('nonce')])('C-59 invalid-nonce, invalid-missing-nonce', (lie) =>
    expectStop(lie),
  )

  it.each(['none', 'PS256'])('C-60 invalid-null-alg, invalid-alternate-alg: %s', (alg) => expectStop(header({ alg })))

  it.each(['bEARER', 'BEARER'])('C-61 token-type-case-insensitivity: %s', (token_type) =>
    expectComplete({ tokenResponse: (body) => ({ ...body, token_type }) }),
  )

  it('C-63 token-endpoint-response-without-expires_in', () =>
    expectComplete({ tokenResponse: ({ expires_in: _, ...body }) => body }))

  it('C-64 refresh-token-test: an API that always answers 401 is asked twice', async () => {
    const { auth, calendar, calls, seen } = await setUpSignedIn()
    calendar(() => new Response('', { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }))

    expect((await auth.fetch('https://calendar.example.com/v1/events')).status).toBe(401)
    expect(calls()).toHaveLength(2)
    expect(seen('token')).toHaveLength(1)
  })
})
