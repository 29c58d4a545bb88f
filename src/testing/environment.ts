/** What the core and a provider need together, by the test DOMs that have not all of it. */
const NEEDED = ['fetch', 'Request', 'Response', 'Headers', 'TextEncoder', 'TextDecoder', 'crypto.subtle']

/**
 * Refuses an environment in which the core would fail for another reason than the one it could name.
 * @throws {TypeError} that names all that is missing
 */
export function mustBePresent(what: string): void {
  const missing = NEEDED.filter(
    (name) => !name.split('.').reduce((found, part) => found?.[part], globalThis as unknown as Found),
  )
  if (!missing.length) return
  const [names, is] = [missing.map((name) => `\`${name}\``).join(', '), missing.length > 1 ? 'are' : 'is']
  throw new TypeError(`${names} ${is} missing: ${what} needs what browsers and Node have (docs/testing.md)`)
}

// Whatever an environment has by a name.
type Found = Readonly<Record<string, never>> | undefined
