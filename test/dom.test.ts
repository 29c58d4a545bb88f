// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { type Auth, createAuth } from 'latchkey'
import { createTestProvider, type TestProvider } from 'latchkey/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { until } from './support/until.js'

const ISSUER = 'https://id.example.com'
const APP = 'https://todo.example.com/'
const CALENDAR = 'https://calendar.example.com/v1/'

let provider: TestProvider
let departures: string[]
let calls: Headers[]
let auths: Auth[]

/** The page at an address, as after a navigation: everything but storage begins anew. */
const goTo = (url: string) => (window as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(url)

/** What `auth.ts` of an app does. */
function start(): Auth {
  const auth = createAuth({
    issuer: ISSUER,
    clientId: 'todo-spa',
    apis: { calendar: { url: CALENDAR, scopes: ['events.read'] } },
    leave: (url) => departures.push(url),
    fetch: async (input, init) => {
      if (!String(input).startsWith(CALENDAR)) return provider.fetch(input, init)
      const headers = new Headers(init?.headers)
      calls.push(headers)
      return (await provider.guard({ headers } as Request)) ?? new Response('{}')
    },
  }) as unknown as Auth
  auths.push(auth)
  return auth
}

/** Ends the page's clients, as a navigation does. */
function unload(): void {
  for (const auth of auths.splice(0)) auth.dispose()
}

async function signIn(): Promise<Auth> {
  const auth = start()
  await auth.ready
  const left = departures.length
  void auth.signIn({ returnTo: '/lists?x=1#y' })
  await expect.poll(() => departures.length).toBe(left + 1)
  unload()
  goTo(await provider.authorize(departures.at(-1) ?? ''))
  return start()
}

beforeEach(() => {
  provider = createTestProvider({ issuer: ISSUER, clientId: 'todo-spa', redirectUri: APP })
  departures = []
  calls = []
  auths = []
  goTo(APP)
})

afterEach(async () => {
  for (const auth of auths) await auth.signOut({ provider: false })
  unload()
  sessionStorage.clear()
})

describe('the door in a document', () => {
  it('needs no BroadcastChannel, and here has no Web Locks (F-67, F-69)', async () => {
    vi.stubGlobal('BroadcastChannel', undefined)
    try {
      const auth = await signIn()

      expect((await auth.ready).status).toBe('signed-in')
      await auth.signOut({ provider: false })
      expect(auth.state.status).toBe('signed-out')
    } finally {
      vi.unstubAllGlobals()
    }
  })

  it('keeps its user while only the scopes change', async () => {
    const auth = await signIn()
    const { user } = await auth.ready
    provider.lie({ tokenResponse: (body) => ({ ...body, scope: 'openid profile email' }) })
    provider.revokeAccessTokens()

    await auth.fetch(`${CALENDAR}events`)

    expect(auth.state.scopes).toEqual({ calendar: [] })
    expect(auth.state.user).toBe(user)
  })

  it('signs in, with the address in order as soon as createAuth has returned', async () => {
    const auth = await signIn()

    expect(location.href).toBe(`${APP}lists?x=1#y`)
    expect(await auth.ready).toMatchObject({ status: 'signed-in', user: { sub: 'ada', name: 'Ada Lovelace' } })
  })

  it('keeps the state of the router’s history entry', async () => {
    const first = start()
    await first.ready
    void first.signIn()
    await expect.poll(() => departures.length).toBe(1)
    unload()
    goTo(await provider.authorize(departures[0] ?? ''))
    history.replaceState({ key: 'of the router' }, '')

    await start().ready

    expect(history.state).toEqual({ key: 'of the router' })
    expect(location.search).toBe('')
  })

  it('calls an API with the access token', async () => {
    const auth = await signIn()

    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
    expect(calls[0]?.get('authorization')).toMatch(/^Bearer /)
  })

  it('is signed in after a reload without a request to the provider', async () => {
    await (await signIn()).ready
    unload()
    provider.requests.length = 0

    const auth = start()

    expect((await auth.ready).user?.sub).toBe('ada')
    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
    expect(provider.requests).toEqual([])
  })

  it('joins a second createAuth', async () => {
    const [one, two] = [start(), start()]

    expect(await one.ready).toBe(await two.ready)
  })

  it('leaves no cookie, and nothing in localStorage (R-K01)', async () => {
    await (await signIn()).ready

    expect(document.cookie).toBe('')
    expect(localStorage.length).toBe(0)
  })

  it('fetches the metadata when the pointer comes near a button, and not before', async () => {
    const auth = start()
    await auth.ready
    document.body.innerHTML = '<p id="far">Hello</p><button id="near"><span id="inner">Sign in</span></button>'
    document.getElementById('far')?.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))
    await new Promise((resolve) => setImmediate(resolve))
    expect(provider.requests).toEqual([])

    document.getElementById('inner')?.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))

    await expect.poll(() => provider.requests.length).toBe(1)
    document.body.innerHTML = ''
  })

  it('signs out, and leaves for the provider’s logout page', async () => {
    const auth = await signIn()
    await auth.ready

    await auth.signOut()

    expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
    expect(departures.at(-1)).toMatch(`${ISSUER}/logout?`)
    unload()
    expect(await start().ready).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
  })

  it('puts a form with the hint into the document for no longer than it takes to send it (R-L04)', async () => {
    const auth = await signIn()
    await auth.ready
    const sent: string[] = []
    const submit = HTMLFormElement.prototype.submit
    HTMLFormElement.prototype.submit = function (this: HTMLFormElement) {
      sent.push(`${this.method} ${this.action} ${[...this.elements].map((field) => (field as HTMLInputElement).name)}`)
    }

    await auth.signOut({ idTokenHint: 'form' })
    await until(() => sent.length)
    HTMLFormElement.prototype.submit = submit

    expect(sent).toEqual([expect.stringMatching(/^post https:\/\/id\.example\.com\/logout .*id_token_hint/)])
    expect(document.forms).toHaveLength(0)
  })
})
