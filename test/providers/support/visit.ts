import type { SignInOptions } from 'latchkey'
import { pause } from '../../../demo/providers/tab.js'
import { walk } from '../../../demo/providers/walk.js'
import type { Person, Running } from '../provider.js'
import type { Profile, Tab } from './engine.js'
import type { Site, Variant } from './site.js'

/** A browser at the app, with a provider that runs. */
export interface Visit {
  readonly site: Site
  readonly provider: Running
  readonly profile: Profile
  readonly metadata: Readonly<Record<string, unknown>>
}

/** How things stand in a page of the app. */
export interface Standing {
  readonly status: string
  readonly user?: Readonly<Record<string, unknown>>
  readonly error?: { readonly code: string; readonly message: string; readonly details: object }
  readonly problems: readonly string[]
}

/** Opens a page of the app, and waits until it knows who is there. */
export async function openPage({ site, profile }: Visit, variant: Variant = 'plain'): Promise<Tab> {
  const tab = await profile.openTab()
  await tab.open(`${site.app.origin}/${variant}/`)
  await settled(tab)
  return tab
}

export const settled = (tab: Tab): Promise<unknown> => tab.run(() => window.latchkeyTest.auth.ready)

export const look = (tab: Tab): Promise<Standing> =>
  tab.run(() => {
    const { auth, events } = window.latchkeyTest
    const { status, user, error } = auth.state
    const problems = (events as { readonly type: string; readonly code?: string }[])
      .filter(({ type }) => type === 'problem')
      .map(({ code }) => code)
    const { code, message, details } = Object(error)
    return JSON.parse(JSON.stringify({ status, user, problems, ...(error && { error: { code, message, details } }) }))
  })

export type Wish = Omit<SignInOptions, 'signal' | 'apis'>

/** Signs somebody in by redirect, at the provider's own pages. Gives how often they were asked who they are. */
export async function signIn(visit: Visit, tab: Tab, person: Person, wish: Wish = {}): Promise<number> {
  await tab.run(
    (options) => {
      window.seen.outcome = {}
      document.documentElement.dataset['leaves'] = ''
      window.latchkeyTest.auth.signIn(options as never).catch(({ code, message }) => {
        window.seen.outcome = { code, message }
        delete document.documentElement.dataset['leaves']
      })
    },
    { ...wish, ...(visit.provider.takesHint && { loginHint: person.login }) },
  )
  return walk(tab, visit.provider.pages, { person, isThere: () => isBack(visit, tab) })
}

/** Signs out, at the provider too, and comes back. */
export async function signOut(visit: Visit, tab: Tab, person: Person): Promise<void> {
  await tab.run(
    (leaves) => {
      if (leaves) document.documentElement.dataset['leaves'] = ''
      return window.latchkeyTest.auth.signOut()
    },
    'end_session_endpoint' in visit.metadata,
  )
  await walk(tab, visit.provider.pages, { person, isThere: () => isBack(visit, tab) })
}

/** At the app, in a document that is not about to leave, which knows who is there. */
async function isBack({ site }: Visit, tab: Tab): Promise<boolean> {
  try {
    if (!(await tab.address()).startsWith(`${site.app.origin}/`)) return false
    return await tab.run(
      () =>
        !('leaves' in document.documentElement.dataset) &&
        ![undefined, 'pending'].includes(window.latchkeyTest?.auth.state.status),
    )
  } catch {
    // Between two documents.
    return false
  }
}

/** Calls an API in the page: `200`, or what it says, or what the call was rejected with. */
export async function call(tab: Tab, address: string): Promise<string> {
  await startCall(tab, address)
  return endCall(tab)
}

/** The same in two steps, so that tabs can call at once in a browser that does one thing after another. */
export const startCall = (tab: Tab, address: string): Promise<void> =>
  tab.run((url) => {
    window.seen.call = window.latchkeyTest.auth.fetch(url).then(
      async (response) => (response.ok ? '200' : `${response.status} ${await response.text()}`),
      ({ code, message }) => `\`${code}\`: ${message}`,
    )
  }, address)

export const endCall = (tab: Tab): Promise<string> => tab.run(() => window.seen.call ?? '')

/** Waits for the next second of the clock: what is signed twice in one may be the same twice. */
export async function nextSecond(): Promise<void> {
  for (const now = Math.floor(Date.now() / 1000); Math.floor(Date.now() / 1000) <= now; ) await pause()
}
