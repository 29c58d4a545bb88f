/**
 * How a `state` was made: sign-in by `r`edirect, in a `p`opup, or `s`ilently in a frame; or sign-`o`ut. The letter stands
 * behind the hash of the client, so that a return is recognised by it alone.
 */
export type Mode = 'r' | 'p' | 's' | 'o'

/**
 * The short hash of issuer and client id by which a return is recognised as ours, synchronously, before anything is awaited.
 * It tells our own returns from those of other clients on the page; it protects nothing, so 64 bits of FNV-1a do.
 */
export function toClientHash(issuer: string, clientId: string): string {
  let hash = 0xcbf29ce484222325n
  for (const unit of `${issuer}\n${clientId}`) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(unit.codePointAt(0) ?? 0)) * 0x100000001b3n)
  }
  return hash.toString(36)
}

/** The `state` of a request: our hash, the mode, and randomness. Holds nothing of the app (OAuth 2.1). */
export const toState = (clientHash: string, mode: Mode, random: string): string => `${clientHash}.${mode}.${random}`

/** Whether a `state` that came back is one that this client made, in that mode when one is given. */
export const isStateOf = (state: string, clientHash: string, mode = ''): boolean =>
  state.startsWith(`${clientHash}.${mode}`)
