const realNow = Date.now
let offsetMs = 0

// Tokens that are expired without anyone waiting for them: the sign-in happens in a past that provider and page share
// (see pages.ts), and both come back to the present before the storm. oidc-provider reads the time from here alone.
Date.now = () => realNow() + offsetMs

/** Moves the provider's clock; in milliseconds from the real one. */
export function setClock(ms: number): void {
  offsetMs = ms
}

/** How far the provider's clock is from the real one, in milliseconds. */
export function clockOffset(): number {
  return offsetMs
}

/** Milliseconds since the epoch by the machine's clock, whatever the provider believes. A page's `performance` agrees. */
export function realTime(): number {
  return performance.timeOrigin + performance.now()
}
