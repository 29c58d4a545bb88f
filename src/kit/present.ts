/** What a test needs of its environment and a test DOM may not have. */
type Needed = 'Request' | 'Response'

/**
 * A part of the environment, looked up when it is used.
 * @throws {TypeError} that names it when it is missing
 */
export function present<Name extends Needed>(name: Name): (typeof globalThis)[Name] {
  const found = globalThis[name]
  if (!found) throw new TypeError(`\`${name}\` is missing: this environment has no fetch standard (docs/testing.md)`)
  return found
}

/**
 * Has `instanceof ArrayBuffer` tell the truth in a test DOM of another realm (jsdom): what the engine's cryptography gives is none of its
 * buffers there, and libraries take it for something else.
 */
export async function acceptForeignBuffers(): Promise<void> {
  if ((await crypto.subtle.digest('SHA-256', new Uint8Array())) instanceof ArrayBuffer) return
  Object.defineProperty(ArrayBuffer, Symbol.hasInstance, {
    value: (one: unknown) => Object.prototype.toString.call(one) === '[object ArrayBuffer]',
    configurable: true,
  })
}

/** Whether the environment has the fetch standard: the test DOM of Jest has none. */
export const hasRequests = (): boolean => typeof Request === 'function'
