import { describe, expect, it } from 'vitest'
import { toGivenInit } from '../support/given-init.js'
import { CALENDAR, ISSUER, setUp, setUpExpired, setUpSignedIn, signIn } from '../support/home.js'
import type { Tab } from '../support/tab.js'
import { until } from '../support/until.js'

const EVENTS = `${CALENDAR}events`
const requestsOf = ({ events }: Tab) => events.filter(({ type }) => type === 'request')
const lastOf = (tab: Tab) => requestsOf(tab).at(-1)

/** Refuses the first call with 401, and notes each body that comes. */
function refuseOnce({ calendar }: Pick<ReturnType<typeof setUp>, 'calendar'>): string[] {
  const bodies: string[] = []
  calendar(async (request) => {
    bodies.push(await request.text())
    return new Response('', { status: bodies.length === 1 ? 401 : 200 })
  })
  return bodies
}

describe('a call that is refused before it is sent', () => {
  it.each([
    ['https://other.example/x', 'https://other.example'],
    ['http://', 'null'],
  ])('says why: %s is of no declared API', async (url, origin) => {
    const { auth, tab, world } = await setUpSignedIn({ auth: { strict: true } })

    await expect(auth.fetch(url)).rejects.toMatchObject({ code: 'api-undeclared', details: { origin } })
    expect(lastOf(tab)).toMatchObject({ outcome: 'refused', why: 'undeclared', api: undefined })
    expect(world.network.sent).toEqual([])
  })

  it.each([
    ['an init', (): [RequestInfo, RequestInit?] => [EVENTS, { mode: 'no-cors' }]],
    ['a Request', (): [RequestInfo, RequestInit?] => [new Request(EVENTS, { mode: 'no-cors' })]],
  ])('says why: no-cors by %s cannot carry a token', async (_, toCall) => {
    const { auth, tab, calls } = await setUpSignedIn()

    await expect(auth.fetch(...toCall())).rejects.toBeInstanceOf(TypeError)
    expect(lastOf(tab)).toMatchObject({ outcome: 'refused', why: 'no-cors', api: 'calendar' })
    expect(calls()).toEqual([])
  })

  it('by an init that takes no-cors away is not', async () => {
    const { auth, calls } = await setUpSignedIn()

    expect((await auth.fetch(new Request(EVENTS, { mode: 'no-cors' }), { mode: 'cors' })).status).toBe(200)
    expect(calls()[0]?.headers.has('authorization')).toBe(true)
  })

  it('says why: nobody is signed in', async () => {
    const { tab } = setUp()

    await expect(tab.auth().fetch(EVENTS)).rejects.toMatchObject({ code: 'sign-in-required' })
    expect(lastOf(tab)).toMatchObject({ outcome: 'refused', why: 'signed-out', api: 'calendar' })
  })
})

describe('a call that is sent once more with a new token', () => {
  it.each<[string, () => [RequestInfo, RequestInit?], string]>([
    ['of a Request', () => [new Request(EVENTS, { method: 'POST', body: 'hello' })], 'hello'],
    ['of an init', () => [EVENTS, { method: 'POST', body: 'hello' }], 'hello'],
    ['of an init over a Request', () => [new Request(EVENTS, { method: 'POST', body: 'no' }), { body: 'yes' }], 'yes'],
    ['of none', () => [new Request(EVENTS)], ''],
    ['of none, and deletes', () => [new Request(EVENTS, { method: 'DELETE' })], ''],
    ['of none, and looks', () => [new Request(EVENTS, { method: 'HEAD' })], ''],
  ])('has the same body: that %s', async (_, toCall, body) => {
    const home = await setUpSignedIn()
    const bodies = refuseOnce(home)

    expect((await home.auth.fetch(...toCall())).status).toBe(200)

    expect(bodies).toEqual([body, body])
    const tokens = home.calls().map(({ headers }) => headers.get('authorization'))
    expect(new Set(tokens).size).toBe(2)
  })

  it.each(['BUDGET', 'Headline'])('has the same body whatever its method is called: %s', async (method) => {
    const home = await setUpSignedIn()
    const bodies = refuseOnce(home)

    expect((await home.auth.fetch(new Request(EVENTS, { method, body: 'hello' }))).status).toBe(200)

    expect(bodies).toEqual(['hello', 'hello'])
  })

  it('has the same method and headers', async () => {
    const home = await setUpSignedIn()
    refuseOnce(home)

    await home.auth.fetch(new Request(EVENTS, { method: 'PUT', body: 'x', headers: { 'x-a': 'b' } }))

    expect(home.calls().map(({ method, headers }) => [method, headers.get('x-a')])).toEqual([
      ['PUT', 'b'],
      ['PUT', 'b'],
    ])
  })
})

