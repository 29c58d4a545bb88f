import { describe, expect, it } from 'vitest'
import type { Auth } from '../../src/auth/auth.js'
import { CALENDAR, ISSUER, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import type { Tab } from '../support/tab.js'
import { until } from '../support/until.js'

const EVENTS = `${CALENDAR}events`
const apis = { calendar: { url: CALENDAR, scopes: ['events.read'], headers: true, anonymous: true } }
const statusOf = ({ state }: Auth) => `${state.status} ${state.reason ?? state.user?.sub}`
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'given',
    ({ code }) => code,
  )
const signOutOf = (auth: Auth) => auth.signOut({ provider: false })

/** A home with one client that one caller has. */
async function setUpOne(...told: Parameters<typeof setUpSignedIn>) {
  const home = await setUpSignedIn(...told)
  home.tab.reload()
  const auth = home.tab.auth()
  await auth.ready
  await home.world.rest()
  expect(statusOf(auth)).toBe('signed-in ada')
  return { ...home, auth }
}

describe('12.7 dispose forgets the user', () => {
  it.each<[string, (auth: Auth) => Promise<unknown>]>([
    ['fetch', (auth) => auth.fetch(EVENTS)],
    ['fetch with a body', (auth) => auth.fetch(EVENTS, { method: 'POST', body: 'a' })],
    ['fetch with a Request', (auth) => auth.fetch(new Request(EVENTS))],
    [
      'fetch with credentials of the app’s own',
      (auth) => auth.fetch(EVENTS, { headers: { authorization: 'Basic a' } }),
    ],
    ['headersFor', (auth) => auth.headersFor(EVENTS)],
    ['userInfo', (auth) => auth.userInfo()],
    ['requireUser without a redirect', (auth) => auth.requireUser({ redirect: false })],
  ])(
    '%s rejects, also for an API that guests may call, and nothing is sent',
    async (_, call) => {
      for (const options of [{ apis }, { apis, dpop: true }, { apis, strict: true }]) {
        const { auth, world } = await setUpOne({ auth: options })
        auth.dispose()
        const before = world.network.sent.length

        expect(await codeOf(call(auth))).toBe('sign-in-required')
        expect(world.network.sent.slice(before)).toEqual([])
      }
    },
    60_000,
  )

  it('and a call of no declared API is forwarded as before', async () => {
    const { auth, world } = await setUpOne()
    world.serve('https://news.example.com', () => new Response('news'))
    auth.dispose()

    expect(await (await auth.fetch('https://news.example.com/')).text()).toBe('news')
  })

  it('and shows nobody, and has nothing of them to inspect', async () => {
    const { auth } = await setUpOne()

    auth.dispose()

    expect(auth.state).toEqual({ status: 'signed-out', reason: 'none' })
    expect(await auth.inspect()).toMatchObject({
      idToken: undefined,
      refreshToken: false,
      tokens: { calendar: undefined },
    })
  })

  it('and tells those who listen once, and never again', async () => {
    const { auth, world, tab } = await setUpOne()
    const states: string[] = []
    const events: string[] = []
    auth.subscribe(({ status }) => states.push(status))
    auth.dispose()
    auth.on('*', ({ type }) => events.push(type))
    const before = events.length

    tab.fire('visible')
    tab.fire('restored')
    world.channel.forge()
    await world.advanceSeconds(1)
    auth.dispose()

    expect(states).toEqual(['signed-in', 'signed-out'])
    expect(events.slice(before)).toEqual([])
    expect(statusOf(auth)).toBe('signed-out none')
  })

  it('and says nothing to those who know that nobody is there', async () => {
    const { auth } = await setUpOne()
    await signOutOf(auth)
    const states: string[] = []
    auth.subscribe(({ reason }) => states.push(String(reason)))

    auth.dispose()

    expect(states).toEqual(['signed-out'])
  })

  it('only when everybody who shares the client has let go', async () => {
    const { auth, tab } = await setUpOne()
    const other = tab.auth()

    auth.dispose()
    auth.dispose()

    expect(statusOf(other)).toBe('signed-in ada')
    expect(await codeOf(other.fetch(EVENTS))).toBe('given')
    other.dispose()
    expect([statusOf(auth), statusOf(other)]).toEqual(['signed-out none', 'signed-out none'])
  })

  it('while it is not known who is there: ready settles, and what waits rejects', async () => {
    const { tab, calls } = await setUpSignedIn({ auth: { apis } })
    tab.reload()
    const auth = tab.auth()
    const work = [auth.fetch(EVENTS), auth.headersFor(EVENTS), auth.userInfo(), auth.requireUser()].map(codeOf)

    auth.dispose()

    expect(await auth.ready).toMatchObject({ status: 'signed-out' })
    expect(await Promise.all(work)).toEqual([
      'sign-in-required',
      'sign-in-required',
      'sign-in-required',
      'sign-in-superseded',
    ])
    expect(calls()).toEqual([])
  })
})

