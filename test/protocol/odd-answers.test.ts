import type { Lie, TokenDraft } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
// Not there in the production build, which these tests are run against, too: its console has no explanations.
import { DEVELOPMENT } from '../../src/development/development.js'
import { ADA, CALENDAR, CLIENT_ID, type HomeOptions, setUp, setUpExpired, signIn } from '../support/home.js'
import { expectNobody } from '../support/outcome.js'
import type { Tab } from '../support/tab.js'

type Members = Readonly<Record<string, unknown>>

const call = (tab: Tab) => tab.auth().fetch(`${CALENDAR}events`)
const claims = (changes: Members): Lie => ({
  idToken: (token) => ({ ...token, claims: { ...token.claims, ...changes } }),
})
const body = (changes: Members): Lie => ({ tokenResponse: (honest) => ({ ...honest, ...changes }) })
const header = (changes: TokenDraft['header']): Lie => ({
  idToken: (token) => ({ ...token, header: { ...token.header, ...changes } }),
})
const problems = ({ events }: Tab) =>
  events.flatMap((event) => (event.type === 'problem' && !/refresh-token/.test(event.code) ? [event.code] : []))

/** A home at which a developer looks. */
const atHome = { origin: 'http://localhost:5173' }

describe('14.A1 what is null is not there', () => {
  it.each(['nbf', 'auth_time', 'azp', 'acr', 'amr', 'at_hash', 'name', 'email_verified', 'address', 'x'])(
    'signs in and renews with a claim %s that is null, and the user has none',
    async (name) => {
      const { world, tab, provider } = setUp()
      provider.lie(claims({ [name]: null }))
      const auth = await signIn(tab, provider)
      expect(auth.state.status).toBe('signed-in')

      await world.advanceSeconds(600)

      expect((await call(tab)).status).toBe(200)
      expect(Object.keys(auth.state.user ?? {})).not.toContain(name)
      expect(problems(tab)).toEqual([])
    },
  )

  it.each(['iss', 'sub', 'aud', 'exp', 'iat', 'nonce'])('refuses an ID token whose %s is null', async (name) => {
    const home = setUp()
    home.provider.lie(claims({ [name]: null }))

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-claim')
  })

  it('verifies the token that came: a changed one with a null in it signs nobody in', async () => {
    const home = setUp()
    home.provider.lie({
      idToken: (token) => ({ ...token, claims: { ...token.claims, nbf: null }, signature: 'corrupt' }),
    })

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-signature')
  })

  it('takes null for nothing in metadata, tokens, renewals, keys and /userinfo, signed or not', async () => {
    for (const signedUserInfo of [false, true]) {
      const { world, tab, provider } = setUp({ provider: { signedUserInfo } })
      provider.lie({
        discovery: (document) => ({ ...document, revocation_endpoint: null, require_signed_request_object: null }),
        jwks: (set) => ({ ...set, keys: set.keys.map((key) => ({ ...key, use: null, key_ops: null })) as never }),
        tokenResponse: (honest) => ({ ...honest, scope: null, error: null, refresh_token: honest['refresh_token'] }),
        userInfo: (told) => ({ ...told, nickname: null }),
      })
      const auth = await signIn(tab, provider)
      await world.advanceSeconds(600)

      expect((await call(tab)).status).toBe(200)
      expect(await auth.userInfo()).not.toHaveProperty('nickname')
    }
  })
})

