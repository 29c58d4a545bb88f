import { describe, expect, it } from 'vitest'
import type { Auth } from '../../src/auth/auth.js'
import { CALENDAR, type Home, type HomeOptions, ISSUER, setUpSignedIn, signIn } from '../support/home.js'
import type { Hold } from '../support/network.js'
import { collectUnhandledRejections } from '../support/unhandled-rejections.js'
import { until } from '../support/until.js'

const EVENTS = `${CALENDAR}events`
const apis = { calendar: { url: CALENDAR, scopes: ['events.read'], headers: true } }
const POST = { method: 'POST', body: '{"title":"Tea"}' }

type Signed = Home & { readonly auth: Auth }

/** One way to call: what the home is, what is made ready, how it is called, and where its answer is kept back. */
interface Way {
  readonly options?: Partial<NonNullable<HomeOptions['auth']>>
  readonly prepare?: (home: Signed) => unknown
  readonly call: (auth: Auth) => Promise<unknown>
  readonly answer?: string
  /** Whether it is sent twice, and the second answer is the one that is kept back. */
  readonly isSecond?: boolean
}

const fetchEvents = (auth: Auth) => auth.fetch(EVENTS)
const advance = ({ world }: Signed) => world.advanceSeconds(600)
const refuseOnce = (home: Signed) => {
  const stop = home.calendar(() => {
    stop()
    return new Response('', { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } })
  })
}
const askForNonce = (home: Signed) => {
  const stop = home.calendar(() => {
    stop()
    const headers = { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'n' }
    return new Response('', { status: 401, headers })
  })
}

const WAYS: Readonly<Record<string, Way>> = {
  'a GET': { call: fetchEvents },
  'a POST': { call: (auth) => auth.fetch(EVENTS, POST) },
  'a Request': { call: (auth) => auth.fetch(new Request(EVENTS, POST)) },
  'a call after a renewal': { prepare: advance, call: fetchEvents },
  'a replay': { prepare: refuseOnce, call: fetchEvents, isSecond: true },
  'a refusal': {
    prepare: (home) => home.calendar(() => new Response('', { status: 403 })),
    call: fetchEvents,
  },
  'a call with a proof': { options: { dpop: true }, call: fetchEvents },
  'a call with a second proof': {
    options: { dpop: true },
    prepare: askForNonce,
    call: fetchEvents,
    isSecond: true,
  },
  userInfo: { call: (auth) => auth.userInfo(), answer: `${ISSUER}/userinfo` },
  'headersFor, while a token is renewed': {
    prepare: advance,
    call: (auth) => auth.headersFor(EVENTS),
    answer: `${ISSUER}/token`,
  },
}
const ways = Object.keys(WAYS)
const fetches = ways.filter((name) => !/userInfo|headersFor/.test(name))

/** Makes a call, waits until its answer is kept back, does something, and lets the answer come: what the caller gets. */
async function callDuring(name: string, meanwhile: (home: Signed, answer: Hold) => unknown) {
  const way = WAYS[name] as Way
  const home = await setUpSignedIn({ auth: { apis, ...way.options } })
  await way.prepare?.(home)
  const address = way.answer ?? EVENTS
  const first = way.isSecond ? home.world.network.hold(address, 'answer', 1) : undefined
  const outcome = way.call(home.auth).then(
    (got) => (got instanceof Response ? got.status : 'given'),
    ({ code }) => code as string,
  )
  if (first) await until(() => first.count)
  const held = home.world.network.hold(address, 'answer', 1)
  first?.release()
  await until(() => held.count)
  await meanwhile(home, held)
  held.release()
  return { home, outcome: await outcome }
}

