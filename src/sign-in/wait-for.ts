import type { Context } from '../client/context.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { HELD_OUT } from '../platform/held-out.js'
import type { Popup } from '../platform/platform.js'
import { takeText } from '../session/attempts.js'
import { type Outcome, SILENT_MS } from './relay.js'

const POLL_MS = 500
const POPUP_MS = 600_000
const GRACE_MS = 1_000

/** Waits for what comes of a sign-in in a popup or frame, by its `state`. */
export async function waitFor(
  { platform, vault }: Context,
  state: string,
  { signal, popup }: { readonly signal: AbortSignal; readonly popup: Popup | undefined },
): Promise<Outcome> {
  const { now, after, page } = platform
  const startedAt = now().elapsed
  const longest = popup ? POPUP_MS : SILENT_MS
  let givenUpAt = Infinity
  // A window that says it is closed may be at work behind a COOP header. Whoever acts here has come back from it.
  const unfollow = page?.follow((moment) => {
    if (moment === 'acted' && popup?.closed) givenUpAt = Math.min(givenUpAt, now().elapsed)
  })
  try {
    for (;;) {
      signal.throwIfAborted()
      const text = await takeText({ platform, vault }, 'outcomes', state).catch(() => undefined)
      // Sealed by the page that relayed it: it has the shape that was sealed.
      if (text) return JSON.parse(text)
      const returned = toReturned(popup, state)
      if (returned) return returned
      const { elapsed } = now()
      if (elapsed - startedAt >= longest) {
        throw toAuthError('sign-in-no-answer', 'The provider gave no answer', { seconds: longest / 1000 })
      }
      if (elapsed - givenUpAt >= GRACE_MS) throw toAuthError('sign-in-popup-closed', 'The popup was closed')
      await new Promise<void>((resolve) => {
        const done = () => {
          stop()
          signal.removeEventListener('abort', done)
          resolve()
        }
        const stop = after(POLL_MS, done)
        signal.addEventListener('abort', done)
        // While the store was asked.
        if (signal.aborted) done()
      })
    }
  } finally {
    unfollow?.()
  }
}

/** The return that a popup of this origin holds out where the store keeps nothing. It is checked as any return is. */
function toReturned(popup: Popup | undefined, state: string): Outcome | undefined {
  try {
    const [address = '', parameters] = popup?.[HELD_OUT]?.(state)?.split(' ') ?? []
    return parameters === undefined ? undefined : { kind: 'return', address, parameters }
  } catch {
    // The window shows another origin.
    return undefined
  }
}