describe('14.A1 what is null in a signed answer', () => {
  it.each(['iss', 'aud', 'exp', 'iat', 'nbf', 'nonce', 'auth_time'])('a /userinfo has no %s then', async (name) => {
    const { tab, provider } = setUp({ provider: { signedUserInfo: true } })
    provider.lie({ userInfo: (told) => ({ ...told, [name]: null }) })
    const auth = await signIn(tab, provider)

    const info = await auth.userInfo()

    expect(info).toMatchObject({ sub: 'ada', name: ADA.name })
    expect(info).not.toHaveProperty(name)
  })

  it('is verified as it came: a changed /userinfo with a null in it is refused', async () => {
    const { tab, provider } = setUp({ provider: { signedUserInfo: true } })
    const auth = await signIn(tab, provider)
    provider.lie({
      userInfo: (told) => ({ ...told, nbf: null }),
      deliver: async (response, { endpoint }) => {
        if (endpoint !== 'userinfo') return response
        const [head, , signature] = (await response.text()).split('.')
        const changed = btoa(JSON.stringify({ sub: 'ada', name: 'Eve', nbf: null })).replaceAll('=', '')
        return new Response([head, changed, signature].join('.'), { headers: response.headers })
      },
    })

    await expect(auth.userInfo()).rejects.toMatchObject({ details: { why: 'id-token-signature' } })
  })

  it.each(['kid', 'typ', 'b64'])('a header of an ID token has no %s then, at a renewal too', async (name) => {
    const { world, tab, provider } = setUp()
    provider.lie(header({ [name]: null }))
    expect((await signIn(tab, provider)).state.status).toBe('signed-in')

    await world.advanceSeconds(600)

    expect((await call(tab)).status).toBe(200)
  })

  it.each([
    ['a key that was not published', { key: 'foreign' }],
    ['a signature that is broken', { signature: 'corrupt' }],
  ] as const)('a kid that is null is no way around %s', async (_, how) => {
    const home = setUp()
    home.provider.lie({ idToken: (token) => ({ ...token, ...how, header: { ...token.header, kid: null } }) })

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-signature')
  })
})

describe('14.A2 an odd member at a renewal', () => {
  it.each([
    ['refresh_token', 7],
    ['refresh_token', {}],
    ['refresh_token', ''],
    ['refresh_token', 'a\u0000b'],
    ['id_token', 7],
    ['id_token', ['x']],
    ['id_token', ''],
    ['scope', 7],
    ['scope', { read: true }],
    ['scope', [7]],
    ['authorization_details', 'x'],
    ['authorization_details', [{}]],
    ['expires_in', 'soon'],
    ['expires_in', {}],
  ])('%s: %j leaves the session standing, with a problem each time', async (name, value) => {
    const { world, tab, provider, auth, seen } = await setUpExpired({ provider: { rotate: false } })
    provider.lie(body({ [name]: value }))

    expect((await call(tab)).status).toBe(200)
    await world.advanceSeconds(600)
    expect((await call(tab)).status).toBe(200)

    expect(auth.state.user?.name).toBe(ADA.name)
    expect(problems(tab)).toEqual(seen('token').map(() => 'provider-answer-odd'))
    expect(problems(tab)).not.toEqual([])
  })

  it.each([
    ['absent', undefined],
    ['null', null],
    ['a number', 7],
    ['empty', ''],
  ])('an access_token that is %s is a renewal that fails for now: the session stands and goes on', async (_, value) => {
    const { world, tab, provider, auth, seen } = await setUpExpired()
    const stop = provider.lie(body({ access_token: value }))

    await expect(call(tab)).rejects.toMatchObject({ code: 'refresh-unavailable', ends: 'request', retry: 'later' })
    stop()
    expect(auth.state).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
    expect(problems(tab)).toContain('provider-answer-odd')
    await world.advanceSeconds(60)

    expect((await call(tab)).status).toBe(200)
    // Each refresh token is spent once: the new one was kept.
    const spent = seen('token').map(({ parameters }) => parameters['refresh_token'])
    expect(new Set(spent).size).toBe(spent.length)
  })

  it('an answer with nothing in it is a renewal that fails for now', async () => {
    const { tab, provider, auth } = await setUpExpired()
    provider.lie({ tokenResponse: () => ({}) })

    await expect(call(tab)).rejects.toMatchObject({ code: 'refresh-unavailable' })
    expect(auth.state.status).toBe('signed-in')
  })

  it.each([
    ['sub', claims({ sub: 'grace' })],
    ['aud', claims({ aud: 'other-app' })],
  ])("ends it without an access_token, too, when the rest is not this user's: %s", async (claim, lie) => {
    const { tab, provider, auth } = await setUpExpired()
    provider.lie(lie)
    provider.lie(body({ access_token: undefined }))

    await expect(call(tab)).rejects.toMatchObject({ code: 'refresh-invalid', details: { claim } })
    expect(auth.state.status).toBe('signed-out')
  })

  it('an access_token that is missing at a sign-in is refused', async () => {
    const home = setUp()
    home.provider.lie(body({ access_token: null }))

    await expectNobody(home, await signIn(home.tab, home.provider), 'token-invalid')
  })

  it.each([
    ['sub', claims({ sub: 'grace' })],
    ['aud', claims({ aud: 'other-app' })],
    ['azp', claims({ azp: 'other-app' })],
    ['iss', claims({ iss: 'https://evil.example.com' })],
    ['nonce', claims({ nonce: 'another' })],
  ])("ends it when the tokens are not this user's, and 14.B1 names the claim: %s", async (claim, lie) => {
    const { tab, provider, auth } = await setUpExpired()
    provider.lie(lie)

    await expect(call(tab)).rejects.toMatchObject({
      code: 'refresh-invalid',
      details: { why: 'id-token-claim', claim },
    })
    expect(auth.state.status).toBe('signed-out')
  })

  it('reads a scope that is a list of texts, at the sign-in and at a renewal', async () => {
    const { world, tab, provider } = setUp()
    provider.lie({ tokenResponse: (honest) => ({ ...honest, scope: `${honest['scope']}`.split(' ') }) })
    const auth = await signIn(tab, provider)
    const scopes = { calendar: ['events.read', 'events.write'] }
    expect(auth.state.scopes).toEqual(scopes)

    await world.advanceSeconds(600)
    await call(tab)

    expect(auth.state.scopes).toEqual(scopes)
  })

  it.each([200, 201])('takes a token answer of status %i, and names a 201 in development', async (status) => {
    const { tab, provider } = setUp(atHome)
    provider.lie({
      deliver: (response, { endpoint }) =>
        endpoint === 'token' ? new Response(response.body, { status, headers: response.headers }) : response,
    })

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    expect(problems(tab)).toEqual(status === 201 ? ['provider-answer-mended'] : [])
    if (status === 201 && DEVELOPMENT) expect(tab.warnings.join()).toContain('status 201')
  })

  it('still refuses a 202, a 206, and a 201 without tokens', async () => {
    for (const [status, text] of [
      [202, undefined],
      [206, undefined],
      [201, '{}'],
    ] as const) {
      const home = setUp()
      home.provider.lie({
        deliver: async (response, { endpoint }) =>
          endpoint === 'token' ? new Response(text ?? response.body, { status, headers: response.headers }) : response,
      })

      await expectNobody(home, await signIn(home.tab, home.provider), 'token-invalid')
    }
  })
})

