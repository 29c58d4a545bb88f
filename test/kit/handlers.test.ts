// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { type Auth, createAuth } from 'latchkey'
import { createTestProvider, handlers, resetAuth, signedIn, type TestProvider } from 'latchkey/testing'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { setupServer as setupServer24 } from 'msw24/node'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'

const CALENDAR = 'https://calendar.example.com/v1/events'
const APIS = { calendar: { url: 'https://calendar.example.com/v1/', scopes: ['calendar/events.read'] } }

const toProvider = () =>
  createTestProvider({ issuer: 'https://id.example.com', clientId: 'todo-spa', redirectUri: `${location.origin}/` })

const start = (provider: TestProvider, leave?: (url: string) => void): Auth =>
  createAuth({ issuer: provider.issuer, clientId: provider.clientId, apis: APIS, leave }) as unknown as Auth

/** Signs in with the `fetch` of the page, and back on the page of the document. */
async function signIn(provider: TestProvider): Promise<Auth> {
  const address = await new Promise<string>((leave) => {
    const auth = start(provider, (url) => {
      leave(url)
      auth.dispose()
    })
    void auth.signIn()
  })
  history.replaceState(null, '', await provider.authorize(address))
  const auth = start(provider)
  await auth.ready
  return auth
}

afterEach(() => resetAuth())

describe('16.2 handlers(provider)', () => {
  it.each([
    ['of this day', setupServer],
    // The types of its handlers are classes of its own.
    ['2.4', setupServer24 as unknown as typeof setupServer],
  ])('have MSW %s answer a whole sign-in of createAuth', async (_, setup) => {
    const provider = toProvider()
    const server = setup(...handlers(provider))
    server.listen({ onUnhandledRequest: 'error' })
    onTestFinished(() => server.close())

    const auth = await signIn(provider)

    expect(auth.state.user?.name).toBe('Ada Lovelace')
    expect(provider.requests.map(({ endpoint }) => endpoint)).toEqual(
      expect.arrayContaining(['discovery', 'token', 'jwks']),
    )
    server.resetHandlers()
  })

  it('answer at every host that the provider has endpoints at', async () => {
    const provider = createTestProvider({ like: 'cognito', clientId: 'todo-spa', redirectUri: `${location.origin}/` })
    const server = setupServer(...handlers(provider))
    server.listen({ onUnhandledRequest: 'error' })
    onTestFinished(() => server.close())

    const auth = await signIn(provider)

    expect(auth.state.user).toMatchObject({ 'cognito:username': 'ada' })
    expect(new Set(provider.requests.map(({ url }) => new URL(url).hostname)).size).toBe(2)
  })

  it('stand beside an API of the test, which sees the token of signedIn', async () => {
    const seen: (string | null)[] = []
    const { auth, provider } = await signedIn({ apis: APIS, respond: (request) => fetch(request) })
    const server = setupServer(
      ...handlers(provider),
      http.get(CALENDAR, ({ request }) => {
        seen.push(request.headers.get('authorization'))
        return HttpResponse.json({ entries: [] })
      }),
    )
    server.listen({ onUnhandledRequest: 'error' })
    onTestFinished(() => server.close())

    expect(await (await auth.fetch(CALENDAR)).json()).toEqual({ entries: [] })
    expect(seen).toEqual([expect.stringMatching(/^Bearer /)])
  })
})

describe('16.2 a stub of fetch', () => {
  it('answers a whole sign-in of createAuth', async () => {
    const provider = toProvider()
    vi.stubGlobal('fetch', provider.fetch)
    onTestFinished(() => void vi.unstubAllGlobals())

    expect((await signIn(provider)).state.user?.sub).toBe('ada')
  })
})

describe('16.2 resetAuth', () => {
  it('leaves no client and no session of createAuth to the next test', async () => {
    const provider = toProvider()
    vi.stubGlobal('fetch', provider.fetch)
    onTestFinished(() => void vi.unstubAllGlobals())
    const first = await signIn(provider)

    await resetAuth()

    expect(first.state.status).toBe('signed-out')
    expect(await start(provider).ready).toEqual({ status: 'signed-out', reason: 'none' })
  })
})
