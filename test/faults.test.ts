import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lie } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { joinOrCreate } from '../src/auth/instances.js'
import { DEVELOPMENT } from '../src/development/development.js'
import { APP, CALENDAR, ISSUER, setUp, setUpExpired, setUpSignedIn, signIn, visitProvider } from './support/home.js'
import type { Options } from './support/tab.js'
import { until } from './support/until.js'

// The faults that a session meets, by their number. Those that are not here are in the name of another test, or say below why
// they cannot be one.

const call = (auth: { fetch: typeof fetch }) => auth.fetch(`${CALENDAR}events`)

const atToken = (answer: () => Response): Lie => ({
  respond: (endpoint) => (endpoint === 'token' ? answer() : undefined),
})

describe('the network and the provider', () => {
  it('F-01 the provider is down when the page loads: the user is there, and a good token works', async () => {
    const { tab, provider } = await setUpSignedIn()
    provider.lie({ respond: () => new Response('', { status: 503 }) })
    tab.reload()

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-in' })
    expect((await call(tab.auth())).status).toBe(200)
  })

  it('F-02 it is down when the user wants to sign in: an error before the page leaves, and the next try works', async () => {
    const { tab, provider, world } = setUp()
    world.network.isOnline = false
    await expect(tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unreachable', retry: 'later' })
    expect(tab.departures).toEqual([])
    world.network.isOnline = true

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
  })

  it('F-03 it is down at the exchange: the code is not sent again, and a new sign-in works', async () => {
    const { tab, provider, world, seen } = setUp()
    const url = await visitProvider(tab, provider)
    const end = provider.lie({
      deliver: (answer, { endpoint }) => {
        if (endpoint === 'token') throw new TypeError('lost')
        return answer
      },
    })
    tab.goTo(url)
    expect(await tab.auth().ready).toMatchObject({ status: 'signed-out', error: { code: 'token-unreachable' } })
    tab.reload()
    await tab.auth().ready
    await world.rest()
    expect(seen('token')).toHaveLength(1)
    end()

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
  })

  it('F-04 it is down, and the token is good: the session and the calls go on', async () => {
    const { auth, provider, world } = await setUpSignedIn()
    provider.lie(atToken(() => new Response('', { status: 503 })))
    await call(auth)
    await world.advanceSeconds(280)

    expect((await call(auth)).status).toBe(200)
    expect(auth.state.status).toBe('signed-in')
  })

  it.each([500, 502, 503])('F-06 a %i that says invalid_grant is not believed', async (status) => {
    const { auth, provider } = await setUpExpired()
    provider.lie(atToken(() => Response.json({ error: 'invalid_grant' }, { status })))

    await expect(call(auth)).rejects.toMatchObject({ code: 'refresh-unavailable' })
    expect(auth.state.status).toBe('signed-in')
  })

  it('F-08 a 503 at the revocation holds no sign-out up', async () => {
    const { auth, provider } = await setUpSignedIn()
    provider.lie({ respond: () => new Response('', { status: 503, headers: { 'retry-after': '60' } }) })

    await auth.signOut({ provider: false })

    expect(auth.state).toMatchObject({ status: 'signed-out' })
  })

  it.each<[string, () => Response]>([
    ['F-09 an answer that is slow', () => new Response(new ReadableStream())],
    [
      'F-10 an answer that never ends',
      () =>
        new Response(
          new ReadableStream(
            { pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(32)) },
            { highWaterMark: 0 },
          ),
        ),
    ],
  ])('%s ends within its time, and the session stands', async (_, answer) => {
    const { auth, provider, world } = await setUpExpired()
    provider.lie({ deliver: (honest, { endpoint }) => (endpoint === 'token' ? answer() : honest) })
    const refused = expect(call(auth)).rejects.toMatchObject({ code: 'refresh-unavailable' })
    await world.advanceSeconds(21)

    await refused
    expect(auth.state.status).toBe('signed-in')
  })

  it('F-11 a captive portal answers 200 with its own page: no answer of the provider, and the session stands', async () => {
    const { auth, provider } = await setUpExpired()
    provider.lie({ respond: () => new Response('<html>Welcome</html>', { headers: { 'content-type': 'text/html' } }) })

    await expect(call(auth)).rejects.toMatchObject({ code: 'refresh-unavailable' })
    expect(auth.state.status).toBe('signed-in')
  })

  it('F-17 a service worker is asked to keep nothing of the provider’s answers', async () => {
    const { tab, provider, world } = setUp()
    const auth = await signIn(tab, provider)
    await auth.userInfo()

    const modes = world.network.sent.filter(({ url }) => url.startsWith(ISSUER)).map(({ request }) => request.cache)
    expect(new Set(modes)).toEqual(new Set(['no-store']))
  })

  it('F-19 leaving was cancelled: the next call leaves again', async () => {
    const { tab, world } = setUp()
    const auth = tab.auth()
    await auth.ready
    void auth.signIn()
    await until(() => tab.departures.length === 1)
    await world.advanceSeconds(6)

    void auth.signIn()

    await until(() => tab.departures.length === 2)
  })

  it.each(['temporarily_unavailable', 'server_error'])('F-20 %s in the redirect is for later', async (deny) => {
    const { tab, provider } = setUp()
    const auth = await signIn(tab, provider, { visit: { deny } })

    expect(auth.state.error).toMatchObject({ code: 'sign-in-unavailable', retry: 'later' })
  })
})

