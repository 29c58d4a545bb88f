import type { Claims, Lie, TestProvider } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import {
  CALENDAR,
  CLIENT_ID,
  type Home,
  type HomeOptions,
  ISSUER,
  setUp,
  signIn,
  visitProvider,
} from '../support/home.js'
import { header, lieAbout, without } from '../support/id-token-rows.js'
import type { OpenedWindow, Tab } from '../support/tab.js'
import { until } from '../support/until.js'

const TOKEN = `${ISSUER}/token`
const REVOKE = `${ISSUER}/revoke`
const isSession = (key: string) => key.startsWith('["session"')
const call = (tab: Tab) => tab.auth().fetch(`${CALENDAR}events`)

interface Issued {
  readonly refresh_token: unknown
  readonly access_token: unknown
}

/** Keeps what every token response has brought, the latest last. */
function issuedBy({ provider }: { readonly provider: TestProvider }): readonly Issued[] {
  const issued: Issued[] = []
  provider.lie({
    tokenResponse: (body) => {
      issued.push({ refresh_token: body['refresh_token'], access_token: body['access_token'] })
      return body
    },
  })
  return issued
}

const revoked = ({ seen }: Home): readonly unknown[] => seen('revocation').map(({ parameters }) => parameters['token'])

/** The tokens of a response, the refresh token first. */
const tokensOf = (issued: Issued | undefined): readonly unknown[] => [issued?.refresh_token, issued?.access_token]

const bodied = (change: (body: Claims) => Claims): Lie => ({ tokenResponse: change })

/** What a token response is refused for, at a sign-in and at a renewal alike. */
const REFUSED: readonly [what: string, lie: Lie][] = [
  ['an ID token of another audience', lieAbout(({ claims }) => ({ claims: { ...claims, aud: 'other-app' } }))],
  ['an ID token of another issuer', lieAbout(({ claims }) => ({ claims: { ...claims, iss: 'https://evil.example' } }))],
  ['an ID token that is over', lieAbout(({ claims }) => ({ claims: { ...claims, exp: Number(claims['iat']) - 600 } }))],
  ['an ID token with another at_hash', lieAbout(({ claims }) => ({ claims: { ...claims, at_hash: 'x' } }))],
  ['an ID token with a broken signature', lieAbout(() => ({ signature: 'corrupt' }))],
  ['an ID token under alg none', header({ alg: 'none' })],
  ['an ID token without a subject', without('sub')],
  ['an ID token that is none', bodied((body) => ({ ...body, id_token: 7 }))],
  ['another kind of token', bodied((body) => ({ ...body, token_type: 'mac' }))],
  ['no kind of token', bodied(({ token_type: _, ...body }) => body)],
  ['scopes that are none', bodied((body) => ({ ...body, scope: 7 }))],
  ['authorization details that are none', bodied((body) => ({ ...body, authorization_details: 'x' }))],
]

/** Leaves the same user or nobody signed in, and every call to an API that follows as good as before. */
async function expectStanding(tab: Tab, sub: string): Promise<void> {
  expect(tab.auth().state.user?.sub).toBe(sub)
  expect((await call(tab)).status).toBe(200)
}

