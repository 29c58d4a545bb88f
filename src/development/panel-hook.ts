import type { Call } from '../client/call.js'
import type { Context } from '../client/context.js'
import type { ErrorCode } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'
import { type Grant, grantFor, type Session } from '../domain/session.js'
import type { Lifetime, Moment } from '../domain/time.js'

const KEPT_CALLS = 100

/** A problem as a developer was told of it. Holds no secret. */
export interface ToldProblem {
  readonly code: ErrorCode | ProblemCode
  readonly message: string | undefined
  readonly why: string
  /** What to do, a line each. */
  readonly fix: readonly string[]
  /** What asking the server once more has found. */
  readonly found: string | undefined
}

/** A call with our token: when it left, and what came of it. Nothing of its address but the API. Times in milliseconds since the epoch. */
export interface TimedCall {
  readonly api: string | undefined
  readonly method: string
  readonly from: number
  readonly until: number | undefined
  /** `undefined` while there is no answer, and when there was none. */
  readonly status: number | undefined
}

/** What is known of a declared API beside what `inspect()` says. */
export interface DeclaredApi {
  readonly name: string
  /** Asked for at every sign-in. */
  readonly asked: readonly string[]
  /** Asked for only when the API asks. */
  readonly further: readonly string[]
  /** How long its token lasts, in milliseconds since the epoch; `undefined` without one, or when the provider did not say. */
  readonly lifetime: Pick<Lifetime, 'from' | 'until'> | undefined
}

/**
 * What the developer panel has of a client beyond the members of its `Auth`. There is one only while a developer is at work: in the
 * development build, in a page on a loopback host. It gives out no token, and cannot be made to.
 */
export interface PanelHook {
  readonly told: () => readonly ToldProblem[]
  readonly calls: () => readonly TimedCall[]
  readonly apis: () => readonly DeclaredApi[]
  /** Calls the listener when a problem was explained or a call has got its answer. */
  readonly subscribe: (listener: () => void) => () => void
  /** Holds the access tokens for expired, in this page alone: the next call renews, as it would then. */
  readonly expire: () => void
  readonly isOffline: () => boolean
  /** Whether requests of this client fail as they do without a network, in this page alone. */
  readonly setOffline: (isOffline: boolean) => void
}

interface Hook extends PanelHook {
  readonly noteTold: (problem: ToldProblem) => void
  readonly noteCall: (call: Call, answer: Promise<Response>) => void
}

const byContext = new WeakMap<Context, Hook>()
/** The newest client of each provider and client id: a hot reload makes another. */
const byName = new Map<string, Hook>()

const toName = (issuer: string, clientId: string): string => JSON.stringify([issuer, clientId])

/** The hook of a client, by what its `inspect()` says; `undefined` where no developer is at work. */
export const findHook = (issuer: string, clientId: string): PanelHook | undefined =>
  byName.get(toName(issuer, clientId))

/** Tells the panel of a problem that a developer is told of. */
export const noteTold = (context: Context, problem: ToldProblem): void => byContext.get(context)?.noteTold(problem)

/** Opens the hook of a client, before anything of it was sent. */
export function openHook(context: Context): Hook {
  const { config, current, stops } = context
  const told: ToldProblem[] = []
  const calls: TimedCall[] = []
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const hook: Hook = {
    told: () => told,
    calls: () => calls,
    apis: () =>
      config.apis.map(({ name, scopes, declared, audience }) => ({
        name,
        asked: scopes,
        further: declared.filter((scope) => !scopes.includes(scope)),
        lifetime: current.entry && grantFor(current.entry.session, audience)?.lifetime,
      })),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    expire() {
      const { entry, state } = current
      if (!entry) return
      const session = toExpired(entry.session, context.platform.now())
      current.adopt({ ...entry, session }, 'another-tab', state.error)
    },
    ...toSwitch(context),
    noteTold(problem) {
      told.push(problem)
      tell()
    },
    noteCall: (call, answer) => void timeCall(context, call, answer, calls).then(tell),
  }
  byContext.set(context, hook)
  const name = toName(config.issuer, config.clientId)
  byName.set(name, hook)
  stops?.push(() => {
    if (byName.get(name) === hook) byName.delete(name)
  })
  return hook
}

/** The same session with access tokens whose time is over. */
function toExpired(session: Session, { wall, elapsed }: Moment): Session {
  const expire = (grant: Grant): Grant => {
    const from = grant.lifetime?.from ?? wall
    return { ...grant, lifetime: { from, until: wall, elapsedUntil: elapsed } }
  }
  const grants = Object.fromEntries(Object.entries(session.grants).map(([key, grant]) => [key, expire(grant)]))
  return { ...session, grant: expire(session.grant), grants }
}

/** What cuts this client off, and nothing else of the page. */
function toSwitch({ wire, platform }: Context): Pick<PanelHook, 'isOffline' | 'setOffline'> {
  const { fetch } = wire
  const { isOnline } = platform
  let isOffline = false
  // Before anything of this client was sent, or has taken them from there.
  Object.assign(wire, {
    fetch: (...call: Parameters<typeof fetch>) =>
      isOffline ? Promise.reject(new TypeError('The developer panel is set to offline')) : fetch(...call),
  })
  Object.assign(platform, { isOnline: () => !isOffline && isOnline() })
  return {
    isOffline: () => isOffline,
    setOffline(value) {
      isOffline = value
    },
  }
}

async function timeCall(
  { platform }: Context,
  { api, init, input }: Call,
  answer: Promise<Response>,
  calls: TimedCall[],
): Promise<void> {
  const method = `${init.method ?? platform.member(input, 'method') ?? 'GET'}`.toUpperCase()
  const left: TimedCall = { api: api?.name, method, from: platform.now().wall, until: undefined, status: undefined }
  calls.push(left)
  if (calls.length > KEPT_CALLS) calls.shift()
  // What it failed with is the caller's to see.
  const status = await answer.then(
    (response) => response.status,
    () => undefined,
  )
  const index = calls.indexOf(left)
  if (index >= 0) calls[index] = { ...left, until: platform.now().wall, status }
}