describe('keys, metadata and clocks', () => {
  it('F-30 F-31 keys rotate between two sign-ins, however soon: one fresh fetch, and both succeed', async () => {
    const { tab, provider } = await setUpSignedIn()
    await provider.rotateKeys()

    expect((await signIn(tab, provider, { options: { prompt: 'login' } })).state.status).toBe('signed-in')
  })

  it('F-32 the keys cannot be had: nobody is signed in', async () => {
    const { tab, provider } = setUp()
    provider.lie({ respond: (endpoint) => (endpoint === 'jwks' ? new Response('', { status: 503 }) : undefined) })

    expect((await signIn(tab, provider)).state).toMatchObject({
      status: 'signed-out',
      error: { code: 'id-token-keys' },
    })
  })

  it('F-33 the keys are missing for a moment: they are asked for once more', async () => {
    const { tab, provider, seen } = setUp()
    let asked = 0
    provider.lie({ jwks: (set) => (asked++ ? set : { keys: [] }) })

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    expect(seen('jwks')).toHaveLength(2)
  })

  it('F-39 the provider does not say how long a token lasts: it is used until an API refuses it', async () => {
    const { tab, provider, world } = setUp()
    provider.lie({ tokenResponse: ({ expires_in: _, ...body }) => body })
    const auth = await signIn(tab, provider)
    await world.advanceSeconds(100)

    expect((await call(auth)).status).toBe(200)
  })
})

describe('sleep, tabs and the page’s life', () => {
  it('F-40 F-42 a machine sleeps past the end of the token, and no timer has run: one renewal for all tabs', async () => {
    const { tab, world, seen } = await setUpSignedIn()
    const tabs = [tab, world.openTab(), world.openTab()]
    await Promise.all(tabs.map((one) => one.auth().ready))
    world.sleep(3_600_000)
    for (const one of tabs) one.fire('visible')

    const answers = await Promise.all(tabs.map((one) => call(one.auth())))

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(seen('token')).toHaveLength(1)
  })

  it('F-41 a machine sleeps in the middle of a renewal: it is given up, and the next one works', async () => {
    const { auth, world } = await setUpExpired()
    const held = world.network.hold(`${ISSUER}/token`, 'request', 1)
    const refused = expect(call(auth)).rejects.toMatchObject({ code: 'refresh-unavailable' })
    await until(() => held.count === 1)
    world.sleep(600_000)
    await world.advanceSeconds(21)
    await refused
    await world.advanceSeconds(70)

    expect((await call(auth)).status).toBe(200)
  })

  it('F-46 a tab dies between the answer and its writing: the next one is signed in or cleanly out, without a loop', async () => {
    const { tab, world, provider, seen } = await setUpExpired()
    provider.lie({
      deliver: (answer, { endpoint }) => {
        if (endpoint === 'token') tab.kill()
        return answer
      },
    })
    void call(tab.auth()).catch(() => undefined)
    await until(() => seen('token').length === 1)
    const other = world.openTab()
    await other.auth().ready
    await call(other.auth()).catch(() => undefined)
    await world.advanceSeconds(60)

    expect(seen('token').length).toBeLessThanOrEqual(2)
  })

  it('F-47 a tab dies in the middle of a sign-in: the next sign-in works', async () => {
    const { tab, world, provider } = setUp()
    await visitProvider(tab, provider)
    tab.kill()

    expect((await signIn(world.openTab(), provider)).state.status).toBe('signed-in')
  })

  it('F-49 ten tabs are restored at once with a token that is over: one renewal', async () => {
    const { world, seen } = await setUpExpired()
    const tabs = Array.from({ length: 10 }, () => world.openTab())

    const answers = await Promise.all(tabs.map((one) => call(one.auth())))

    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(seen('token')).toHaveLength(1)
  })

  it('F-50 F-51 everything is called twice on a redirect back, as StrictMode and hot reload do: one exchange', async () => {
    const { tab, provider, seen } = setUp()
    tab.goTo(await visitProvider(tab, provider))
    const auths = [tab.auth(), tab.auth(), tab.auth()]

    await Promise.all(auths.map(({ ready }) => ready))
    auths[0]?.dispose()

    expect(auths.map(({ state }) => state.status)).toEqual(['signed-in', 'signed-in', 'signed-in'])
    expect(seen('token')).toHaveLength(1)
  })

  it('F-52 two copies of latchkey on one page share the session, and spend one refresh token', async () => {
    const { tab, world, seen } = await setUpExpired()
    const other = joinOrCreate(
      { instances: new Map(), platform: tab.platform, development: DEVELOPMENT },
      world.options as Options,
    )
    await other.ready

    const answers = await Promise.all([call(tab.auth()), call(other)])

    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(seen('token')).toHaveLength(1)
  })

  it('F-55 a worker has a session and a fetch, and no sign-in', async () => {
    const { world } = await setUpSignedIn()
    const auth = world.openWorker().auth()

    expect(await auth.ready).toMatchObject({ status: 'signed-in' })
    expect((await call(auth)).status).toBe(200)
    await expect(auth.signIn()).rejects.toMatchObject({ code: 'not-in-browser' })
  })

  it('F-56 a page ends during a sign-out: the revocation outlives it', async () => {
    const { auth, world } = await setUpSignedIn()
    await auth.signOut({ provider: false })

    const sent = world.network.sent.filter(({ url }) => url.includes('revo'))
    expect(sent.length).toBeGreaterThan(0)
    expect(sent.every(({ request }) => request.keepalive)).toBe(true)
  })
})

