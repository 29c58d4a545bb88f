import type { Context } from '../client/context.js'
import type { AuthorizationRequest } from '../domain/authorization-request.js'
import { toSignInRequired } from '../domain/errors.js'
import { toAuthError } from '../domain/to-auth-error.js'
import type { User } from '../domain/user.js'
import { type Popup, StoreError } from '../platform/platform.js'
import { createMemoryStore } from '../session/memory-store.js'
import type { Vault } from '../session/vault.js'
import { type StartedAttempt, startAttempt } from './attempt.js'
import { completeSignIn } from './completion.js'
import { tellReturn } from './receive.js'
import { findRelay, type Outcome, startAgain } from './relay.js'
import { giveUp } from './silent.js'
import { waitFor } from './wait-for.js'

export { RELAY_WINDOW } from '../platform/relay-window.js'
export { expectOurs, relay } from './relay.js'
export { restoreSilently, signInSilently } from './silent.js'

/** Signs in with a popup or a hidden frame, and settles always. */
export async function signInInWindow(
  context: Context,
  request: AuthorizationRequest,
  { signal, popup }: { readonly signal: AbortSignal; readonly popup: Popup | undefined },
): Promise<User> {
  const { current, platform, emit } = context
  const isSilent = request.mode === 'silent'
  if (!isSilent && !popup) throw toBlocked()
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
    for (let next: string | undefined = started.state; next; ) {
      const outcome: Outcome = await waitFor(context, next, { signal, popup })
      next = await settle(context, { state: next, outcome, signal, popup })
    }
  } finally {
    remove()
  }
  const { user, error, status } = current.state
  // With `openid: false` there is nobody to give: the type of that `Auth` says so.
  if (user || status === 'authorized') return user as User
  throw error ?? toSignInRequired()
}

interface Settling {
  readonly state: string
  readonly outcome: Outcome
  readonly signal: AbortSignal
  readonly popup: Popup | undefined
}

/** Takes over what came of a sign-in in the other window. Gives the state of another try, where the provider has asked for one. */
async function settle(context: Context, { state, outcome, signal, popup }: Settling): Promise<string | undefined> {
  const { current, emit, tellTabs } = context
  if (outcome.kind !== 'return') tellReturn(context, outcome.added)
  if (outcome.kind === 'again') {
    emit('navigation', { to: 'sign-in' })
    return outcome.state
  }
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
  if (outcome.kind === 'done') {
    await current.reload()
    return undefined
  }
  const parameters = new URLSearchParams(outcome.parameters)
  const { version } = current
  try {
    const { entry } = await completeSignIn(context, {
      state,
      parameters,
      address: outcome.address,
      place: '',
      isPlaced: true,
    })
    // A sign-out here since then: the vault says what stands, not what was just received.
    if (current.version === version) current.adopt(entry, 'sign-in')
    else await current.reload()
    tellTabs()
    return undefined
  } catch (error) {
    const started = popup && (await startAgain(context, error, signal))
    if (!started) throw error
    emit('navigation', { to: 'sign-in' })
    leave(popup, started)
    return started.state
  }
}

/** From here on this page keeps its session, and what belongs to it, in its own memory. */
function useMemory({ vault, platform, emit }: Context): void {
  const store = createMemoryStore(platform.store)
  // The one place where a vault changes its store: nothing that it held before could be read.
  Object.assign(vault, { store, shared: store } satisfies Partial<Vault>)
  emit('storage', { problem: 'memory-only' })
}

const toBlocked = () => toAuthError('sign-in-popup-blocked', 'The browser blocked the popup')

function leave(popup: Popup, { url }: StartedAttempt): void {
  // The provider's page must not reach back into the app.
  popup.opener = null
  try {
    popup.location.replace(url)
  } catch {
    // A sandbox around this page. The browser's own error has the address, with all that is in it.
    throw toBlocked()
  }
}
