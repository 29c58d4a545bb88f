import type { Context } from '../client/context.js'
import type { AuthorizationRequest } from '../domain/authorization-request.js'
import type { AuthorizationResponse } from '../domain/authorization-response.js'
import { isAuthError, toSignInRequired } from '../domain/errors.js'
import { isStateOf } from '../domain/state-parameter.js'
import { toAuthError } from '../domain/to-auth-error.js'
import type { User } from '../domain/user.js'
import { HELD_OUT } from '../platform/held-out.js'
import { type Platform, type Popup, type RelayWindow, StoreError } from '../platform/platform.js'
import { hasAttempt, keepText, takeText, toUnknownState } from '../session/attempts.js'
import { createMemoryStore } from '../session/memory-store.js'
import type { Vault } from '../session/vault.js'
import { type StartedAttempt, startAttempt } from './attempt.js'
import { completeSignIn } from './completion.js'
import { giveUp } from './silent.js'

export { RELAY_WINDOW } from '../platform/relay-window.js'
export { restoreSilently, signInSilently } from './silent.js'

const POLL_MS = 500
const SILENT_MS = 10_000
const POPUP_MS = 600_000
const GRACE_MS = 1_000
const CLOSE_MS = 1_000

/** What came of a sign-in in another window, as it is handed over through the store: sealed, and never in a message. */
type Outcome =
  | { readonly kind: 'done' }
  /** To be completed by the page that waits, whose session the other window cannot write. */
  | { readonly kind: 'return'; readonly parameters: string; readonly address: string }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly details: unknown }

/** Signs in with a popup or a hidden frame, and settles always. */
export async function signInInWindow(
  context: Context,
  request: AuthorizationRequest,
  { signal, popup }: { readonly signal: AbortSignal; readonly popup: Popup | undefined },
): Promise<User> {
  const { current, platform, emit, tellTabs } = context
  const isSilent = request.mode === 'silent'
  if (!isSilent && !popup) throw toAuthError('sign-in-popup-blocked', 'The browser blocked the popup')
  let remove: () => void = () => popup?.close()
  try {
    const started = await startAttempt(context, request, signal).catch((error) => {
      // What is stored of a session that stands would be lost to this page: that sign-in has to wait.
      if (isSilent || current.entry || !(error instanceof StoreError)) throw error
      // The page stays, so its memory can do what the browser refuses to.
      useMemory(context)
      return startAttempt(context, request, signal)
    })
    signal.throwIfAborted()
    emit('navigation', { to: 'sign-in' })
    if (isSilent) remove = (await findRelay(platform))?.frame(started.url) ?? remove
    else if (popup) leave(popup, started)
    const outcome = await waitFor(context, started.state, { signal, popup })
    if (outcome.kind === 'failed') {
      // The provider knows another user: what stands here is the session of somebody who has left.
      if (outcome.code === 'user-changed' && current.entry) {
        await giveUp(context, current.entry)
        current.end('elsewhere')
        emit('user-changed', { by: 'sign-in' })
        tellTabs()
      }
      // Written by another page of ours, whose codes are ours.
      throw toAuthError(outcome.code as 'sign-in-denied', outcome.message, outcome.details as never)
    }
    if (outcome.kind === 'return') {
      const parameters = new URLSearchParams(outcome.parameters)
      const response = { state: started.state, parameters, address: outcome.address, isPlaced: true }
      const { version } = current
      const { entry } = await completeSignIn(context, response)
      // A sign-out here since then: the vault says what stands, not what was just received.
      if (current.version === version) current.adopt(entry, 'sign-in')
      else await current.reload()
      tellTabs()
    } else {
      await current.reload()
    }
  } finally {
    remove()
  }
  const { user, error, status } = current.state
  // With `openid: false` there is nobody to give: the type of that `Auth` says so.
  if (user || status === 'authorized') return user as User
  throw error ?? toSignInRequired()
}

/** From here on this page keeps its session, and what belongs to it, in its own memory. */
function useMemory({ vault, platform, emit }: Context): void {
  const store = createMemoryStore(platform.store)
  // The one place where a vault changes its store: nothing that it held before could be read.
  Object.assign(vault, { store, shared: store } satisfies Partial<Vault>)
  emit('storage', { problem: 'memory-only' })
}

const findRelay = async ({ page }: Platform): Promise<RelayWindow | undefined> => (await page?.window())?.relay()

function leave(popup: Popup, { url }: StartedAttempt): void {
  // The provider's page must not reach back into the app.
  popup.opener = null
  popup.location.replace(url)
}

async function waitFor(
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

/**
 * Makes sure that a return in a popup or frame is of this browser's attempt. Anything else is a link with our hash, which stops no
 * page and leaves nothing in the store; unless the page that waits keeps its attempt in its memory, and asks this window.
 *
 * @throws {AuthError} callback-unknown-state
 */
export async function expectOurs(context: Context, response: AuthorizationResponse): Promise<void> {
  const { vault, platform } = context
  const isOurs = await hasAttempt(vault, response.state).catch(() => undefined)
  if (isOurs) return
  const kind = await holdOut(context, response)
  // Where the store says nothing, a popup is most likely ours: then it is closed before it shows anything.
  if (isOurs === undefined && kind === 'popup') {
    await new Promise<void>((resolve) => void platform.after(CLOSE_MS, resolve))
  }
  throw toUnknownState()
}

/**
 * Holds a return out to the page of this very origin that has opened this window and waits for its state, and gives the kind of
 * window. `undefined` for a silent one and in a frame, which hold out nothing: who stands around a frame need not be us.
 */
async function holdOut({ platform, config }: Context, { state, parameters, address }: AuthorizationResponse) {
  const window = await findRelay(platform)
  const kind = window?.kind()
  if (!isStateOf(state, config.clientHash, 'p') || kind === 'frame') return undefined
  window?.holdOut(state, `${address} ${parameters}`)
  return kind
}

/**
 * What a page does that came back in a popup or a frame from this browser's attempt: it completes the sign-in, or hands the
 * return to the page that waits, and ends. It restores nothing and shows nothing.
 */
export async function relay(context: Context, response: AuthorizationResponse): Promise<never> {
  const { platform, config, vault, current, tellTabs } = context
  const { state, parameters, address } = response
  const returned: Outcome = { kind: 'return', parameters: `${parameters}`, address }
  const toDone = async (): Promise<Outcome> => {
    await completeSignIn(context, response)
    return { kind: 'done' }
  }
  const outcome: Outcome =
    config.persistence === 'browser'
      ? await toDone().catch((error) => (error instanceof StoreError ? returned : toFailed(error)))
      : returned
  const startedAt = platform.now().wall
  const kept = { state, startedAt, text: JSON.stringify(outcome) }
  const isKept = await keepText({ platform, vault }, 'outcomes', kept).then(
    () => true,
    () => false,
  )
  tellTabs()
  const window = await findRelay(platform)
  if (isKept) window?.close()
  else await holdOut(context, response)
  // A window that scripts may not close goes on as any page does. A frame is taken away within its time.
  platform.after(isStateOf(state, config.clientHash, 'p') ? CLOSE_MS : SILENT_MS + CLOSE_MS, () => {
    current.isReturning = false
    current.reload()
  })
  return new Promise<never>(() => undefined)
}

function toFailed(error: unknown): Outcome {
  const { code, message, details } = isAuthError(error)
    ? error
    : { code: 'token-invalid', message: '', details: { why: 'unreadable' } }
  return { kind: 'failed', code, message, details }
}
