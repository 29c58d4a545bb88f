// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { createAuth } from 'latchkey'
import { createTestProvider } from 'latchkey/testing'
import { expect, it } from 'vitest'

const CALENDAR = 'https://calendar.example.com/v1/'

it('signs in and calls the calendar', async () => {
  const provider = createTestProvider({
    issuer: 'https://id.example.com',
    clientId: 'todo-spa',
    redirectUri: `${location.origin}/`,
    users: [{ sub: 'ada', name: 'Ada Lovelace' }],
  })
  // The network: a calendar that lets good access tokens in, and the provider.
  const network: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    if (!request.url.startsWith(CALENDAR)) return provider.fetch(request)
    return (await provider.guard(request, { scopes: ['events.read'] })) ?? Response.json({ entries: [] })
  }
  const load = (leave?: (url: string) => void) =>
    createAuth({
      issuer: provider.issuer,
      clientId: provider.clientId,
      apis: { calendar: { url: CALENDAR, scopes: ['events.read'] } },
      fetch: network,
      leave,
    })

  // The page leaves for the provider, the user signs in there, and the page is loaded again at the way back.
  const away = await new Promise<string>((leave) => {
    const auth = load((url) => {
      leave(url)
      auth.dispose()
    })
    auth.signIn()
  })
  history.replaceState(null, '', await provider.authorize(away, { user: 'ada' }))
  const auth = load()

  expect((await auth.ready).user?.name).toBe('Ada Lovelace')
  expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
})