describe('12.11 a sign-in that is refused (R-T13, R-L05)', () => {
  it.each<[string, Lie]>([
    ...REFUSED,
    ['an ID token of another sign-in', lieAbout(({ claims }) => ({ claims: { ...claims, nonce: 'x' } }))],
    ['no ID token', bodied(({ id_token: _, ...body }) => body)],
  ])('for %s has its tokens revoked, the refresh token first', async (_, lie) => {
    const home = setUp()
    const issued = issuedBy(home)
    home.provider.lie(lie)

    const auth = await signIn(home.tab, home.provider)
    await home.world.rest()

    expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'failed' })
    await expect.poll(() => revoked(home)).toEqual(tokensOf(issued[0]))
    expect(home.seen('revocation').map(({ parameters }) => parameters['token_type_hint'])).toEqual([
      'refresh_token',
      'access_token',
    ])
  })

  it.each<[string, Lie]>([
    [
      '/userinfo that fails',
      { respond: (endpoint) => (endpoint === 'userinfo' ? new Response('', { status: 500 }) : undefined) },
    ],
    ['/userinfo about another user', { userInfo: (claims) => ({ ...claims, sub: 'grace' }) }],
  ])('for %s has its tokens revoked', async (_, lie) => {
    const home = setUp({ auth: { userInfo: true } })
    const issued = issuedBy(home)
    home.provider.lie(lie)

    const { state } = await signIn(home.tab, home.provider)
    await home.world.rest()

    expect(state).toMatchObject({ status: 'signed-out', error: { code: 'user-info' } })
    await expect.poll(() => revoked(home)).toEqual(tokensOf(issued[0]))
  })

  // Engines differ in how deep a text they write: where one writes this, it is stored.
  if (typeof window === 'undefined') {
    it('for claims that nobody could store has its tokens revoked', async () => {
      const home = setUp()
      const issued = issuedBy(home)
      const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
      home.provider.lie(
        lieAbout(({ claims }) => ({
          payload: new TextEncoder().encode(`{"deep":${deep},${JSON.stringify(claims).slice(1)}`),
        })),
      )

      const { state } = await signIn(home.tab, home.provider)
      await home.world.rest()

      expect(state).toMatchObject({ status: 'signed-out', reason: 'failed' })
      await expect.poll(() => revoked(home)).toEqual(tokensOf(issued[0]))
    })
  }

  it('sends nothing that is no token anywhere', async () => {
    const home = setUp()
    const issued = issuedBy(home)
    home.provider.lie(bodied((body) => ({ ...body, access_token: 'a\r\nb: c', id_token: undefined })))

    await signIn(home.tab, home.provider)
    await home.world.rest()

    await expect.poll(() => revoked(home)).toEqual([issued[0]?.refresh_token])
  })

  it('leaves the session of the user who stands alone, and its tokens good', async () => {
    const home = setUp()
    const issued = issuedBy(home)
    await signIn(home.tab, home.provider)
    home.provider.lie(bodied(({ id_token: _, ...body }) => body))

    await signIn(home.tab, home.provider, { options: { prompt: 'login' } })
    await home.world.rest()

    await expect.poll(() => revoked(home)).toEqual(tokensOf(issued[1]))
    await expectStanding(home.tab, 'ada')
  })

  it.each<[string, Lie]>([
    ['is down', { respond: (endpoint) => (endpoint === 'revocation' ? new Response('', { status: 503 }) : undefined) }],
    ['has no revocation', { discovery: ({ revocation_endpoint: _, ...document }) => document }],
  ])('fails just the same, and tells nothing else, where the provider %s', async (_, lie) => {
    const home = setUp()
    home.provider.lie(lie)
    home.provider.lie(bodied(({ id_token: __, ...body }) => body))

    const { state } = await signIn(home.tab, home.provider)
    await home.world.rest()

    expect(state).toMatchObject({ status: 'signed-out', error: { code: 'id-token-missing' } })
    expect(home.tab.events.filter(({ type }) => type === 'problem')).toHaveLength(1)
  })

  it('waits for no revocation', async () => {
    const home = setUp()
    home.world.network.hold(REVOKE)
    home.provider.lie(bodied(({ id_token: _, ...body }) => body))

    expect((await signIn(home.tab, home.provider)).state).toMatchObject({ error: { code: 'id-token-missing' } })
  })

  it('has nothing sent to an endpoint that is not safe: such a provider is left before any token', async () => {
    const home = setUp()
    home.provider.lie({
      discovery: (document) => ({ ...document, revocation_endpoint: 'http://id.example.com/revoke' }),
    })

    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-endpoint' })
    expect(home.seen('token')).toEqual([])
  })
})

