/** How the user is sent to the provider. */
export type Mode = 'redirect'

const MODE_LETTER: Record<Mode, string> = { redirect: 'r' }

/**
 * The short hash of issuer and client id by which a return is recognised as ours, synchronously, before anything is awaited.
 * It tells our own returns from those of other clients on the page; it protects nothing, so 52 bits without cryptography do.
 */
export function toMark(issuer: string, clientId: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57]
  for (const unit of `${issuer}\n${clientId}`) {
    const code = unit.codePointAt(0) ?? 0
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36)
}

/** The `state` of an authorization request: our mark, the mode, and randomness. Holds nothing of the app (OAuth 2.1). */
export function toState(mark: string, mode: Mode, random: string): string {
  return `${mark}.${MODE_LETTER[mode]}.${random}`
}

/** Whether a `state` that came back carries this client's mark. */
export function isMarked(state: string, mark: string): boolean {
  return state.startsWith(`${mark}.`)
}
