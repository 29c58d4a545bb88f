import { describe, expect, it } from 'vitest'
import { CALENDAR, setUpExpired, setUpSignedIn, signIn } from '../support/home.js'

const EVENTS = `${CALENDAR}events`
const unauthorized = () => new Response('', { status: 401 })

describe('a call made with fetch', () => {
  it('takes no token along with a Request whose clone() is another request (R-F02)', async () => {
    const { world, auth, calendar } = await setUpSignedIn()
    world.serve('https://evil.example', () => Response.json({}))
    calendar(unauthorized)
    class Shifty extends Request {
      override clone(): Request {
        return new Request('https://evil.example/', { method: 'POST' })
      }
    }

    await auth.fetch(new Shifty(EVENTS, { method: 'POST', body: 'x' }))

    expect(world.network.to('https://evil.example')).toEqual([])
  })

  it('sends the text that was read, whatever its input says to the next who asks (R-F03)', async () => {
    const { world, auth } = await setUpSignedIn({ auth: { strict: true } })
    world.serve('https://evil.example', () => Response.json({}))
    const texts = ['https://[', 'https://evil.example/']
    const shifty = { toString: () => texts.shift() ?? 'https://evil.example/' }

    // What has no type of a URL is passed by those who mean harm.
    await auth.fetch(shifty as unknown as URL).catch(() => undefined)

    expect(world.network.to('https://evil.example')).toEqual([])
  })

  it('names no referrer when its Request names none (R-F11)', async () => {
    const { auth, calls } = await setUpSignedIn()

    await auth.fetch(new Request(EVENTS, { referrer: '' }))

    expect(calls()[0]?.request.referrer).toBe('')
  })

  it('that was given up before it was made renews nothing (R-F12)', async () => {
    const { world, auth, seen } = await setUpExpired()

    await expect(auth.fetch(EVENTS, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')

    await world.rest()
    expect(seen('token')).toEqual([])
  })

  it('from one user’s screen is not made as another, who signed in while the page was put away (R-L11)', async () => {
    const { world, tab, auth, provider, calls } = await setUpSignedIn()
    tab.freeze()
    await signIn(world.openTab(), provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
    tab.restore()

    const call = auth.fetch(EVENTS, { method: 'POST', body: 'of ada' })

    await expect(call).rejects.toMatchObject({ code: 'user-changed', ends: 'request' })
    expect(calls()).toEqual([])
  })
})

describe('a sign-out between two calls of one renewal (R-L06)', () => {
  it('keeps the second from being made', async () => {
    const { auth, calls } = await setUpExpired()
    auth.on('request', ({ outcome }) => {
      if (outcome === 'attached') void auth.signOut({ provider: false })
    })

    const [, second] = await Promise.allSettled([auth.fetch(`${CALENDAR}1`), auth.fetch(`${CALENDAR}2`)])

    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'sign-in-required' } })
    expect(calls().map(({ url }) => url)).toEqual([`${CALENDAR}1`])
  })

  it('keeps the second from being replayed: it gets the answer that it had', async () => {
    const { auth, provider, calls } = await setUpSignedIn()
    provider.revokeAccessTokens()
    auth.on('request', ({ why }) => {
      if (why === 'replayed') void auth.signOut({ provider: false })
    })

    await Promise.all([auth.fetch(`${CALENDAR}1`), auth.fetch(`${CALENDAR}2`)])

    const twice = calls().filter(({ url }, index, all) => all.findIndex((other) => other.url === url) < index)
    expect(twice).toHaveLength(1)
  })
})

describe('an API that answers 401 (R-F06)', () => {
  it('ends no session that cannot be renewed', async () => {
    const { auth, calendar } = await setUpSignedIn({ provider: { refreshTokens: false } })
    calendar(unauthorized)

    expect((await auth.fetch(EVENTS)).status).toBe(401)
    expect(auth.state.status).toBe('signed-in')
  })

  it('always causes one renewal in ten seconds, however often it is called', async () => {
    const { world, auth, calendar, seen } = await setUpSignedIn()
    calendar(unauthorized)

    for (let second = 0; second < 9; second += 1) {
      await auth.fetch(EVENTS)
      await world.advanceSeconds(1)
    }

    expect(seen('token')).toHaveLength(1)
  })

  it('always causes another renewal when the ten seconds are over', async () => {
    const { world, auth, calendar, seen } = await setUpSignedIn()
    calendar(unauthorized)
    await auth.fetch(EVENTS)
    await world.advanceSeconds(11)

    await auth.fetch(EVENTS)

    expect(seen('token')).toHaveLength(2)
  })

  it('causes a renewal at once when it has taken the renewed token before', async () => {
    const { auth, provider, seen } = await setUpSignedIn()
    provider.revokeAccessTokens()
    await auth.fetch(EVENTS)
    provider.revokeAccessTokens()

    expect((await auth.fetch(EVENTS)).status).toBe(200)
    expect(seen('token')).toHaveLength(2)
  })
})