describe('12.11 a sign-in that cannot be written', () => {
  it('has its tokens revoked when it is known that they are lost', async () => {
    const home = setUp()
    const issued = issuedBy(home)
    const back = await visitProvider(home.tab, home.provider)
    home.world.store.fault = (operation, key) => (operation === 'change' && isSession(key) ? 'fail' : undefined)
    home.tab.goTo(back)

    expect(await home.tab.auth().ready).toMatchObject({ status: 'signed-out', error: { code: 'storage-blocked' } })
    await home.world.rest()

    await expect.poll(() => revoked(home)).toEqual(tokensOf(issued[0]))
  })

  it('as far as anybody was told, but is, stands: nothing is revoked', async () => {
    const home = setUp()
    const back = await visitProvider(home.tab, home.provider)
    home.world.store.fault = (operation, key) => (operation === 'change' && isSession(key) ? 'late' : undefined)
    home.tab.goTo(back)
    await home.tab.auth().ready
    home.world.store.giveBack()
    await home.world.rest()

    await expect.poll(() => revoked(home)).toEqual([])
    await expectStanding(home.tab, 'ada')
  })

  it('and cannot be looked for may stand: nothing is revoked', async () => {
    const home = setUp()
    const back = await visitProvider(home.tab, home.provider)
    let isWritten = false
    home.world.store.fault = (operation, key) => {
      if (!isSession(key)) return undefined
      if (isWritten) return 'fail'
      isWritten = operation === 'change'
      return isWritten ? 'late' : undefined
    }
    home.tab.goTo(back)
    await home.tab.auth().ready
    home.world.store.giveBack()
    await home.world.rest()

    await expect.poll(() => revoked(home)).toEqual([])
    home.tab.reload()
    await home.tab.auth().ready
    await expectStanding(home.tab, 'ada')
  })
})

describe('12.11 a renewal that is refused (R-R05)', () => {
  async function setUpExpired(told: HomeOptions = {}) {
    const home = setUp(told)
    const issued = issuedBy(home)
    const auth = await signIn(home.tab, home.provider)
    await home.world.advanceSeconds(600)
    return { ...home, auth, issued }
  }

  it.each<[string, Lie]>([
    // What a renewal can do without is no reason to refuse it.
    ...REFUSED.filter(([what]) => !/^an ID token that is none|^(scopes|authorization)/.test(what)),
    ['an ID token of another user', lieAbout(({ claims }) => ({ claims: { ...claims, sub: 'grace' } }))],
    [
      'an ID token that is older',
      lieAbout(({ claims }) => ({ claims: { ...claims, iat: Number(claims['iat']) - 630 } })),
    ],
  ])('for %s ends the session, and has its tokens revoked, the refresh token first', async (_, lie) => {
    const home = await setUpExpired()
    home.provider.lie(lie)

    await expect(call(home.tab)).rejects.toMatchObject({ code: 'refresh-invalid', ends: 'session' })
    await home.world.rest()

    const [before, received] = home.issued
    const expected = [...tokensOf(received), before?.access_token]
    await expect.poll(() => [...revoked(home)].sort()).toEqual([...expected].sort())
    // In a browser nobody knows which of several requests is there first.
    if (typeof window === 'undefined') expect(revoked(home)[0]).toBe(expected[0])
  })

  it('has the refresh token that was kept revoked where none came', async () => {
    const home = await setUpExpired({ provider: { rotate: false } })
    home.provider.lie(without('sub'))

    await expect(call(home.tab)).rejects.toMatchObject({ code: 'refresh-invalid' })
    await home.world.rest()

    const [before, received] = home.issued
    await expect
      .poll(() => [...revoked(home)].sort())
      .toEqual([before?.refresh_token, received?.access_token, before?.access_token].sort())
  })

  it.each([503, 429, 400])('has nothing revoked when it was not refused here: %i', async (status) => {
    const home = await setUpExpired()
    home.provider.lie({
      respond: (endpoint) => (endpoint === 'token' ? Response.json({ error: 'slow_down' }, { status }) : undefined),
    })

    await expect(call(home.tab)).rejects.toMatchObject({ code: 'refresh-unavailable' })
    await home.world.rest()

    await expect.poll(() => revoked(home)).toEqual([])
  })

  it('rejects no later for a revocation that hangs', async () => {
    const home = await setUpExpired()
    home.world.network.hold(REVOKE)
    home.provider.lie(without('sub'))

    await expect(call(home.tab)).rejects.toMatchObject({ code: 'refresh-invalid' })
  })
})

