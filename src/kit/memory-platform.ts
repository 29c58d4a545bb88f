import { isLoopbackHost } from '../domain/address.js'
import { toBase64Url } from '../domain/base64url.js'
import { toInstant } from '../domain/time.js'
import type { Fetch, Platform, Store } from '../platform/platform.js'
import { createDoublePlatform } from './double-platform.js'

/** A browser of one test: what its pages share, and where they are. */
export interface MemoryBrowser {
  /** The address bar. */
  url: string
  readonly store: Store
  readonly notes: Map<string, string>
  readonly fetch: Fetch
  /** Told where a page leaves for. */
  leave: (url: string) => void
}

/** A page that is loaded in such a browser, until it ends. */
export interface MemoryPage {
  readonly platform: Platform
  /** Stops its timers: nothing of it runs when its test is over. */
  readonly end: () => void
}

/** Where the core finds no page of its own. */
export function loadMemoryPage(browser: MemoryBrowser): MemoryPage {
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const { fetch, notes } = browser
  const base = createDoublePlatform({ here: () => new URL(browser.url), fetch, notes })
  const { page } = base
  return {
    platform: {
      ...base,
      now: () => ({ wall: toInstant(Date.now()), elapsed: performance.now() }),
      after(milliseconds, run) {
        const timer = setTimeout(() => {
          timers.delete(timer)
          run()
        }, milliseconds)
        timers.add(timer)
        return () => {
          timers.delete(timer)
          clearTimeout(timer)
        }
      },
      store: browser.store,
      subtle: crypto.subtle,
      random: (bytes) => toBase64Url(crypto.getRandomValues(new Uint8Array(bytes))),
      isLoopback: isLoopbackHost(new URL(browser.url).hostname),
      page: page && {
        ...page,
        replace(url) {
          browser.url = new URL(url, browser.url).href
        },
        leave: (url) => browser.leave(url),
      },
    },
    end() {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
