import type { Context, Turns } from '../client/context.js'
import type { Audience } from '../domain/api.js'
import { grantFor, type Session } from '../domain/session.js'
import type { Platform } from '../platform/platform.js'

// Long enough for a renewal and the call after it, and so short that little else explains a death.
const WITHIN_MS = 30_000
// A call that takes longer has been let in by its API, or is not worth the wait of all others.
const PATIENCE_MS = 5_000

/** When a token of a client first died soon after another audience's renewal, and the generation that this had brought. */
const first = new WeakMap<Context, { readonly at: number; readonly generation: number }>()

/**
 * Notes that an API refused a token that is older than another audience's. That one dies may be chance, or all were taken back; when
 * one dies that came since, the provider ends the former access tokens at each renewal. From then on the calls of one audience go
 * together, and a token that is dead for certain is renewed before it is sent.
 */
export function noteDeath(context: Context, session: Session, audience: Audience | undefined): void {
  const { wall: at } = context.platform.now()
  const grants = [session.grant, ...Object.values(session.grants)]
  const newest = grants.reduce((one, other) => (other.generation > one.generation ? other : one))
  if (at - (newest.receivedAt ?? 0) > WITHIN_MS) return
  const before = first.get(context)
  if (!before || at - before.at > WITHIN_MS) {
    first.set(context, { at, generation: newest.generation })
  } else if (Number(grantFor(session, audience)?.generation) > before.generation && !context.turns) {
    context.turns = createTurns(context.platform)
    context.report('renewal-ends-tokens')
  }
}

/** The calls of one audience that go together. */
interface Group {
  readonly key: string
  readonly begun: Promise<void>
  readonly begin: () => void
  calls: number
}

function toGroup(key: string): Group {
  let begin: () => void = () => undefined
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  return { key, begun, begin, calls: 0 }
}

function createTurns({ after }: Platform): Turns {
  // The first is under way, the others wait for it.
  const groups: Group[] = []
  const next = () => {
    do groups.shift()
    while (groups.length > 1 && !groups[0]?.calls)
    groups[0]?.begin()
  }
  const add = (key: string): Group => {
    const group = toGroup(key)
    groups.push(group)
    if (groups.length === 1) group.begin()
    else if (!groups[0]?.calls) next()
    after(PATIENCE_MS, () => {
      while (groups.includes(group) && groups[0] !== group) next()
    })
    return group
  }
  return {
    hold(key) {
      // While others wait, what comes for the group under way waits for its next turn.
      const open = groups.length > 1 ? groups.slice(1) : groups
      const group = open.find((one) => one.key === key) ?? add(key)
      group.calls += 1
      return {
        begun: group.begun,
        letGo() {
          group.calls -= 1
          if (!group.calls && group === groups[0] && groups.length > 1) next()
        },
      }
    },
  }
}
