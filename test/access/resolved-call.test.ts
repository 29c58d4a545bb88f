import { describe, expect, it } from 'vitest'
import { toGivenInit } from '../support/given-init.js'
import { CALENDAR, setUp, setUpSignedIn, signIn } from '../support/home.js'
import type { Tab } from '../support/tab.js'

const EVENTS = `${CALENDAR}events`
const NEWS = 'https://news.example.com/'

/** How often each text was resolved by the browser, from now on. */
function countResolutions({ platform }: Tab): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const { resolve } = platform
  const counting = (text: string) => {
    counts.set(text, (counts.get(text) ?? 0) + 1)
    return resolve(text)
  }
  // The world's own platform: what is read-only to the code is the test's to lay a counter over.
  Object.assign(platform, { resolve: counting })
  return counts
}

async function setUpReader() {
  const home = await setUpSignedIn()
  home.world.serve(NEWS, () => new Response('for everybody'))
  const counts = countResolutions(home.tab)
  return { ...home, read: (count: number) => home.auth.fetch(`${NEWS}${count}`), of: (url: string) => counts.get(url) }
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

describe('where a text leads', () => {
  it('is found out once, for each of two hundred', async () => {
    const { read, of } = await setUpReader()

    for (let round = 0; round < 2; round += 1) await Promise.all(upTo(200).map(read))

    expect(upTo(200).filter((count) => of(`${NEWS}${count}`) !== 1)).toEqual([])
  })

  it('is forgotten with the next one: ever new addresses fill no memory', async () => {
    const { read, of } = await setUpReader()

    await Promise.all(upTo(201).map(read))
    await read(0)

    expect(of(`${NEWS}0`)).toBe(2)
  })

  it.each(['http://localhost:9090/x', 'HTTPS://news.example.com/x'])(
    'is found out once whatever its scheme and its spelling: %s',
    async (url) => {
      const { tab, auth } = await setUpReader()
      const counts = countResolutions(tab)

      for (let count = 0; count < 2; count += 1) await auth.fetch(url).catch(() => undefined)

      expect(counts.get(url)).toBe(1)
    },
  )

  it.each(['/v1/events', '/v1/events?next=https://calendar.example.com/v1/'])(
    'is found out anew for a relative one, which a <base> that came meanwhile leads elsewhere (R-F03): %s',
    async (text) => {
      const home = setUp({ auth: { apis: { calendar: { url: '/v1/' } } } })
      for (const origin of [home.world.origin, 'https://evil.example'])
        home.world.serve(origin, () => Response.json({}))
      const auth = await signIn(home.tab, home.provider)
      await auth.fetch(text)

      home.tab.base = 'https://evil.example/'
      await auth.fetch(text)

      const sent = home.world.network.sent.filter(({ url }) => url.includes('/v1/events'))
      expect(sent.map(({ url, headers }) => [new URL(url).origin, headers.has('authorization')])).toEqual([
        [home.world.origin, true],
        ['https://evil.example', false],
      ])
    },
  )
})

describe('what is told of a call', () => {
  const whyOf = ({ events }: Tab) => events.flatMap((event) => (event.type === 'request' ? [event.why] : []))

  it('is that it carries a token, or why it does not', async () => {
    const { auth, tab, world } = await setUpSignedIn({
      auth: { apis: { calendar: { url: CALENDAR, anonymous: true } } },
    })
    world.serve(NEWS, () => new Response(''))

    await auth.fetch(EVENTS)
    await auth.fetch(NEWS)
    await auth.fetch(EVENTS, { headers: { authorization: 'Basic eDp5' } })
    await auth.signOut({ provider: false })
    await auth.fetch(EVENTS)

    expect(whyOf(tab)).toEqual(['declared', 'undeclared', 'own-authorization', 'anonymous'])
  })
})

describe('what the caller gave', () => {
  it('goes nowhere in strict mode, either, with credentials of the app’s own', async () => {
    const { auth, world } = await setUpSignedIn({ auth: { strict: true } })
    world.serve(NEWS, () => new Response(''))
    const headers = { authorization: 'Basic eDp5' }

    await expect(auth.fetch(NEWS, { headers })).rejects.toMatchObject({ code: 'api-undeclared' })
    expect(world.network.sent).toEqual([])
  })

  it('are headers as they were at the call, whatever is written into them while it waits to know who is there', async () => {
    const { world, tab, calls } = setUp({ auth: { apis: { calendar: { url: CALENDAR, anonymous: true } } } })
    const headers = new Headers({ 'x-one': '1' })

    const answer = tab.auth().fetch(EVENTS, { headers })
    headers.set('x-one', '2')
    await answer

    expect(world.network.sent).toHaveLength(1)
    expect(calls()[0]?.headers.get('x-one')).toBe('1')
  })

  it('is a Request with a signal, which ends its call while a token is renewed', async () => {
    const { auth, world, calls, provider } = await setUpSignedIn()
    await world.advanceSeconds(600)
    const held = world.network.hold(`${provider.metadata['token_endpoint']}`)
    const controller = new AbortController()
    const answer = auth.fetch(new Request(EVENTS, { signal: controller.signal })).catch((error) => error)
    await world.rest()
    const reason = new Error('enough')
    controller.abort(reason)

    expect(await answer).toBe(reason)
    held.release()
    await world.rest()
    expect(calls()).toEqual([])
  })

  it('is a Request that follows no redirect by itself, and stays one where following is taken away', async () => {
    const other = { url: new URL('/other/', CALENDAR).href }
    const { auth, calls } = await setUpSignedIn({ auth: { apis: { calendar: { url: CALENDAR }, other } } })

    await auth.fetch(new Request(EVENTS, { redirect: 'manual' }))
    await auth.fetch(new Request(EVENTS, { redirect: 'follow' }))

    expect(calls().map(({ request }) => request.redirect)).toEqual(['manual', 'error'])
  })

  it('may have its members on a prototype, as an instance of a class has', async () => {
    class Base {
      get method() {
        return 'DELETE'
      }
      get keepalive() {
        return true
      }
    }
    class Own extends Base {
      readonly cache = 'reload'
      override get method() {
        return 'PUT'
      }
    }
    const { auth, calls } = await setUpSignedIn()

    await auth.fetch(EVENTS, new Own())

    expect(calls()[0]?.request).toMatchObject({ method: 'PUT', keepalive: true, cache: 'reload' })
    expect(calls()[0]?.headers.has('authorization')).toBe(true)
  })

  it('is read once, also where two prototypes have the name', async () => {
    let reads = 0
    class Base {
      get headers(): HeadersInit {
        return {}
      }
    }
    class Shifty extends Base {
      override get headers(): HeadersInit {
        reads += 1
        return reads === 1 ? { 'x-one': '1' } : { authorization: 'Bearer mine' }
      }
    }
    const { auth, calls } = await setUpSignedIn()

    await auth.fetch(EVENTS, new Shifty())

    expect(calls()[0]?.headers.get('x-one')).toBe('1')
    expect(reads).toBe(1)
  })
})

describe('what outlives the page', () => {
  it.each([EVENTS, NEWS])('names the page that it came from: to %s', async (url) => {
    const { init, page } = await toGivenInit(url, { keepalive: true })

    expect(init.referrer).toBe(page)
  })

  it('names what the caller names, and nothing for a call that does not outlive it', async () => {
    expect((await toGivenInit(EVENTS, { keepalive: true, referrer: '' })).init.referrer).toBe('')
    expect((await toGivenInit(EVENTS, { cache: 'no-store' })).init).toMatchObject({ cache: 'no-store' })
    expect((await toGivenInit(EVENTS, { cache: 'no-store' })).init.referrer).toBeUndefined()
  })

  it('is sent as it is where it is a Request of no declared API', async () => {
    const request = new Request(NEWS, { keepalive: true })

    expect((await toGivenInit(request, { keepalive: true })).init).toEqual({ keepalive: true })
  })
})
