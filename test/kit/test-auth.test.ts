import { type Auth, AuthError } from 'latchkey'
import { createTestAuth } from 'latchkey/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'

const CALENDAR = 'https://calendar.example.com/v1/'
const APIS = { calendar: { url: CALENDAR, scopes: ['events.read'] } }

/** What is told by an `Auth`, from here on. */
function statesOf(auth: Pick<Auth, 'subscribe'>): string[] {
  const told: string[] = []
  auth.subscribe(({ status, user, reason }) => told.push(`${status} ${user?.name ?? reason ?? ''}`.trim()))
  return told
}

describe('16.1 the state of a double', () => {
  it('is there at once: nobody, or the user', () => {
    expect(createTestAuth().state).toEqual({ status: 'signed-out', reason: 'none' })
    expect(createTestAuth({ user: { name: 'Grace', email: 'grace@example.com' }, apis: APIS }).state).toEqual({
      status: 'signed-in',
      user: { iss: 'https://id.test.invalid', sub: 'ada', name: 'Grace', email: 'grace@example.com' },
      scopes: { calendar: ['events.read'] },
    })
    expect(createTestAuth({ status: 'signed-in' }).state.user?.name).toBe('Ada Lovelace')
    expect(createTestAuth({ status: 'pending', user: { name: 'Grace' } }).state).toEqual({ status: 'pending' })
  })

  it('has the reason and the error that a test says', () => {
    const { state } = createTestAuth({ error: 'sign-in-denied' })
    expect(state).toMatchObject({
      status: 'signed-out',
      reason: 'failed',
      error: { code: 'sign-in-denied', ends: 'sign-in' },
    })
    expect(state.error).toBeInstanceOf(AuthError)
    expect(createTestAuth({ reason: 'elsewhere' }).state.reason).toBe('elsewhere')
    expect(createTestAuth({ user: {}, error: 'sign-in-popup-closed' }).state).toMatchObject({
      status: 'signed-in',
      error: { code: 'sign-in-popup-closed' },
    })
  })

  it('changes before `set` returns, and is told to whoever subscribed', () => {
    const auth = createTestAuth({ status: 'pending' })
    const told = statesOf(auth)

    auth.set('signed-in')
    auth.set('signed-in', { name: 'Ada King' })
    auth.set('pending')
    auth.set('signed-in', { name: 'Ada King' })
    auth.set('signed-out', { reason: 'expired' })

    expect(told).toEqual([
      'pending',
      'signed-in Ada Lovelace',
      'signed-in Ada King',
      'pending',
      'signed-in Ada King',
      'signed-out expired',
    ])
    expect(auth.state).toBe(auth.state)
    expect(Object.isFrozen(auth.state)).toBe(true)
  })

  it('passes through nobody when another user comes, who is told as a change', () => {
    const auth = createTestAuth({ user: {} })
    const [told, changes] = [statesOf(auth), vi.fn()]
    auth.on('user-changed', changes)

    auth.set('signed-in', { sub: 'grace', name: 'Grace Hopper' })

    expect(told).toEqual(['signed-in Ada Lovelace', 'signed-out elsewhere', 'signed-in Grace Hopper'])
    expect(changes).toHaveBeenCalledOnce()
  })

  it('settles `ready` when it is known, and never before', async () => {
    const auth = createTestAuth({ status: 'pending' })
    const ready = vi.fn()
    auth.ready.then(ready)
    await Promise.resolve()
    expect(ready).not.toHaveBeenCalled()

    auth.set('signed-out')

    expect(await auth.ready).toBe(auth.state)
  })

  it('is of each double alone', () => {
    const [one, other] = [createTestAuth({ user: {} }), createTestAuth()]

    one.set('signed-out')
    other.set('signed-in')

    expect([one.state.status, other.state.status]).toEqual(['signed-out', 'signed-in'])
  })

  it('leaves the objects of the test as they are', () => {
    const user = { name: 'Ada', address: { country: 'GB' } }
    createTestAuth({ user })

    expect(Object.isFrozen(user.address)).toBe(false)
  })
})