describe('12.7 dispose ends no session', () => {
  it.each(['browser', 'tab'] as const)(
    'it is there after a reload, and for the next client of the page: persistence %s',
    async (persistence) => {
      const { auth, tab } = await setUpOne({ auth: { persistence } })

      auth.dispose()

      const next = tab.auth()
      expect(await next.ready).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
      expect(await codeOf(next.fetch(EVENTS))).toBe('given')
      expect(next.state).not.toBe(auth.state)
      next.dispose()
      tab.reload()
      expect((await tab.auth().ready).status).toBe('signed-in')
    },
  )

  it('and no other tab hears of it', async () => {
    const { auth, world } = await setUpOne()
    const other = world.openTab().auth()
    await other.ready

    auth.dispose()
    await world.rest()

    expect(statusOf(other)).toBe('signed-in ada')
  })

  it('and a listener that is told may create the next client', async () => {
    const { auth, tab } = await setUpOne()
    let next: Auth | undefined
    auth.subscribe(({ status }) => {
      if (status === 'signed-out') next = tab.auth()
    })

    auth.dispose()

    expect((await next?.ready)?.status).toBe('signed-in')
  })

  it('and a sign-out by a client that is disposed of ends it all the same', async () => {
    const { auth, tab, seen } = await setUpOne()
    auth.dispose()

    await signOutOf(auth)

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
    expect(seen('revocation')).not.toEqual([])
  })
})

