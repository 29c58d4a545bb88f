import { toBase64Url } from '../domain/base64url.js'
import { toInstant } from '../domain/time.js'
import type { Platform } from './platform.js'

/** What every engine has, Node too: clocks, a timer, the network, keys. */
export type BarePlatform = Pick<Platform, 'now' | 'after' | 'fetch' | 'subtle' | 'random'>

/** This engine without a page around it. Reads no global before it is called. */
export function createBarePlatform(): BarePlatform {
  return {
    now: () => ({ wall: toInstant(Date.now()), elapsed: performance.now() }),
    after(milliseconds, run) {
      const timer = setTimeout(run, milliseconds)
      return () => clearTimeout(timer)
    },
    fetch: (input, init) => fetch(input, init),
    subtle: crypto.subtle,
    random: (bytes) => toBase64Url(crypto.getRandomValues(new Uint8Array(bytes))),
  }
}