describe('storage and what a browser lacks', () => {
  it('F-61 the store is full once: the sign-in goes on', async () => {
    const { tab, world, provider } = setUp()
    let left = 1
    world.store.fault = (operation, key) =>
      operation === 'change' && key.startsWith('attempts') && left-- > 0 ? 'fail' : undefined

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
  })

  it('F-61 the store is full of what is stale: that makes room, and the sign-in goes on', async () => {
    const { tab, world, provider } = setUp()
    for (let count = 0; count < 5; count += 1) await visitProvider(world.openTab(), provider)
    const held = world.store.size
    await world.advanceSeconds(86_401)
    world.store.capacity = held

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    expect(world.store.size).toBeLessThan(held)
  })

  it('F-61 the store is full of what is needed: the sign-in is refused before leaving, and nothing is lost', async () => {
    const { tab, world, provider } = setUp()
    for (let count = 0; count < 5; count += 1) await visitProvider(world.openTab(), provider)
    world.store.capacity = world.store.size
    const before = tab.departures.length

    await expect(tab.auth().signIn()).rejects.toMatchObject({ code: 'storage-blocked' })
    expect(tab.departures).toHaveLength(before)
    expect(world.store.size).toBe(world.store.capacity)
  })

  it('F-62 storage was cleared in the middle of a sign-in: it says so, and nothing loops', async () => {
    const { tab, world, provider, seen } = setUp()
    const url = await visitProvider(tab, provider)
    world.store.rows.clear()
    tab.goTo(url)

    expect(await tab.auth().ready).toMatchObject({ error: { code: 'callback-unknown-state' } })
    expect(seen('token')).toEqual([])
    expect(tab.departures).toHaveLength(1)
  })

  it('F-76 there is no cryptography on http: an error that names the reason', async () => {
    const { world } = setUp()
    const tab = world.openTab(APP, { isSecure: false })

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-out', error: { code: 'insecure-context' } })
  })
})

/** Faults that cannot be a test here, and why. */
const OUTSIDE: Readonly<Record<string, string>> = {
  'F-12': 'With the lock nobody else can have renewed; without it no answer is waited for as long as the lease lasts.',
  'F-13': 'A browser shows a refusal by CORS as any other failure of the network; the explanation names all of them.',
  'F-14': 'As F-13: no request of ours needs a preflight but those to APIs, which are the app’s.',
  'F-15': 'As F-13; test/development/explain.test.ts holds that the directive is named.',
  'F-16': 'An ordinary failure after a prompt of the browser; every request has its time.',
  'F-18': 'To a page an extension that blocks is the same as F-01.',
  'F-34': 'Metadata is ten minutes old at the most, and a sign-in keeps what it began with.',
  'F-38': 'No header of the server’s clock is ever read.',
  'F-54': 'test/package.test.ts imports every door in bare Node.',
  'F-64': 'What is tried is the put of a real key, which is what a private window may refuse: then it is F-60.',
  'F-65': 'To a page eviction is the same as F-63.',
  'F-66': 'The limit of five seconds belongs to the real IndexedDB: src/platform/indexed-db.ts.',
  'F-74': 'The redirect is the default, and needs nothing that an in-app browser lacks.',
  'F-75': 'Nothing but an empty message crosses a channel.',
  'F-77': 'An algorithm that the engine lacks is a key that does not verify: test/protocol/signature.test.ts.',
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `F-${String(from + index).padStart(2, '0')}`)

it('every fault is in the name of a test, or says why it cannot be', () => {
  const all = [...range(1, 20), ...range(30, 39), ...range(40, 56), ...range(60, 77)]
  const named = new Set(
    readdirSync('test', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .flatMap(
        (file) =>
          readFileSync(join('test', file), 'utf8')
            .replace(/'F-\d\d':/g, '')
            .match(/\bF-\d\d\b/g) ?? [],
      ),
  )

  expect(all).toHaveLength(65)
  expect(all.filter((id) => !named.has(id) && !OUTSIDE[id])).toEqual([])
  expect(Object.keys(OUTSIDE).filter((id) => !all.includes(id))).toEqual([])
})