describe('16.1 what is sent', () => {
  it('is noted with its API, whether a token goes along, and its body', async () => {
    const auth = createTestAuth({ user: {}, apis: APIS })

    await auth.fetch(`${CALENDAR}events`, { method: 'POST', body: '{"title":"Tea"}' })
    await auth.fetch('https://elsewhere.example.com/')

    expect(auth.calls).toEqual([
      { url: `${CALENDAR}events`, method: 'POST', api: 'calendar', token: 'access', body: '{"title":"Tea"}' },
      { url: 'https://elsewhere.example.com/', method: 'GET', api: undefined, token: 'none', body: undefined },
    ])
  })

  it('fails a test whose app forgot `apis`: no token goes along', async () => {
    const auth = createTestAuth({ user: {} })

    await auth.fetch(`${CALENDAR}events`)

    expect(auth.calls[0]).toMatchObject({ api: undefined, token: 'none' })
    expect(() => expect(auth.calls[0]).toMatchObject({ token: 'access' })).toThrow()
  })

  it('is answered by the test, which sees the whole request', async () => {
    const seen: unknown[] = []
    const auth = createTestAuth({
      user: {},
      apis: APIS,
      respond: async (request, { api }) => {
        seen.push([request.method, request.headers.get('authorization'), await request.text(), api])
        return Response.json({ id: 7 }, { status: 201 })
      },
    })

    const answer = await auth.fetch(`${CALENDAR}events`, { method: 'PUT', body: 'x' })

    expect([answer.status, await answer.json()]).toEqual([201, { id: 7 }])
    expect(seen).toEqual([['PUT', 'Bearer test-access-token', 'x', 'calendar']])
  })

  it('rejects with what the test throws, and gives up with its signal', async () => {
    const failing = createTestAuth({
      respond: () => {
        throw new TypeError('Failed to fetch')
      },
    })
    await expect(failing.fetch('/')).rejects.toThrow('Failed to fetch')

    const abort = new AbortController()
    const waiting = createTestAuth({ respond: () => new Promise(() => undefined) }).fetch('/', { signal: abort.signal })
    abort.abort(new Error('given up'))
    await expect(waiting).rejects.toThrow('given up')
  })

  it('waits while it is not known who is there, and goes with the token of whoever that is', async () => {
    const auth = createTestAuth({ status: 'pending', apis: APIS })
    const call = auth.fetch(`${CALENDAR}events`)
    await new Promise((resolve) => setImmediate(resolve))
    expect(auth.calls).toEqual([])

    auth.set('signed-in')

    await call
    expect(auth.calls).toMatchObject([{ token: 'access' }])
  })

  it('never answers one user’s call with the next one’s token', async () => {
    const auth = createTestAuth({ user: {}, apis: APIS })
    auth.set('pending')
    const call = auth.fetch(`${CALENDAR}events`)

    auth.set('signed-in', { sub: 'grace' })

    await expect(call).rejects.toMatchObject({ code: 'user-changed' })
    expect(auth.calls).toEqual([])
  })
})

describe('16.1 signing in and out', () => {
  it('is noted in the same breath, without a DOM event as options', () => {
    const auth = createTestAuth({ user: {} })

    void auth.signIn(new Event('click'))
    void auth.signIn({ returnTo: '/lists' })
    void auth.signOut({ returnTo: '/bye' })

    expect(auth.signIns).toEqual([{}, { returnTo: '/lists' }])
    expect(auth.signOuts).toEqual([{ returnTo: '/bye' }])
    expect(auth.state).toEqual({ status: 'signed-out', reason: 'signed-out' })
  })

  it('by redirect never resolves; by popup it does when somebody is there', async () => {
    const auth = createTestAuth()
    const left = vi.fn()
    auth.signIn().then(left, left)
    const popup = auth.signIn({ mode: 'popup' })

    auth.set('signed-in')

    expect(await popup).toBe(auth.state.user)
    expect(left).not.toHaveBeenCalled()
    const late = auth.signIn({ mode: 'popup', prompt: 'login' })
    await new Promise((resolve) => setImmediate(resolve))
    auth.set('signed-in', { name: 'Ada King' })
    expect((await late).name).toBe('Ada King')
  })

  it('fails as the test says: rejected, in the state, and no unhandled rejection', async () => {
    const auth = createTestAuth()
    void auth.signIn()
    const popup = auth.signIn({ mode: 'popup' })

    auth.fail('discovery-unreachable', { url: 'https://id.example.com' })

    expect(auth.state).toMatchObject({
      reason: 'failed',
      error: { code: 'discovery-unreachable', details: { url: 'https://id.example.com' } },
    })
    await expect(popup).rejects.toBe(auth.state.error)
  })

  it('of a guard is noted, and the guard does not resolve; with the user it does', async () => {
    const auth = createTestAuth()
    const passed = vi.fn()
    auth.requireUser({ returnTo: '/private' }).then(passed, passed)
    await vi.waitFor(() => expect(auth.signIns).toEqual([{ returnTo: '/private' }]))
    await expect(auth.requireUser({ redirect: false })).rejects.toMatchObject({ code: 'sign-in-required' })
    expect(passed).not.toHaveBeenCalled()

    auth.set('signed-in')

    expect(await auth.requireUser()).toBe(auth.state.user)
  })

  it('that steps up is noted with its challenge', async () => {
    const auth = createTestAuth({
      user: {},
      apis: APIS,
      respond: () =>
        new Response('', {
          status: 403,
          headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="events.read"' },
        }),
    })
    const challenge = auth.challengeOf(await auth.fetch(`${CALENDAR}events`))

    void auth.signIn({ challenge })

    expect(challenge).toMatchObject({ error: 'insufficient_scope', api: 'calendar', scopes: ['events.read'] })
    expect(auth.signIns).toEqual([{ challenge }])
  })
})

