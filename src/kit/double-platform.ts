import { toUrl } from '../domain/address.js'
import { toInstant } from '../domain/time.js'
import type { Fetch, OwnWindow, Page, Platform, Store } from '../platform/platform.js'

/** What a double has in the place of a browser: nothing that leaves the process, waits, or outlives it. */
interface Surroundings {
  /** The address of the page. */
  readonly here: () => URL
  readonly fetch: Fetch
  /** What is noted for the tab, and behind another name for all. Outlives no page unless set. */
  readonly notes?: Map<string, string>
}

/** Where an environment has no page, or an empty one. */
const NOWHERE = 'https://app.example.com/'

/** The platform of a double: without network, cryptography, storage and timers. Of the engine it reads the time, and what a `Request` says. */
export function createDoublePlatform({ here, fetch, notes = new Map() }: Surroundings): Platform {
  let made = 0
  return {
    // The engine's own, so that a test that sets the time is followed.
    now: () => ({ wall: toInstant(Date.now()), elapsed: Date.now() }),
    after: () => () => undefined,
    whenIdle: () => undefined,
    store: createRows(),
    subtle: NO_CRYPTOGRAPHY,
    locks: undefined,
    fetch,
    member(input, name) {
      try {
        // As in a browser: what an impostor says of itself is not what is sent.
        return Object.getOwnPropertyDescriptor(Request.prototype, name)?.get?.call(input)
      } catch {
        // Not a `Request`, or there is none in this environment.
        return undefined
      }
    },
    isOnline: () => true,
    page: createPage(here, notes),
    // Every problem is told in an event, too.
    warn: () => undefined,
    random() {
      made += 1
      return `random-${made}`
    },
    channel: () => ({ tell: () => undefined, close: () => undefined }),
    resolve: (text) => toUrl(text, here()),
    isSecure: true,
    // An API of a developer's machine may be declared whatever the address of a test's page.
    isLoopback: true,
    dropsAuthorization: true,
  }
}

/** The address of a page: the one that is given, else the document's, else none of anybody's. */
export const toPageAddress = (url: string | undefined): string =>
  (toPageUrl(url) ?? toPageUrl(globalThis.document?.baseURI) ?? new URL(NOWHERE)).href

// `about:blank` is no place to resolve against.
function toPageUrl(text: string | undefined): URL | undefined {
  const url = toUrl(text)
  return url && /^https?:$/.test(url.protocol) ? url : undefined
}

/** Rows that end with whoever holds them. */
export function createRows(): Store {
  const rows = new Map<string, unknown>()
  return {
    read: async (key) => rows.get(key),
    async change(key, decide) {
      const decision = decide(rows.get(key))
      if ('row' in decision) rows.set(key, decision.row)
      return decision.result
    },
    close: () => undefined,
  }
}

const refuse = async (): Promise<never> => {
  throw new TypeError('A double has no cryptography')
}

// What `inspect` makes a fingerprint with; nothing else of a double asks for any.
const NO_CRYPTOGRAPHY: Platform['subtle'] = {
  digest: async () => new ArrayBuffer(32),
  generateKey: refuse,
  importKey: refuse,
  exportKey: refuse,
  encrypt: refuse,
  decrypt: refuse,
  sign: refuse,
  verify: refuse,
}

const WINDOW: OwnWindow = {
  isEmbedded: () => false,
  warm: () => undefined,
  post: refuse,
  relay: refuse,
}

/** A page that is never left: a test of a component has one page, and it is not the double's. */
function createPage(here: () => URL, notes: Map<string, string>): Page {
  const noted = (name: string) => notes.get(name) ?? ''
  const note = (name: string, text: string) => void notes.set(name, text)
  return {
    url: here,
    base: () => new URL('/', here()),
    replace: () => undefined,
    announceReplace: () => undefined,
    leave: () => undefined,
    isVisible: () => true,
    shown: () => undefined,
    window: async () => WINDOW,
    open: () => undefined,
    ahead: () => undefined,
    follow: () => () => undefined,
    noted,
    note,
    notedForAll: (name) => noted(`all ${name}`),
    noteForAll: (name, text) => note(`all ${name}`, text),
  }
}