describe('14.B1 an auth_time that moves with a renewal', () => {
  it.each([
    ['later', 30, []],
    ['the same', 0, []],
    ['earlier', -30, ['provider-answer-odd']],
  ])('and is %s ends nothing: the first one is kept', async (_, seconds, told) => {
    const { tab, provider, auth } = await setUpExpired()
    const first = auth.state.user?.auth_time
    provider.lie(claims({ auth_time: Number(first) + seconds }))

    expect((await call(tab)).status).toBe(200)

    expect(auth.state.user?.auth_time).toBe(first)
    expect(problems(tab)).toEqual(told)
  })

  it('moves at renewals alone, as a provider can be told', async () => {
    const { world, tab, provider } = setUp()
    provider.lie({
      idToken: (token, { parameters }) =>
        parameters['grant_type'] === 'refresh_token'
          ? { ...token, claims: { ...token.claims, auth_time: token.claims['iat'] } }
          : token,
    })
    const first = (await signIn(tab, provider)).state.user?.auth_time
    await world.advanceSeconds(600)

    expect((await call(tab)).status).toBe(200)
    expect(tab.auth().state.user?.auth_time).toBe(first)
  })

  it('proves no freshness: requireUser with maxAge asks all the same, also where the sign-in had none', async () => {
    for (const atSignIn of [undefined, 0]) {
      const home = setUp()
      const stop = home.provider.lie(claims({ ...(atSignIn === 0 && { auth_time: 0 }) }))
      const auth = await signIn(home.tab, home.provider)
      stop()
      await home.world.advanceSeconds(600)
      home.provider.lie(claims({ auth_time: Math.floor(home.world.time / 1000) }))
      await call(home.tab)

      await expect(auth.requireUser({ maxAge: 60, redirect: false })).rejects.toMatchObject({
        code: 'sign-in-required',
      })
    }
  })

  it('and lies in the future is refused', async () => {
    const { world, tab, provider } = await setUpExpired()
    provider.lie(claims({ auth_time: Math.floor(world.time / 1000) + 3_600 }))

    await expect(call(tab)).rejects.toMatchObject({ code: 'refresh-invalid', details: { claim: 'auth_time' } })
  })
})