// In a browser nobody knows which of several requests is there first.
describe('12.11 a renewal that comes too late', () => {
  /** The first tab renews, and its answer is held; meanwhile this happens. */
  async function meanwhile(act: (home: Home & { readonly other: Tab }) => Promise<unknown>, lie: Lie = {}) {
    const home = setUp()
    const issued = issuedBy(home)
    home.provider.lie(lie)
    await signIn(home.tab, home.provider)
    const other = home.world.openTab()
    await other.auth().ready
    await home.world.advanceSeconds(600)
    const held = home.world.network.hold(TOKEN, 'answer', 1)
    const answer = call(home.tab).then(
      ({ status }) => status,
      ({ code }) => code,
    )
    await until(() => held.count === 1)
    await act({ ...home, other })
    await home.world.rest()
    const before = revoked(home).length
    held.release()
    const outcome = await answer
    await home.world.rest()
    return { ...home, other, issued, outcome, late: revoked(home).slice(before) }
  }

  it('for another user has signed in is revoked, and the other one’s tokens are good', async () => {
    const { late, issued, other, outcome } = await meanwhile(({ other, provider }) =>
      signIn(other, provider, { options: { prompt: 'login' }, visit: { user: 'grace' } }),
    )

    expect(outcome).toBe('user-changed')
    expect([...late].sort()).toEqual([...tokensOf(issued[1])].sort())
    await expectStanding(other, 'grace')
  })

  it('for the same user has signed in again is left alone', async () => {
    const { late, tab, other } = await meanwhile(({ other, provider }) =>
      signIn(other, provider, { options: { prompt: 'login' } }),
    )

    expect(late).toEqual([])
    await expectStanding(other, 'ada')
    await expectStanding(tab, 'ada')
  })

  it('for the user has signed out is revoked (R-L06)', async () => {
    const { late, issued } = await meanwhile(({ other }) => other.auth().signOut({ provider: false }))

    expect([...late].sort()).toEqual([...tokensOf(issued[1])].sort())
  })

  it('and is refused besides, is left alone while the same user is signed in, and revoked while another one is', async () => {
    const refused: Lie = {
      tokenResponse: (body, { parameters }) =>
        parameters['grant_type'] === 'refresh_token' ? { ...body, token_type: 'mac' } : body,
    }
    const act = (user: string) => (home: Home & { readonly other: Tab }) =>
      signIn(home.other, home.provider, { options: { prompt: 'login' }, visit: { user } })

    const same = await meanwhile(act('ada'), refused)
    const other = await meanwhile(act('grace'), refused)

    expect(same.late).toEqual([])
    await expectStanding(same.other, 'ada')
    expect(other.late).toEqual(expect.arrayContaining([...tokensOf(other.issued[1])]))
    await expectStanding(other.other, 'grace')
  })
})