describe('12.7 what is under way when a client is disposed of', () => {
  it('has left: its answer is given, and brings nobody back', async () => {
    const { auth, world } = await setUpOne()
    const held = world.network.hold(EVENTS, 'answer')
    const answer = auth.fetch(EVENTS, { method: 'POST', body: 'a' })
    await until(() => held.count)

    auth.dispose()
    held.release()

    expect((await answer).status).toBe(200)
    expect(statusOf(auth)).toBe('signed-out none')
  })

  it('has left and is refused: the API’s own answer is given, and nothing is renewed', async () => {
    const { auth, world, provider, seen } = await setUpOne()
    provider.revokeAccessTokens()
    const held = world.network.hold(EVENTS, 'answer')
    const answer = auth.fetch(EVENTS)
    await until(() => held.count)

    auth.dispose()
    held.release()

    expect((await answer).status).toBe(401)
    expect(seen('token')).toEqual([])
  })

  it.each([
    ['tells nobody', true],
    ['tells the developer, without it', false],
  ])('waits for a renewal that is lost: the console %s', async (_, isDisposed) => {
    const { auth, world, tab } = await setUpOne({ origin: 'http://localhost:5173' })
    await world.advanceSeconds(600)
    const held = world.network.hold(`${ISSUER}/token`, 'answer')
    const call = codeOf(auth.fetch(EVENTS))
    await until(() => held.count)

    if (isDisposed) auth.dispose()
    held.lose()
    await call
    await world.rest()

    expect(tab.warnings.some((line) => line.includes('refresh-unavailable'))).toBe(!isDisposed)
  })

  it.each(['browser', 'tab'] as const)(
    'waits for a renewal: it rejects, and the renewal is kept for the next client: persistence %s',
    async (persistence) => {
      const { auth, world, tab, seen, calls } = await setUpOne({ auth: { persistence } })
      await world.advanceSeconds(600)
      const held = world.network.hold(`${ISSUER}/token`, 'answer')
      const call = codeOf(auth.fetch(EVENTS))
      await until(() => held.count)

      auth.dispose()
      const next = tab.auth()
      held.release()

      expect(await call).toBe('sign-in-required')
      expect(calls()).toEqual([])
      expect(statusOf(auth)).toBe('signed-out none')
      await world.rest()
      expect(await codeOf(next.fetch(EVENTS))).toBe('given')
      expect(seen('token')).toHaveLength(1)
    },
  )

  it('is a sign-in that has not left: it rejects, and leaves nowhere', async () => {
    const { world, tab } = setUp()
    const auth = tab.auth()
    await auth.ready
    const held = world.network.hold(`${ISSUER}/.well-known`)
    const failed = codeOf(auth.signIn())
    await until(() => held.count)

    auth.dispose()
    held.release()

    expect(await failed).toBe('sign-in-superseded')
    await world.rest()
    expect(tab.departures).toEqual([])
  })

  it('is a sign-in in a popup: it rejects, and the popup is closed', async () => {
    const { world, tab } = setUp()
    const auth = tab.auth()
    await auth.ready
    const failed = codeOf(auth.signIn({ mode: 'popup' }))
    await until(() => tab.windows[0]?.url)

    auth.dispose()

    expect(await failed).toBe('sign-in-superseded')
    expect(tab.windows[0]?.closed).toBe(true)
    expect(world.timers.size).toBe(0)
  })

  it('is a sign-in in a popup whose code is being redeemed: nobody is signed in to it', async () => {
    const { world, tab, provider } = setUp()
    const auth = tab.auth()
    await auth.ready
    const failed = codeOf(auth.signIn({ mode: 'popup' }))
    await until(() => tab.windows[0]?.url)
    const held = world.network.hold(`${ISSUER}/token`, 'answer')
    tab.windows[0]?.goTo(await provider.authorize(String(tab.windows[0].url))).auth()
    await until(() => held.count)

    auth.dispose()
    held.release()
    await world.advanceSeconds(2)

    expect(await failed).toBe('sign-in-superseded')
    expect(statusOf(auth)).toBe('signed-out none')
    expect((await tab.auth().ready).status).toBe('signed-in')
  })

  it('is a silent sign-in at the start: the next client asks again', async () => {
    const { world, tab, provider } = setUp({ auth: { persistence: 'memory' } })
    world.allowsFrames = false
    for (let count = 0; count < 12; count += 1) await Promise.all([tab.auth(), world.advanceSeconds(1)])
    const address = await visitProvider(tab, provider)
    tab.goTo(address)
    expect((await tab.auth().ready).status).toBe('signed-in')
    world.allowsFrames = true
    tab.reload()
    const auth = tab.auth()
    await until(() => tab.windows.at(-1)?.url)

    auth.dispose()
    await world.rest()
    const next = tab.auth()
    for (let count = 0; count < 3; count += 1) await world.advanceSeconds(1)

    expect(statusOf(auth)).toBe('signed-out none')
    expect(statusOf(next)).toBe('signed-in ada')
  })

  it('is a return: it is completed for the next client, and not for this one', async () => {
    const { world, tab, provider } = setUp()
    const held = world.network.hold(`${ISSUER}/token`, 'answer')
    tab.goTo(await visitProvider(tab, provider))
    const auth = tab.auth()
    await until(() => held.count)

    auth.dispose()
    held.release()
    await world.rest()

    expect(statusOf(auth)).toBe('signed-out none')
    expect((await tab.auth().ready).status).toBe('signed-in')
  })

  it('is everything that a timer would do', async () => {
    const { auth, world } = await setUpOne({ auth: { idle: { signOutAfterSeconds: 600, warnAfterSeconds: 300 } } })
    await auth.fetch(EVENTS)
    await world.rest()

    auth.dispose()

    expect(world.timers.size).toBe(0)
  })
})

describe('12.7 a client that is disposed of signs nobody in', () => {
  const leaves = (tab: Tab) => tab.departures.length

  it.each<[string, (auth: Auth) => Promise<unknown>]>([
    ['signIn', (auth) => auth.signIn()],
    ['a popup', (auth) => auth.signIn({ mode: 'popup' })],
    ['a silent sign-in', (auth) => auth.signIn({ mode: 'silent' })],
    ['requireUser', (auth) => auth.requireUser()],
  ])('by %s', async (_, act) => {
    const { auth, tab } = await setUpOne()
    auth.dispose()
    const before = leaves(tab)

    expect(await codeOf(act(auth))).toBe('sign-in-superseded')
    expect(leaves(tab)).toBe(before)
    expect(tab.windows.filter(({ closed }) => !closed)).toEqual([])
  })

  it('and the next client of the page does', async () => {
    const { auth, tab, provider } = await setUpOne()
    await signOutOf(auth)
    auth.dispose()

    expect((await signIn(tab, provider)).state.user?.sub).toBe('ada')
  })
})