describe('14.B2 an auth_time that is no time', () => {
  const ODD = [0, -1, '1700000000', true, [1], {}]

  it.each(ODD)('counts as absent where none was asked for: %j', async (auth_time) => {
    const { world, tab, provider } = setUp()
    provider.lie(claims({ auth_time }))
    const auth = await signIn(tab, provider)
    expect(auth.state.status).toBe('signed-in')
    expect(auth.state.user).not.toHaveProperty('auth_time')

    await world.advanceSeconds(600)
    expect((await call(tab)).status).toBe(200)
  })

  it.each(ODD)('is in no userInfo(), signed or not: %j', async (auth_time) => {
    for (const signedUserInfo of [false, true]) {
      const { tab, provider } = setUp({ provider: { signedUserInfo } })
      provider.lie({ userInfo: (told) => ({ ...told, auth_time }) })
      const auth = await signIn(tab, provider)

      expect(await auth.userInfo()).not.toHaveProperty('auth_time')
    }
  })

  it.each(ODD)('is refused where maxAge was asked for: %j', async (auth_time) => {
    const home = setUp()
    home.provider.lie(claims({ auth_time }))

    await expectNobody(home, await signIn(home.tab, home.provider, { options: { maxAge: 600 } }), 'id-token-claim')
  })

  it.each([{}, { maxAge: 600 }])('is refused when it lies in the future (%j)', async (options) => {
    const home = setUp()
    home.provider.lie(claims({ auth_time: Math.floor(home.world.time / 1000) + 3_600 }))

    await expectNobody(home, await signIn(home.tab, home.provider, { options }), 'id-token-clock')
  })
})

describe('14.B8 a proof that was asked for', () => {
  it.each([
    [0, 7, 'refused'],
    [0, 4, 'taken'],
    [0, 0, 'taken'],
    [10, 17, 'refused'],
    [10, 14, 'taken'],
  ])('with maxAge %i and a sign-in %i s before the attempt is %s', async (maxAge, before, verdict) => {
    const home = setUp()
    const auth_time = Math.floor(home.world.time / 1000) - before
    home.provider.lie(claims({ auth_time }))

    const auth = await signIn(home.tab, home.provider, { options: { maxAge } })

    if (verdict === 'taken') expect(auth.state.status).toBe('signed-in')
    else expect(auth.state.error).toMatchObject({ code: 'id-token-claim', details: { claim: 'auth_time' } })
  })

  it.each([30, -30, 90, 300, 600, -300, 3_600, -3_600])(
    'is told by the clock of the provider, %i s off, and one of before is none',
    async (seconds) => {
      const home = setUp()
      home.world.setWallBy(seconds * 1000)
      const auth = await signIn(home.tab, home.provider, { options: { maxAge: 0 } })
      expect(auth.state.status).toBe('signed-in')
      expect(await auth.requireUser({ maxAge: 0, redirect: false })).toMatchObject({ sub: 'ada' })

      const other = setUp()
      other.world.setWallBy(seconds * 1000)
      other.provider.lie(claims({ auth_time: Math.floor(other.world.time / 1000) - 10 }))
      const { state } = await signIn(other.tab, other.provider, { options: { maxAge: 0 } })
      expect(state.error).toMatchObject({ code: 'id-token-claim', details: { claim: 'auth_time' } })
    },
  )

  it('and was ignored by prompt login is told, and a proof that was given is not', async () => {
    for (const before of [30, 0]) {
      const { world, tab, provider } = setUp()
      provider.lie(claims({ auth_time: Math.floor(world.time / 1000) - before }))

      const auth = await signIn(tab, provider, { options: { prompt: 'login' } })

      expect(auth.state.status).toBe('signed-in')
      expect(problems(tab)).toEqual(before ? ['prompt-ignored'] : [])
    }
  })
})

const ODD_CLAIMS = {
  email_verified: 'true',
  phone_number_verified: 'false',
  name: 7,
  picture: ['https://x.example.com'],
  locale: {},
  updated_at: '2026-01-01T00:00:00Z',
  zoneinfo: false,
  amr: 'pwd',
  acr: 1,
  birthdate: 1815,
  address: { formatted: 'London', region: 7, country: null, house: 12 },
  custom: { anything: [1] },
  constructor: 'x',
}
const RIGHT = { email_verified: true, phone_number_verified: false, address: { formatted: 'London', house: 12 } }
const GONE = ['name', 'picture', 'locale', 'updated_at', 'zoneinfo', 'amr', 'acr', 'birthdate']

