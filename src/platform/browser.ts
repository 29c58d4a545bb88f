import { isLoopbackHost, toUrl } from '../domain/address.js'
import { toBase64Url } from '../domain/base64url.js'
import { toInstant } from '../domain/time.js'
import { createIndexedDbStore } from './indexed-db.js'
import { createPage } from './page.js'
import type { Fetch, Page, Platform } from './platform.js'

/** This browser, or `undefined` on a server. Reads no global before it is called. */
export function findPlatform(window: Page['window']): Platform | undefined {
  const isWindow = typeof document !== 'undefined'
  if (typeof location === 'undefined' || !(isWindow || 'WorkerGlobalScope' in globalThis)) return undefined
  // Not there in an insecure context, where nothing uses it.
  const { subtle } = globalThis.crypto ?? {}
  return {
    now: () => ({ wall: toInstant(Date.now()), elapsed: performance.now() }),
    after(milliseconds, run) {
      const timer = setTimeout(run, milliseconds)
      return () => clearTimeout(timer)
    },
    whenIdle(run) {
      if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: 5_000 })
      else setTimeout(run, 500)
    },
    store: createIndexedDbStore(),
    subtle,
    // An opaque origin has the object and refuses every request; a test DOM has `null`.
    locks: navigator.locks ?? undefined,
    fetch: pageFetch,
    member(input, name) {
      // A text is the ordinary case, and an exception for each of its calls would cost more than all the rest.
      if (typeof input !== 'object') return undefined
      try {
        // The engine's own getter: one that a subclass or an impostor overrides would show us another URL than it sends.
        return Object.getOwnPropertyDescriptor(Request.prototype, name)?.get?.call(input)
      } catch {
        // Not a `Request`, whatever it looks like.
        return undefined
      }
    },
    isOnline: () => navigator.onLine !== false,
    page: isWindow ? createPage(window) : undefined,
    warn: (message) => console.warn(message),
    random: (bytes) => toBase64Url(crypto.getRandomValues(new Uint8Array(bytes))),
    channel(name, onMessage) {
      // A test DOM has none: then other tabs are followed whenever this one becomes visible.
      const channel = globalThis.BroadcastChannel && new BroadcastChannel(name)
      if (channel) channel.onmessage = onMessage
      return { tell: () => channel?.postMessage(null), close: () => channel?.close() }
    },
    resolve: (url) => toUrl(url, isWindow ? document.baseURI : location.href),
    // Test DOMs leave `isSecureContext` undefined: only `false` is a no.
    isSecure: globalThis.isSecureContext !== false && !!subtle,
    isLoopback: isLoopbackHost(location.hostname),
    dropsAuthorization: dropsAuthorization(navigator.userAgent),
  }
}

/**
 * Whether the engine of this name drops `Authorization` at a redirect to another origin, as the Fetch standard has it since 2022:
 * Chrome 119, Firefox 111, Safari 16.1, on iOS every browser of 16.1, and what is newer. No feature that a page can see, and no
 * other script can bring along, came with it. Of an engine with another name nobody knows it.
 */
export const dropsAuthorization = (userAgent: string): boolean =>
  /Chrome\/(119|1[2-9]\d|[2-9]\d\d)|Gecko\/[\d.]+ Firefox\/(11[1-9]|1[2-9]\d|[2-9]\d\d)|(Version\/|OS )(16[._][1-9]|1[7-9]|[2-9]\d)/.test(
    userAgent,
  )

/** The environment's `fetch`, which servers have, too. */
export const pageFetch: Fetch = (input, init) => globalThis.fetch(input, init)