describe('12.11 another user’s sign-in over a session (R-L11)', () => {
  it.each(['browser', 'tab'] as const)('has the tokens of the one before revoked: %s', async (persistence) => {
    const home = setUp({ auth: { persistence } })
    const issued = issuedBy(home)
    await signIn(home.tab, home.provider)

    await signIn(home.tab, home.provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
    await home.world.rest()

    await expect.poll(() => revoked(home)).toEqual(tokensOf(issued[0]))
    expect(home.seen('revocation').every(({ parameters }) => parameters['client_id'] === CLIENT_ID)).toBe(true)
    await expectStanding(home.tab, 'grace')
  })

  it('has those revoked that another tab has renewed since, and those of every API', async () => {
    const apis = {
      calendar: { url: CALENDAR, scopes: ['events.read'] },
      notes: { url: 'https://notes.example.com/', resource: 'https://notes.example.com/' },
    }
    const home = setUp({ auth: { apis } })
    home.world.serve('https://notes.example.com', () => Response.json({}))
    const issued = issuedBy(home)
    await signIn(home.tab, home.provider, { options: { apis: ['calendar', 'notes'] } })
    const other = home.world.openTab()
    await other.auth().ready
    const back = await visitProvider(home.tab, home.provider, {
      options: { prompt: 'login' },
      visit: { user: 'grace' },
    })
    await other.auth().fetch('https://notes.example.com/')

    home.tab.goTo(back)
    await home.tab.auth().ready
    await home.world.rest()

    const [first, notes] = issued
    await expect.poll(() => revoked(home)).toEqual([notes?.refresh_token, first?.access_token, notes?.access_token])
    expect(home.tab.auth().state.user?.sub).toBe('grace')
  })

  it('in a popup has them revoked once', async () => {
    const home = setUp()
    const issued = issuedBy(home)
    const auth = await signIn(home.tab, home.provider)
    const user = auth.signIn({ mode: 'popup', prompt: 'login' })
    const popup = home.tab.windows.at(-1) as OpenedWindow
    const page = popup.goTo(await home.provider.authorize(await until(() => popup.url), { user: 'grace' }))
    page.auth()
    await until(() => page.isClosed)
    await home.world.advanceSeconds(1)

    expect((await user).sub).toBe('grace')
    await expect.poll(() => revoked(home)).toEqual(tokensOf(issued[0]))
    await expectStanding(home.tab, 'grace')
  })

  it('at the provider, which a silent sign-in finds, has the tokens of both revoked: nobody is signed in', async () => {
    const home = setUp({ provider: { refreshTokens: false } })
    const issued = issuedBy(home)
    await signIn(home.tab, home.provider)
    home.provider.signIn('grace')
    await home.world.advanceSeconds(600)
    const answer = expect(call(home.tab)).rejects.toMatchObject({ name: 'AuthError' })
    await home.world.advanceSeconds(20)
    await answer

    expect(home.tab.auth().state.status).toBe('signed-out')
    expect([...revoked(home)].sort()).toEqual(issued.map(({ access_token }) => access_token).sort())
  })

  it('has nothing revoked when it is the same user’s: a step-up, or a second sign-in', async () => {
    const home = setUp()
    await signIn(home.tab, home.provider)

    await signIn(home.tab, home.provider, { options: { prompt: 'login' } })
    await home.world.rest()

    await expect.poll(() => revoked(home)).toEqual([])
    await expectStanding(home.tab, 'ada')
  })

  it('has nothing revoked when it fails: the one before stays', async () => {
    const home = setUp()
    const issued = issuedBy(home)
    await signIn(home.tab, home.provider)
    home.provider.lie(without('sub'))

    await signIn(home.tab, home.provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
    await home.world.rest()

    await expect.poll(() => revoked(home)).toEqual(tokensOf(issued[1]))
    await expectStanding(home.tab, 'ada')
  })

  it('is not known without OpenID Connect: nothing is revoked', async () => {
    const home = setUp({ provider: { openid: false }, auth: { openid: false } as never })
    await signIn(home.tab, home.provider)

    await signIn(home.tab, home.provider, { visit: { user: 'grace' } })
    await home.world.rest()

    await expect.poll(() => revoked(home)).toEqual([])
    expect((await call(home.tab)).status).toBe(200)
  })

  it('waits for no revocation, and fails by none', async () => {
    const home = setUp()
    await signIn(home.tab, home.provider)
    const held = home.world.network.hold(REVOKE)

    await signIn(home.tab, home.provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
    held.lose()
    await home.world.rest()

    await expectStanding(home.tab, 'grace')
  })
})
