import { resetAuth, signedIn } from 'latchkey/testing'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'

const CALENDAR = 'https://calendar.example.com/v1/'
const APIS = { calendar: { url: CALENDAR, scopes: ['events.read'] } }

/** What every environment shows of `signedIn`. */
export function describeSignedIn(environment: string): void {
  describe(`16.2 signedIn in ${environment}`, () => {
    afterEach(() => resetAuth())

    it('signs Ada in with the real core, which calls an API that takes good tokens alone', async () => {
      const { auth, provider } = await signedIn({ user: { sub: 'ada', name: 'Ada' }, apis: APIS })

      expect(auth.state).toMatchObject({ status: 'signed-in', user: { sub: 'ada', name: 'Ada' } })
      expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
      expect(provider.requests.map(({ endpoint }) => endpoint)).toContain('token')
    })

    it('signs Grace in, who does not meet Ada of the test before', async () => {
      await signedIn({ user: { sub: 'ada', name: 'Ada' }, apis: APIS })
      const { auth } = await signedIn({ user: { sub: 'grace', name: 'Grace' }, apis: APIS })

      expect(auth.state.user?.name).toBe('Grace')
    })

    it('has nobody there after both', async () => {
      await signedIn({ user: { sub: 'ada', name: 'Ada' } })
      const { auth } = await signedIn({ user: false, apis: APIS })

      expect(auth.state).toEqual({ status: 'signed-out', reason: 'none' })
      await expect(auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'sign-in-required' })
    })

    it('renews and replays a call when the token was taken back', async () => {
      const { auth, provider } = await signedIn({ apis: APIS })
      provider.requests.length = 0

      provider.revokeAccessTokens()

      expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
      expect(provider.requests.map(({ endpoint }) => endpoint)).toContain('token')
    })

    it('signs out, and leaves for the logout page', async () => {
      const { auth, departures } = await signedIn()

      await auth.signOut()

      expect(auth.state.status).toBe('signed-out')
      expect(departures).toEqual([expect.stringMatching(/^https:\/\/id\.example\.com\/logout\?/)])
    })

    it('is answered by the test, where that says how', async () => {
      const { auth } = await signedIn({ apis: APIS, respond: ({ url }) => Response.json({ url }) })

      expect(await (await auth.fetch(`${CALENDAR}events`)).json()).toEqual({ url: `${CALENDAR}events` })
    })

    it('takes what the provider has of its own, and the options of createAuth', async () => {
      const { auth } = await signedIn({
        auth: { issuer: 'https://login.example.org/realm', clientId: 'shop', persistence: 'tab', dpop: true },
        provider: { accessTokenFormat: 'opaque' },
      })

      expect(await auth.inspect()).toMatchObject({
        issuer: 'https://login.example.org/realm',
        clientId: 'shop',
        persistence: 'tab',
      })
    })

    it('leaves the document and its storage alone, and nothing is sent once it is disposed of', async () => {
      const address = globalThis.location?.href
      const session = await signedIn({ apis: APIS })
      await session.auth.fetch(`${CALENDAR}events`)
      await session.dispose()

      expect(globalThis.location?.href).toBe(address)
      expect(globalThis.sessionStorage?.length ?? 0).toBe(0)
      await expect(session.auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'sign-in-required' })
    })

    it('leaves no timer, where the sign-in fails, where nobody awaits it, or where it succeeds', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      onTestFinished(() => void vi.useRealTimers())
      const elsewhere = { redirectUri: 'https://elsewhere.example.com/' }

      await expect(signedIn({ apis: APIS, provider: elsewhere })).rejects.toThrow(/redirect/i)
      await expect(signedIn({ like: 'cognito', auth: { par: true } })).rejects.toThrow(/push/i)
      const afterFailure = vi.getTimerCount()
      const unawaited = await new Promise<{ readonly rejection: Promise<unknown> }>((resolve) => {
        const now = () => {
          // The provider is asked for the first time.
          resolve({ rejection })
          return Date.now()
        }
        const rejection = signedIn({ apis: APIS, provider: { now } }).catch((error) => error)
      })
      await resetAuth()
      const ended = await unawaited.rejection
      const afterReset = vi.getTimerCount()
      await signedIn({ apis: APIS })
      const whileOpen = vi.getTimerCount()
      await resetAuth()

      expect(ended).toBeInstanceOf(Error)
      expect({ afterFailure, afterReset, atEnd: vi.getTimerCount() }).toEqual({
        afterFailure: 0,
        afterReset: 0,
        atEnd: 0,
      })
      expect(whileOpen).toBeGreaterThan(0)
    })

    it('ends with its block by `await using`', async () => {
      const session = await signedIn({ apis: APIS })
      {
        await using one = session
        expect(one.auth.state.status).toBe('signed-in')
      }

      expect(session.auth.state.status).toBe('signed-out')
    })
  })
}
