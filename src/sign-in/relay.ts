import type { Context } from '../client/context.js'
import type { AuthorizationResponse } from '../domain/authorization-response.js'
import { isAuthError } from '../domain/errors.js'
import { isStateOf } from '../domain/state-parameter.js'
import { type Platform, type RelayWindow, StoreError } from '../platform/platform.js'
import { hasAttempt, keepText, toUnknownState } from '../session/attempts.js'
import type { AddedParameters } from './added-parameters.js'
import { isAnotherTry, type StartedAttempt } from './attempt.js'
import { completeSignIn } from './completion.js'

/** How long a frame is waited for, in milliseconds. */
export const SILENT_MS = 10_000
const CLOSE_MS = 1_000

/** What came of a sign-in in another window, as it is handed over through the store: sealed, and never in a message. */
export type Outcome =
  | ({ readonly kind: 'done' } & Told)
  /** The window has left for the provider once more, which asked for another try. */
  | ({ readonly kind: 'again'; readonly state: string } & Told)
  /** To be completed by the page that waits, whose session the other window cannot write. */
  | { readonly kind: 'return'; readonly parameters: string; readonly address: string }
  | ({ readonly kind: 'failed'; readonly code: string; readonly message: string; readonly details: unknown } & Told)

interface Told {
  /** What the provider has added to the return. */
  readonly added?: AddedParameters | undefined
}

export const findRelay = async ({ page }: Platform): Promise<RelayWindow | undefined> => (await page?.window())?.relay()

// What another try fails with says less than what it was for.
export const startAgain = (
  context: Context,
  failure: unknown,
  signal?: AbortSignal,
): Promise<StartedAttempt | undefined> =>
  context.later
    .signIn()
    .then(({ loadOddReturn }) => loadOddReturn())
    .then((odd) => odd.startAgain(context, failure, signal))
    .catch(() => undefined)

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
  let again: StartedAttempt | undefined
  const toDone = async (): Promise<Outcome> => {
    let added: AddedParameters | undefined
    const tell = (told: AddedParameters | undefined) => {
      added = told
    }
    try {
      await completeSignIn(context, response, tell)
      return { kind: 'done', added }
    } catch (error) {
      if (error instanceof StoreError) return returned
      again = await startAgain(context, error)
      return again ? { kind: 'again', state: again.state, added } : { ...toFailed(error), added }
    }
  }
  // What asks for another try in this window is taken here, wherever the session is to be.
  const isHere = config.persistence === 'browser' || isAnotherTry(parameters)
  const outcome: Outcome = isHere ? await toDone() : returned
  const startedAt = platform.now().wall
  const kept = { state, startedAt, text: JSON.stringify(outcome) }
  const isKept = await keepText({ platform, vault }, 'outcomes', kept).then(
    () => true,
    () => false,
  )
  tellTabs()
  const window = await findRelay(platform)
  if (isKept && again) platform.page?.leave(again.url)
  else if (isKept) window?.close()
  else await holdOut(context, response)
  // A window that scripts may not close goes on as any page does. A frame is taken away within its time.
  platform.after(isStateOf(state, config.clientHash, 'p') && !again ? CLOSE_MS : SILENT_MS + CLOSE_MS, () => {
    current.isReturning = false
    current.reload()
  })
  return new Promise<never>(() => undefined)
}

function toFailed(error: unknown): Outcome & { readonly kind: 'failed' } {
  const { code, message, details } = isAuthError(error)
    ? error
    : { code: 'token-invalid', message: '', details: { why: 'unreadable' } }
  return { kind: 'failed', code, message, details }
}