describe('16.1 failures that a test asks for', () => {
  it('of a session sign the user out, with the error', () => {
    const auth = createTestAuth({ user: {} })

    auth.fail('refresh-rejected', { error: 'invalid_grant', description: undefined })

    expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'expired', error: { code: 'refresh-rejected' } })
  })

  it('of a request are what the next call rejects with, and that alone', async () => {
    const auth = createTestAuth({ user: {}, apis: APIS })

    auth.fail('refresh-unavailable', { status: 503, retryAfterSeconds: undefined })

    await auth.fetch('https://elsewhere.example.com/')
    await expect(auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'refresh-unavailable', retry: 'later' })
    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
    expect(auth.state.status).toBe('signed-in')
  })

  it('and events reach the listeners', () => {
    const auth = createTestAuth()
    const heard = vi.fn()
    auth.on('idle', heard)

    auth.emit('idle', { secondsLeft: 30 })

    expect(heard).toHaveBeenCalledWith(expect.objectContaining({ type: 'idle', secondsLeft: 30 }))
  })
})

describe('16.1 the options of a double', () => {
  it('are checked as those of createAuth: what is misspelt or unsafe is a TypeError', () => {
    expect(() => createTestAuth({ api: APIS } as object)).toThrow(/Unknown option 'api'.*apis/)
    expect(() => createTestAuth({ apis: { calendar: { url: 'http://calendar.example.com/' } } })).toThrow(TypeError)
    expect(() => createTestAuth({ apis: { calendar: { url: CALENDAR, scope: 'x' } as { url: string } } })).toThrow(
      /apis.calendar/,
    )
  })

  it('give the names of APIs their type', () => {
    const auth = createTestAuth({ user: { name: 'Ada' }, apis: APIS })
    const api: 'calendar' | undefined = auth.calls[0]?.api
    // @ts-expect-error: no such API is declared
    void auth.signIn({ apis: ['calender'] }).catch(() => undefined)
    // @ts-expect-error: no claim of a user
    createTestAuth({ user: { naem: 'Ada' } })

    expect(api).toBeUndefined()
  })
})

describe('16.1 an environment with little', () => {
  const MISSING = [
    'fetch',
    'Request',
    'Response',
    'Headers',
    'crypto',
    'indexedDB',
    'localStorage',
    'sessionStorage',
    'setTimeout',
    'setInterval',
    'navigator',
    'TextEncoder',
    'TextDecoder',
    'TextDecoderStream',
    'structuredClone',
    'BroadcastChannel',
  ]

  it('is enough: no network, cryptography, storage or timer is asked for, and what is missing is named', async () => {
    onTestFinished(() => void vi.unstubAllGlobals())
    for (const name of MISSING) vi.stubGlobal(name, undefined)
    const auth = createTestAuth({ user: {}, apis: APIS })
    const answer = auth.fetch(`${CALENDAR}events`, { method: 'POST', body: 'x' }).catch((error: Error) => error.message)
    const told = statesOf(auth)
    void auth.signIn()
    await auth.signOut()
    auth.set('signed-in')
    const user = await auth.requireUser()
    auth.dispose()
    const said = await answer
    vi.unstubAllGlobals()

    expect(said).toBe('`Response` is missing: this environment has no fetch standard (docs/testing.md)')
    expect(auth.calls).toMatchObject([{ token: 'access', body: 'x' }])
    expect(told).toEqual([
      'signed-in Ada Lovelace',
      'signed-out signed-out',
      'signed-in Ada Lovelace',
      'signed-out none',
    ])
    expect(user.sub).toBe('ada')
  })

  it('has no timer of a double running, and no request', async () => {
    const [timer, request] = [vi.spyOn(globalThis, 'setTimeout'), vi.spyOn(globalThis, 'fetch')]
    onTestFinished(() => void vi.restoreAllMocks())
    const auth = createTestAuth({ user: {}, apis: APIS })
    await auth.fetch(`${CALENDAR}events`)
    void auth.signIn()
    await auth.signOut()
    await auth.inspect()

    expect(timer).not.toHaveBeenCalled()
    expect(request).not.toHaveBeenCalled()
  })
})