describe('14.A3 claims have the types that User promises', () => {
  const expectTyped = (user: object | undefined) => {
    expect(user).toMatchObject({ ...RIGHT, custom: { anything: [1] } })
    expect(Object.keys(user ?? {}).filter((name) => GONE.includes(name))).toEqual([])
  }

  it('of the ID token, at the sign-in and at a renewal, with a problem in development', async () => {
    const { world, tab, provider } = setUp(atHome)
    provider.lie(claims(ODD_CLAIMS))
    const auth = await signIn(tab, provider)
    expectTyped(auth.state.user)

    await world.advanceSeconds(600)
    await call(tab)

    expectTyped(auth.state.user)
    expect(new Set(problems(tab))).toEqual(new Set(['provider-answer-mended']))
    if (DEVELOPMENT) expect(tab.warnings.join()).toContain('address.region')
    expect(tab.warnings.join()).not.toContain('London')
  })

  it('of /userinfo, by option and by call, and nothing is told in production', async () => {
    const { tab, provider } = setUp({ auth: { userInfo: true } })
    provider.lie({ userInfo: ({ sub }) => ({ ...ODD_CLAIMS, sub }) })
    provider.lie({
      idToken: ({ claims: { name: _, picture: __, amr: ___, ...rest }, ...token }) => ({ ...token, claims: rest }),
    })
    const auth = await signIn(tab, provider)

    expectTyped(auth.state.user)
    expectTyped(await auth.userInfo())
    expect(problems(tab)).toEqual([])
  })

  it.each(['True', 'yes', '', 1, 0, 'TRUE', ['true']])('knows no other truth: %j', async (email_verified) => {
    const { tab, provider } = setUp()
    provider.lie(claims({ email_verified }))

    expect((await signIn(tab, provider)).state.user).not.toHaveProperty('email_verified')
  })

  it.each(['London', ['London'], 7])('knows no address that is %j', async (address) => {
    const { tab, provider } = setUp()
    provider.lie(claims({ address }))

    expect((await signIn(tab, provider)).state.user).not.toHaveProperty('address')
  })

  it('leaves what is right as it is', async () => {
    const right = { ...ADA, updated_at: 1_700_000_000.5, amr: ['pwd', 'otp'], address: { country: 'GB' }, locale: '' }
    const { tab, provider } = setUp(atHome)
    provider.lie(claims(right))

    expect((await signIn(tab, provider)).state.user).toMatchObject(right)
    expect(problems(tab)).toEqual([])
  })
})

const PROJECT = '311200345@project'

describe('14.A4 further audiences', () => {
  const trusting: HomeOptions = { auth: { audiences: [PROJECT, 'another-client'] } }

  it('that the app names are taken where we are among them and azp is ours, also from a renewal on', async () => {
    const { world, tab, provider } = setUp(trusting)
    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    await world.advanceSeconds(600)
    provider.lie(claims({ aud: [PROJECT, CLIENT_ID, 'another-client'], azp: CLIENT_ID }))

    expect((await call(tab)).status).toBe(200)
    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
  })

  it.each([
    ['one that it does not name', { aud: [CLIENT_ID, PROJECT, 'evil'], azp: CLIENT_ID }],
    ['no azp', { aud: [CLIENT_ID, PROJECT] }],
    ['an azp that is theirs', { aud: [CLIENT_ID, PROJECT], azp: PROJECT }],
    ['a token without us', { aud: [PROJECT], azp: CLIENT_ID }],
    ['a token for them alone', { aud: PROJECT }],
    ['something that is no text', { aud: [CLIENT_ID, null], azp: CLIENT_ID }],
    ['a list in a list', { aud: [CLIENT_ID, [PROJECT]], azp: CLIENT_ID }],
  ])('do not help %s', async (_, told) => {
    const home = setUp(trusting)
    const stop = home.provider.lie(claims(told))
    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-claim')
    stop()

    await signIn(home.tab, home.provider)
    await home.world.advanceSeconds(600)
    home.provider.lie(claims(told))
    await expect(call(home.tab)).rejects.toMatchObject({ code: 'refresh-invalid' })
  })

  it('that nobody named are refused, and the console says which value to add', async () => {
    const home = setUp(atHome)
    home.provider.lie(claims({ aud: [CLIENT_ID, PROJECT], azp: CLIENT_ID }))

    const { error } = (await signIn(home.tab, home.provider)).state

    expect(error).toMatchObject({ code: 'id-token-claim', details: { claim: 'aud' } })
    expect(error?.message).not.toContain(PROJECT)
    await home.world.rest()
    if (DEVELOPMENT) expect(home.tab.warnings.join('\n')).toContain(`set audiences: ['${PROJECT}']`)
  })

  it.each(['x', [''], [7], [CLIENT_ID], {}])('must be a list of texts: %j', (audiences) => {
    const { tab } = setUp()

    expect(() => tab.auth({ audiences: audiences as never })).toThrow(TypeError)
  })
})