/** Another user signs in, in another tab; this one follows. */
async function comeGrace({ world, provider, auth }: Signed): Promise<void> {
  await signIn(world.openTab(), provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
  await until(() => auth.state.user?.sub === 'grace', 'the page to be of another user')
}

describe('12.18 an answer is for the user whose call it was (R-L11)', () => {
  it.each(ways)('%s: it is not given to a page that is another user’s by now', async (name) => {
    const { outcome } = await callDuring(name, comeGrace)

    expect(outcome).toBe('user-changed')
  })

  it.each(ways)('%s: nor when the first user has signed out before', async (name) => {
    const { outcome } = await callDuring(name, async (home) => {
      await home.auth.signOut({ provider: false })
      await comeGrace(home)
    })

    expect(outcome).toBe('user-changed')
  })

  it.each(ways)('%s: nor while the page comes back and knows nobody yet', async (name) => {
    const { outcome } = await callDuring(name, async (home, held) => {
      home.tab.freeze()
      await signIn(home.world.openTab(), home.provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
      held.release()
      await home.world.rest()
      home.tab.restore()
    })

    expect(outcome).toBe('user-changed')
  })

  it.each(ways)('%s: it is given when the same user has signed in anew', async (name) => {
    const { outcome } = await callDuring(name, async ({ world, provider }) => {
      await signIn(world.openTab(), provider, { options: { prompt: 'login' } })
      await world.rest()
    })

    expect(outcome).toBe(name === 'a refusal' ? 403 : toGood(name))
  })

  it.each(ways.slice(0, -1))('%s: it is given when the session was renewed meanwhile', async (name) => {
    const { outcome, home } = await callDuring(name, async ({ world, provider, seen }) => {
      const before = seen('token').length
      provider.revokeAccessTokens()
      await world.openTab().auth().fetch(EVENTS, { method: 'PUT' })
      if (name !== 'a refusal') expect(seen('token').length).toBeGreaterThan(before)
    })

    expect(outcome).toBe(name === 'a refusal' ? 403 : toGood(name))
    expect(home.auth.state.status).toBe('signed-in')
  })
})

const toGood = (name: string) => (fetches.includes(name) ? 200 : 'given')

describe('12.18 a sign-out', () => {
  it.each(fetches)('cuts no call that has left: %s', async (name) => {
    const { outcome } = await callDuring(name, ({ auth }) => auth.signOut({ provider: false }))

    expect(outcome).toBe(name === 'a refusal' ? 403 : 200)
  })

  it.each(['userInfo', 'headersFor, while a token is renewed'])('leaves nobody to tell: %s (R-L06)', async (name) => {
    const { outcome } = await callDuring(name, ({ auth }) => auth.signOut({ provider: false }))

    expect(outcome).toBe('sign-in-required')
  })

  it('lets nothing leave any more: a call that waits for a token', async () => {
    const home = await setUpSignedIn()
    await home.world.advanceSeconds(600)
    const held = home.world.network.hold(`${ISSUER}/token`, 'answer')
    const outcome = home.auth.fetch(EVENTS, POST).catch(({ code }) => code)
    await until(() => held.count)

    await home.auth.signOut({ provider: false })
    held.release()

    expect(await outcome).toBe('sign-in-required')
    expect(home.calls()).toEqual([])
  })

  it('lets nothing leave any more: a call whose proof is being made', async () => {
    const home = await setUpSignedIn({ auth: { dpop: true } })
    const { sign } = crypto.subtle
    let finish: (() => void) | undefined
    crypto.subtle.sign = async (...given: Parameters<typeof sign>) => {
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return sign.apply(crypto.subtle, given)
    }
    const outcome = home.auth.fetch(EVENTS, POST).catch(({ code }) => code)
    await until(() => finish, 'the proof to be made')
    crypto.subtle.sign = sign

    const end = home.auth.signOut({ provider: false })
    finish?.()
    await end

    expect(await outcome).toBe('sign-in-required')
    expect(home.calls()).toEqual([])
  })

  it('gives the API’s own answer to a call that would have to be sent once more with another proof', async () => {
    const home = await setUpSignedIn({ auth: { dpop: true } })
    askForNonce(home)
    const held = home.world.network.hold(EVENTS, 'answer', 1)
    const outcome = home.auth.fetch(EVENTS, POST).then(({ status }) => status)
    await until(() => held.count)

    await home.auth.signOut({ provider: false })
    held.release()

    expect(await outcome).toBe(401)
    expect(home.calls()).toHaveLength(1)
  })
})

describe('12.18 a call of nobody’s', () => {
  it('is answered whoever has come: an API that guests may call', async () => {
    const home = await setUpSignedIn({ auth: { apis: { calendar: { url: CALENDAR, anonymous: true } } } })
    await home.auth.signOut({ provider: false })
    home.calendar(() => new Response('for everybody'))
    const held = home.world.network.hold(EVENTS, 'answer')
    const outcome = home.auth.fetch(EVENTS).then((response) => response.text())
    await until(() => held.count)

    await comeGrace(home)
    held.release()

    expect(await outcome).toBe('for everybody')
  })

  it('is answered whoever has come: a URL of no declared API', async () => {
    const home = await setUpSignedIn()
    home.world.serve('https://news.example.com', () => new Response('for everybody'))
    const held = home.world.network.hold('https://news.example.com', 'answer')
    const outcome = home.auth.fetch('https://news.example.com/').then((response) => response.text())
    await until(() => held.count)

    await comeGrace(home)
    held.release()

    expect(await outcome).toBe('for everybody')
  })

  // Only Node tells a test of a rejection that nobody handles without failing it.
  if (typeof window === 'undefined') {
    it('that was given up before its answer came to another user fails alone: no error of the page', async () => {
      const failures = collectUnhandledRejections()
      const home = await setUpSignedIn()
      // A `fetch` that knows of no signals, as an old wrapper does.
      home.tab.auth({ fetch: (input, init) => home.world.network.send(home.tab, input, { ...init, signal: null }) })
      const controller = new AbortController()
      const held = home.world.network.hold(EVENTS, 'answer')
      const outcome = home.auth.fetch(EVENTS, { signal: controller.signal }).catch((error) => error)
      await until(() => held.count)
      await comeGrace(home)

      const reason = new Error('given up')
      controller.abort(reason)
      held.release()

      expect(await outcome).toBe(reason)
      await home.world.rest()
      expect(failures).toEqual([])
    })
  }

  it('that is given up while it waits to know who is there rejects with the caller’s reason', async () => {
    const home = await setUpSignedIn()
    const controller = new AbortController()
    const held = home.world.network.hold(EVENTS, 'answer')
    const outcome = home.auth.fetch(EVENTS, { signal: controller.signal }).catch((error) => error)
    await until(() => held.count)
    home.tab.freeze()
    held.release()
    home.world.store.fault = () => 'hang'
    home.tab.restore()
    await home.world.rest()

    const reason = new Error('given up')
    controller.abort(reason)

    expect(await outcome).toBe(reason)
  })
})
