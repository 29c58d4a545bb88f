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

/** Whether the environment has the fetch standard: the test DOM of Jest has none. */
export const hasRequests = (): boolean => typeof Request === 'function'
