import { createAuth, isAuthError } from 'latchkey'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const OPTIONS = {
  issuer: 'https://id.example.com',
  clientId: 'todo-spa',
  apis: { calendar: { url: 'https://calendar.example.com/v1/' }, own: { url: '/api/' } },
} as const

describe('on a server', () => {
  const sent: string[] = []
  const before = globalThis.fetch

  beforeEach(() => {
    sent.length = 0
    globalThis.fetch = async (input) => {
      sent.push(String(input))
      return new Response('hello')
    }
  })

  afterEach(() => {
    globalThis.fetch = before
  })

  it('createAuth does nothing: the state stays pending, and ready is at once', async () => {
    const auth = createAuth(OPTIONS)
    const seen: string[] = []
    auth.subscribe(({ status }) => seen.push(status))()
    auth.on('*', () => seen.push('event'))()

    expect(await auth.ready).toBe(auth.state)
    expect(auth.state).toEqual({ status: 'pending' })
    expect(seen).toEqual(['pending'])
    expect(sent).toEqual([])
    auth.dispose()
  })

  it('what needs a browser says so', async () => {
    const auth = createAuth(OPTIONS)

    const outcomes = await Promise.allSettled([auth.signIn(), auth.requireUser(), auth.userInfo(), auth.inspect()])

    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'not-in-browser' } })
    expect(outcomes.every((outcome) => outcome.status === 'rejected' && isAuthError(outcome.reason))).toBe(true)
    await expect(auth.signOut()).resolves.toBeUndefined()
  })

  it('a declared API is not called half authenticated, and anything else is (R-F10)', async () => {
    const auth = createAuth(OPTIONS)

    await expect(auth.fetch('https://calendar.example.com/v1/events')).rejects.toMatchObject({ code: 'not-in-browser' })
    await expect(auth.fetch(new URL('https://calendar.example.com/v1/events'))).rejects.toMatchObject({
      ends: 'request',
    })
    await expect(auth.fetch(new Request('https://calendar.example.com/v1/events'))).rejects.toThrow()
    expect(await (await auth.fetch('https://other.example.com/')).text()).toBe('hello')
    expect(sent).toEqual(['https://other.example.com/'])
  })

  it('each call gives an auth of its own: requests of different users share nothing', () => {
    expect(createAuth(OPTIONS)).not.toBe(createAuth(OPTIONS))
  })
})
