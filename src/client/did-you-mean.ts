/** The name that was meant, as the end of a sentence; an empty text where none is near. The production build has that alone. */
export function didYouMean(name: string, names: readonly string[]): string {
  if (isSecret(name)) return NO_SECRET
  const near = names.find((other) => isNear(name.toLowerCase(), other.toLowerCase()))
  return near ? `: did you mean '${near}'?` : ''
}

/**
 * Refuses the secret of a client as a parameter. The production build leaves it to the check that follows.
 *
 * @throws {TypeError}
 */
export function refuseSecret(name: string): void {
  if (isSecret(name)) throw new TypeError(`The parameter '${name}'${NO_SECRET}`)
}

const isSecret = (name: string): boolean => /^client_?secret$/i.test(name)

const NO_SECRET =
  ': there is no secret in a browser. Leave it away, and make the client a public one at the provider (type SPA, authentication method none); where a provider demands a secret, it belongs into a backend'

// About as long, and at most one letter that the other does not have: enough for a slip of the finger.
function isNear(one: string, other: string): boolean {
  return Math.abs(one.length - other.length) < 3 && [...one].filter((letter) => !other.includes(letter)).length < 2
}
