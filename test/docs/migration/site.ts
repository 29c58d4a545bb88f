/// <reference types="vite/client" />
import { createTestProvider, type Like, type TestProvider } from 'latchkey/testing'
import { expect, onTestFinished, vi } from 'vitest'
import { turn } from '../../support/until.js'
import { watchLeaving } from './leaving.js'
import { createLoader, type Load } from './loader.js'
import { forgetAll } from './stored.js'

// What is loaded later is here before anything waits for it.
import.meta.glob('../../../src/{access,auth,protocol,session,sign-in}/*.ts', { eager: true })

// Only a hang reaches it.
const PATIENCE = { timeout: 50_000 }
// A load of the page takes fewer, storage and all.
const QUIET_TURNS = 200
const CALENDAR = 'https://calendar.example.com/'

/** One browser with an app of a page of docs/migration, its provider and the calendar. */
export interface Site {
  readonly provider: TestProvider
  readonly load: Load
  /** Presses a button, once it is there. */
  readonly press: (id: string) => Promise<void>
  /** Waits until an element shows a text, the page without an id. */
  readonly shows: (text: string, id?: string) => Promise<void>
  /** Where the page leaves for next. */
  readonly departure: () => Promise<string>
  /** How often a page has left. */
  readonly departures: () => number
  /** Waits until nothing happens any more. */
  readonly rest: () => Promise<void>
  /** Goes to the provider as the page has asked, and comes back to the app. Gives what was asked. */
  readonly visitProvider: () => Promise<URLSearchParams>
}

/** The page that a test is of: its name, and what its provider is. */
export interface SiteOptions {
  readonly page: string
  readonly issuer: string
  readonly like?: Like
}

export function openSite({ page, issuer, like }: SiteOptions): Site {
  const redirectUri = `${location.origin}/`
  const provider = createTestProvider({ ...(like && { like }), issuer, clientId: 'todo-spa', redirectUri })
  let pending = 0
  vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) => {
    pending += 1
    return send(provider, new Request(input, init)).finally(() => {
      pending -= 1
    })
  })
  onTestFinished(() => void vi.restoreAllMocks().unstubAllGlobals())
  endIntervals()
  forgetAll()
  history.replaceState(null, '', '/')
  const leaving = watchLeaving()
  const load = createLoader(page, leaving)
  const element = (id?: string) => (id ? document.getElementById(id) : document.body)
  return {
    provider,
    load,
    press: async (id) => {
      await vi.waitFor(() => expect(element(id), id).not.toBeNull(), PATIENCE)
      element(id)?.click()
    },
    shows: (text, id) => vi.waitFor(() => expect(element(id)?.textContent).toContain(text), PATIENCE),
    departure: leaving.next,
    departures: () => leaving.urls.length,
    rest: async () => {
      for (let quiet = 0; quiet < QUIET_TURNS; ) {
        await turn()
        quiet = pending > 0 ? 0 : quiet + 1
      }
    },
    visitProvider: async () => {
      const away = new URL(await leaving.next())
      history.replaceState(null, '', await authorize(provider, away))
      return away.searchParams
    },
  }
}

/** Lets no SDK look after a session, and write of it, when its test is over. */
function endIntervals(): void {
  const started: NodeJS.Timeout[] = []
  const { setInterval: start } = globalThis
  vi.stubGlobal('setInterval', (...given: Parameters<typeof setInterval>) => {
    const interval = start(...given)
    started.push(interval)
    return interval
  })
  onTestFinished(() => {
    for (const interval of started) clearInterval(interval)
  })
}

async function send(provider: TestProvider, request: Request): Promise<Response> {
  if (!request.url.startsWith(CALENDAR)) return provider.fetch(request)
  return (await provider.guard(request)) ?? Response.json(['Water the plants'])
}

/** The test provider is strict: it comes back by query alone, and to nobody without a nonce. */
async function authorize(provider: TestProvider, away: URL): Promise<URL> {
  const asked = new URL(away)
  asked.searchParams.delete('response_mode')
  if (!asked.searchParams.has('nonce')) asked.searchParams.set('nonce', 'none-was-asked-for')
  const back = new URL(await provider.authorize(asked))
  if (away.searchParams.get('response_mode') !== 'fragment') return back
  return new URL(`#${back.searchParams}`, back.origin)
}
