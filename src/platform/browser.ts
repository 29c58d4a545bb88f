import { isLoopbackHost } from '../domain/address.js'
import { toBase64Url } from '../domain/base64url.js'
import { toInstant } from '../domain/time.js'
import { createIndexedDbStore } from './indexed-db.js'
import { webKeys } from './keys.js'
import { createPage } from './page.js'
import type { Channel, Platform } from './platform.js'

/** This browser, or `undefined` on a server. Reads no global before it is called. */
export function findPlatform(): Platform | undefined {
  const isWindow = typeof document !== 'undefined'
  const isWorker = 'WorkerGlobalScope' in globalThis
  if (!(isWindow || isWorker) || typeof location === 'undefined') return undefined
  return {
    ...environment,
    store: createIndexedDbStore(),
    keys: webKeys,
    // An opaque origin has the object and refuses every request; a test DOM has `null`.
    hold: navigator.locks?.request && ((name, signal, work) => navigator.locks.request(name, { signal }, work)),
    page: isWindow ? createPage() : undefined,
    random: (bytes) => toBase64Url(crypto.getRandomValues(new Uint8Array(bytes))),
    channel: openChannel,
    resolve(url) {
      try {
        return new URL(url, isWindow ? document.baseURI : location.href)
      } catch {
        // Not a URL: `fetch` will say so itself.
        return undefined
      }
    },
    // Test DOMs leave `isSecureContext` undefined: only `false` is a no.
    isSecure: globalThis.isSecureContext !== false && typeof crypto !== 'undefined' && crypto.subtle !== undefined,
    isLoopback: isLoopbackHost(location.hostname),
  }
}

/** What every environment has, servers included. */
export const environment: Pick<Platform, 'now' | 'after' | 'whenIdle' | 'fetch' | 'member' | 'isOnline' | 'warn'> = {
  now: () => ({ wall: toInstant(Date.now()), elapsed: performance.now() }),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    return () => clearTimeout(timer)
  },
  whenIdle(run) {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => run(), { timeout: 5_000 })
    else setTimeout(run, 500)
  },
  fetch: (input, init) => globalThis.fetch(input, init),
  member(input, name) {
    try {
      // The engine's own getter: one that a subclass or an impostor overrides would show us another URL than it sends.
      return Object.getOwnPropertyDescriptor(Request.prototype, name)?.get?.call(input)
    } catch {
      // Not a `Request`, whatever it looks like.
      return undefined
    }
  },
  isOnline: () => navigator.onLine !== false,
  warn: (message) => console.warn(message),
}

function openChannel(name: string, onMessage: () => void): Channel {
  if (typeof BroadcastChannel === 'undefined') return { tell: () => undefined, close: () => undefined }
  const channel = new BroadcastChannel(name)
  channel.onmessage = onMessage
  let isOpen = true
  return {
    // A renewal may end after the client was disposed of, and a closed channel throws.
    tell: () => isOpen && channel.postMessage(null),
    close() {
      isOpen = false
      channel.close()
    },
  }
}