describe('14.A13 an error in a token answer of status 200', () => {
  it.each([{ error: 'bad_verification_code' }, { error: 'invalid_grant' }, { error: '' }, { error: {} }])(
    'is an error, whatever stands beside it: %j',
    async (changes) => {
      const home = setUp()
      home.provider.lie(body(changes))

      const { error, status } = (await signIn(home.tab, home.provider)).state

      expect(status).toBe('signed-out')
      expect(error?.code).toMatch(/^token-/)
    },
  )

  it.each([
    ['temporarily_unavailable', 'refresh-unavailable', 'signed-in'],
    ['slow_down', 'refresh-unavailable', 'signed-in'],
    ['invalid_grant', 'refresh-rejected', 'signed-out'],
  ])('at a renewal: %s is %s, and the user is %s', async (error, code, status) => {
    const { tab, provider, auth } = await setUpExpired()
    provider.lie({ respond: (endpoint) => (endpoint === 'token' ? Response.json({ error }) : undefined) })

    await expect(call(tab)).rejects.toMatchObject({ code })
    expect(auth.state.status).toBe(status)
  })
})

describe('14.A16 granted scopes', () => {
  const granting = (scope: string, auth: HomeOptions['auth'] = {}) => {
    const home = setUp({ auth })
    home.provider.lie(body({ scope }))
    return signIn(home.tab, home.provider)
  }
  const api = (scopes: readonly string[], more: object = {}) => ({
    apis: { calendar: { url: CALENDAR, scopes, ...more } },
  })

  it.each([
    ['in another case', 'openid User.Read', api(['user.read']), ['user.read']],
    ['with the address of the API in front', `${CALENDAR}Events.Read`, api(['events.read']), ['events.read']],
    ['with its origin in front', 'https://calendar.example.com/events.read', api(['events.read']), ['events.read']],
    ['in another case altogether', 'HTTPS://Calendar.example.com/Events.Read', api(['events.read']), ['events.read']],
    ['without what the app wrote in front', 'events.read', api([`${CALENDAR}events.read`]), [`${CALENDAR}events.read`]],
    ["with another resource's in front", 'https://mail.example.com/events.read', api(['events.read']), []],
    ['that end alike', 'https://calendar.example.com/v1/more/events.read', api(['events.read']), []],
    ['of two letters that the app tells apart', 'READ', api(['read', 'Read']), []],
    ['that are one of the two', 'Read', api(['read', 'Read']), ['Read']],
  ])('%s', async (_, scope, auth, expected) => {
    expect((await granting(scope, auth as never)).state.scopes).toEqual({ calendar: expected })
  })

  it("is not another API's of the same letters", async () => {
    const apis = {
      calendar: { url: CALENDAR, scopes: ['read'] },
      mail: { url: 'https://mail.example.com/', scopes: ['Read'] },
    }

    expect((await granting('Read', { apis })).state.scopes).toEqual({ calendar: [], mail: ['Read'] })
  })
})