describe('what a Request says of itself', () => {
  const told = { keepalive: true, referrer: '', referrerPolicy: 'origin' } as const
  const sentBy = async (init?: RequestInit, members: RequestInit = told, apis?: object) => {
    const { auth, calls } = await setUpSignedIn(apis ? { auth: { apis } as never } : {})
    await auth.fetch(new Request(EVENTS, members), init)
    return calls()[0]?.request
  }

  it('goes with it: that it outlives the page, where it comes from, and what is told of that', async () => {
    expect(await sentBy()).toMatchObject(told)
  })

  it('about where it comes from is forgotten under an init, as by fetch itself; not that it outlives the page', async () => {
    const request = await sentBy({ cache: 'no-store' })

    expect(request).toMatchObject({ keepalive: true, cache: 'no-store', referrerPolicy: '' })
    expect(request?.referrer).not.toBe(told.referrer)
  })

  it('about outliving the page is said in the init as well: Firefox forgets it of a Request that is sent with one', async () => {
    const { init } = await toGivenInit(new Request(EVENTS, told), { cache: 'no-store' })

    expect(init).toMatchObject({ keepalive: true, cache: 'no-store' })
  })

  it('about where it comes from is the page, where it outlives that and names nothing', async () => {
    const { init, page } = await toGivenInit(new Request(EVENTS, { keepalive: true }))

    expect(init.referrer).toBe(page)
  })

  it('is not told anew where it says nothing', async () => {
    expect(await sentBy(undefined, {})).toMatchObject({
      keepalive: false,
      referrer: 'about:client',
      referrerPolicy: '',
    })
  })

  it('goes with it, too, where following redirects is what we take away', async () => {
    const apis = {
      calendar: { url: CALENDAR, scopes: ['events.read'] },
      other: { url: new URL('/other/', CALENDAR).href, scopes: ['events.read'] },
    }

    expect(await sentBy(undefined, told, apis)).toMatchObject({ ...told, redirect: 'error' })
    expect(await sentBy({ redirect: 'follow' }, told, apis)).toMatchObject({ ...told, redirect: 'error' })
    expect(await sentBy({ cache: 'no-store' }, told, apis)).toMatchObject({ redirect: 'error', referrerPolicy: '' })
    expect(await sentBy({ redirect: 'manual' }, {}, apis)).toMatchObject({ redirect: 'manual' })
  })
})

describe('a call with a token that has expired', () => {
  it('is aborted before anything is sent', async () => {
    const { auth, calls, seen } = await setUpExpired()

    await expect(auth.fetch(EVENTS, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
    expect([calls(), seen('token')]).toEqual([[], []])
  })

  it('goes out for the same user who has signed in anew while it was renewed', async () => {
    const { auth, world, provider, calls } = await setUpExpired()
    const held = world.network.hold(`${ISSUER}/token`, 'answer', 1)
    const answer = auth.fetch(EVENTS, { method: 'PUT' })
    await until(() => held.count)
    await signIn(world.openTab(), provider, { options: { prompt: 'login' } })
    held.release()

    expect((await answer).status).toBe(200)
    expect(calls()).toHaveLength(1)
  })

  it('is told of as one of a declared API', async () => {
    const { auth, tab } = await setUpExpired()

    await auth.fetch(EVENTS)

    expect(lastOf(tab)).toMatchObject({ outcome: 'attached', why: 'declared', api: 'calendar' })
  })
})
