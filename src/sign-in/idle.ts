import type { Context } from '../client/context.js'
import type { Status } from '../domain/events.js'
import type { Contents } from '../session/vault.js'

const NOTE_APART_MS = 1_000

/**
 * Signs out when nobody has done anything in any tab for so long. One clock for all tabs: when somebody last did something
 * is kept in the store they share. Resolves when it is known that the session may be restored, or is over.
 */
export async function watchIdle(context: Context, signOut: () => Promise<void>): Promise<void> {
  const { platform, config, current, vault, emit } = context
  const { signOutAfterSeconds = 0, warnAfterSeconds = signOutAfterSeconds } = config.idle ?? {}
  const name = `idle ${vault.key}`
  let last = await read()
  let stop: () => void = () => undefined
  let noted = 0

  // Before anything is shown: a browser that was closed for longer than that restores nobody.
  if (last !== undefined && isOver(last)) {
    const { row } = await vault.peek().catch((): Contents => ({}))
    vault.giveUp(row?.epoch, platform.now().wall)
    await vault.end('signed-out').catch(() => undefined)
  }

  context.stops?.push(
    platform.page?.follow((moment) => {
      if (moment === 'acted') act()
      if (moment === 'visible' || moment === 'restored') tick()
    }) ?? (() => undefined),
    current.subscribe(({ status }) => {
      stop()
      if (!isSignedIn(status)) return
      // A restored session goes on where its clock stood; a sign-in is something that somebody did.
      if (last !== undefined && !isOver(last)) return void tick()
      last = undefined
      act()
    }),
    () => stop(),
  )

  function isOver(since: number): boolean {
    return platform.now().wall - since >= signOutAfterSeconds * 1000
  }

  // Whatever is kept there by others than us is no time.
  async function read(): Promise<number | undefined> {
    const row = await vault.shared.read(name).catch(() => undefined)
    const { at } = Object(row)
    return typeof at === 'number' ? at : undefined
  }

  function act(): void {
    const { wall } = platform.now()
    // Too late: whoever comes back after a night does not find the session of the evening before.
    if (isSignedIn(current.state.status) && last !== undefined && isOver(last)) return void tick()
    last = wall
    if (wall - noted < NOTE_APART_MS && wall >= noted) return
    noted = wall
    vault.shared.change(name, () => ({ row: { at: wall }, result: undefined })).catch(() => undefined)
    tick()
  }

  /** Looks at the clock of all tabs, and again when something is due. */
  async function tick(): Promise<void> {
    stop()
    const known = await read()
    last = Math.max(last ?? 0, known ?? 0)
    if (!isSignedIn(current.state.status) || !context.stops) return
    const { wall } = platform.now()
    const left = last + signOutAfterSeconds * 1000 - wall
    if (left <= 0) return signOut()
    const untilWarning = last + warnAfterSeconds * 1000 - wall
    if (untilWarning <= 0) emit('idle', { secondsLeft: Math.ceil(left / 1000) })
    stop()
    stop = platform.after(Math.min(untilWarning > 0 ? untilWarning : 1_000, left), tick)
  }
}

const isSignedIn = (status: Status): boolean => status === 'signed-in' || status === 'authorized'