describe('14.A16 granted scopes of two APIs', () => {
  const MAIL = 'https://mail.example.com/'
  const state = async (scope: string, calendar: object, mail: object) => {
    const apis = { calendar: { url: CALENDAR, ...calendar }, mail: { url: MAIL, ...mail } }
    const { tab, provider } = setUp({ auth: { apis } })
    provider.lie(body({ scope }))
    return (await signIn(tab, provider)).state.scopes
  }

  it.each([
    ['without what tells them apart', 'read', [`${CALENDAR}read`], [`${MAIL}read`], [], []],
    ['in a case that neither is in', 'Read', ['read'], ['READ'], [], []],
    ['with the resource of one in front', `${MAIL}Read`, ['read'], ['READ'], [], ['READ']],
    ['that are the same for both', 'Read', ['read'], ['read'], ['read'], ['read']],
  ])('%s', async (_, scope, calendar, mail, ofCalendar, ofMail) => {
    expect(await state(scope, { scopes: calendar }, { scopes: mail })).toEqual({ calendar: ofCalendar, mail: ofMail })
  })

  it('are told apart by the token: one of its own is for no other API', async () => {
    const apis = {
      calendar: { url: CALENDAR, scopes: ['read'], resource: CALENDAR },
      mail: { url: MAIL, scopes: ['Read'] },
    }
    const { tab, provider } = setUp({ auth: { apis } })
    const auth = await signIn(tab, provider)
    provider.lie(body({ scope: 'Read' }))

    await call(tab)

    expect(auth.state.scopes).toMatchObject({ calendar: ['read'] })
  })
})

describe('14.A6 and 14.A17, at a renewal too', () => {
  it.each(['a b', ' a', 'a ', '~ !'])('a refresh token may hold spaces: %j', async (refresh_token) => {
    const { world, tab, provider, seen } = await setUpExpired()
    const stop = provider.lie(body({ refresh_token }))
    expect((await call(tab)).status).toBe(200)
    stop()
    await world.advanceSeconds(600)

    await call(tab).catch(() => undefined)

    expect(seen('token').at(-1)?.parameters['refresh_token']).toBe(refresh_token)
  })

  it('an access token may not', async () => {
    const { tab, provider } = await setUpExpired()
    provider.lie({ accessToken: (token) => `${token} x` })

    await expect(call(tab)).rejects.toMatchObject({ code: 'refresh-invalid' })
  })

  it.each([undefined, null, ''])(
    'a key without a name (%j), and several of one name, verify a renewal',
    async (kid) => {
      const { tab, provider } = await setUpExpired()
      provider.lie({ jwks: (set) => ({ keys: [...set.keys, ...set.keys].map((key) => ({ ...key, kid })) as never }) })

      expect((await call(tab)).status).toBe(200)
    },
  )
})

describe('14.A18', () => {
  const FOREIGN = {
    _claim_names: { pay: 'src' },
    _claim_sources: { src: { endpoint: 'https://x', access_token: 'foreign' } },
  }

  it('distributed claims are in no user and no userInfo()', async () => {
    const { tab, provider } = setUp()
    provider.lie({ ...claims(FOREIGN), userInfo: (told) => ({ ...told, ...FOREIGN }) })
    const auth = await signIn(tab, provider)

    expect(JSON.stringify([auth.state.user, await auth.userInfo()])).not.toMatch(/_claim|foreign/)
  })

  it.each(['none', 'None', 'NONE'])('an ID token with alg %s is id-token-algorithm', async (alg) => {
    for (const sign of [
      (token: string) => token.replace(/[^.]*$/, ''),
      (token: string) => token.replace(/\.[^.]*$/, ''),
    ]) {
      const home = setUp()
      home.provider.lie({ ...header({ alg: 'none' }), sign: (token) => sign(recased(token, alg)) })

      await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-algorithm')
    }
  })

  it('one with another algorithm and no signature is malformed', async () => {
    const home = setUp()
    home.provider.lie({ idToken: (token) => ({ ...token, signature: 'missing' }) })

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-malformed')
  })

  function recased(token: string, alg: string): string {
    const [head = '', ...rest] = token.split('.')
    const text = JSON.stringify({ ...JSON.parse(atob(head.replaceAll('-', '+').replaceAll('_', '/'))), alg })
    return [btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''), ...rest].join('.')
  }
})

describe('14.A12 members of a return that RFC 6749 says to ignore', () => {
  const withParameter = (name: string, value: string): Lie => ({ callback: (url) => url.searchParams.set(name, value) })

  it.each(['expires_in', 'token_type'])('%s is ignored', async (name) => {
    const { tab, provider } = setUp()
    provider.lie(withParameter(name, 'Bearer'))

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    expect(tab.url).not.toContain(name)
  })

  it.each(['access_token', 'id_token', 'refresh_token', 'token', 'response'])('%s stays refused', async (name) => {
    const home = setUp()
    home.provider.lie(withParameter(name, 'x'))

    await expectNobody(home, await signIn(home.tab, home.provider), 'callback-parameter')
  })
})
