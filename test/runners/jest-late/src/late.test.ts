// Tests that end while latchkey waits for a provider: what it answers, or does not, comes when the window is closed.
import 'fake-indexeddb/auto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, it } from '@jest/globals'
import { type Auth, createAuth } from 'latchkey'
import { createTestProvider, resetAuth, signedIn, type TestProvider } from 'latchkey/testing'

const CALENDAR = 'https://calendar.example.com/v1/'
const apis = { calendar: { url: CALENDAR, scopes: ['events.read'] } }

const lose = async (): Promise<never> => {
  await wait(300)
  throw new TypeError('Failed to fetch')
}

// As the recipe has it: nobody is left who could tell anything.
afterEach(() => resetAuth())

/** A client of the page, signed in as it is in life. */
async function signInOnPage() {
  const provider = createTestProvider({
    issuer: 'https://id.example.com',
    clientId: 'todo-spa',
    redirectUri: `${location.origin}/`,
  })
  const network: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    if (!request.url.startsWith(CALENDAR)) return provider.fetch(request)
    return (await provider.guard(request)) ?? Response.json({})
  }
  const { issuer, clientId } = provider
  const load = (leave?: (url: string) => void) => createAuth({ issuer, clientId, apis, fetch: network, leave })
  const address = await new Promise<string>((resolve, reject) => {
    const auth = load((url) => {
      auth.dispose()
      resolve(url)
    })
    auth.signIn().catch(reject)
  })
  history.replaceState(null, '', await provider.authorize(address))
  const auth = load()
  expect(await auth.ready).toMatchObject({ status: 'signed-in' })
  return { auth, provider }
}

/** Begins a renewal that nobody waits for, and that is lost late. */
async function beginRenewal({ auth, provider }: { auth: Pick<Auth, 'fetch' | 'on'>; provider: TestProvider }) {
  provider.lie({ deliver: lose })
  provider.revokeAccessTokens()
  const begun = new Promise((resolve) => auth.on('renewal', resolve))
  auth.fetch(`${CALENDAR}events`).catch(() => undefined)
  expect(await begun).toMatchObject({ phase: 'started' })
}

it('ends while the client of a page renews', async () => {
  await beginRenewal(await signInOnPage())
})

it('ends while the real core renews', async () => {
  await beginRenewal(await signedIn({ apis }))
})

it('ends while a sign-in is under way', async () => {
  const redirectUri = `${location.origin}/other`
  const auth = createAuth({ issuer: 'https://slow.example.com', clientId: 'todo-spa', redirectUri, fetch: lose })
  await auth.ready
  auth.signIn().catch(() => undefined)
})
