import type { Challenge, RefusedResponse } from '../domain/challenge.js'
import type { AuthError, ErrorCode } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'
import type { Platform, Store } from '../platform/platform.js'
import type { Wire } from '../protocol/wire.js'
import { openVault, type Vault } from '../session/vault.js'
import type { Config, Seams } from './config.js'
import { type CurrentSession, createCurrentSession } from './current-session.js'
import { type CallWatch, type Development, IS_DEVELOPMENT } from './development.js'
import { createEmitter, type Emitter, guard } from './emitter.js'
import type { Later, Renewals } from './later.js'

/** What the parts of one client share. */
export interface Context extends Emitter {
  readonly config: Config
  readonly seams: Seams
  readonly platform: Platform
  readonly vault: Vault
  readonly current: CurrentSession
  readonly wire: Wire
  /** What is loaded when it is needed. */
  readonly later: Later<Context>
  /** What `dispose` runs; `undefined` from then on, and nothing that would have to be stopped begins. */
  stops: (() => void)[] | undefined
  /** Reads challenges, once there was one. */
  challengeOf?: (response: RefusedResponse) => Challenge | undefined
  /** Looks at calls while a developer is at work. */
  callWatch?: CallWatch | undefined
  /**
   * Once it is known whether this provider ends the tokens of other audiences at each renewal: whose turn it is, or `false` where they
   * live on.
   */
  turns?: Turns | false
  /** Once one was asked for. */
  signIn?: SignInUnderWay
  /** Once they are looked after. */
  renewals?: Renewals
  /** Tells the other tabs to look again. */
  readonly tellTabs: () => void
  /**
   * Tells listeners of a problem, and a developer, once per code and what it is about, what it means and what to set. Gives the
   * error back.
   */
  readonly report: <Problem extends AuthError | ProblemCode>(problem: Problem, about?: string) => Problem
}

/** Calls that go audience by audience, because a renewal for one ends the tokens of the others. */
export interface Turns {
  /** Takes part in the next turn of an audience, by its key. */
  hold(key: string): Turn
}

/** A part in a turn: when that has begun, and what ends the part. Whoever holds one lets go of it once. */
export interface Turn {
  readonly begun: Promise<void>
  readonly letGo: () => void
}

/** What others do with a sign-in that is under way. */
export interface SignInUnderWay {
  /** Forgets one that had left, when the page comes back from the back/forward cache. */
  readonly drop: () => void
  /** Gives up one that has not left yet. */
  readonly abort: (what: string) => void
  /** Whether one that the user sees is under way here. */
  readonly isBusy: () => boolean
}

/** What a client is put together from. */
export interface Parts {
  readonly config: Config
  readonly seams: Seams
  readonly platform: Platform
  readonly later: Later<Context>
  /** Not there in production. */
  readonly development: Development<Context> | undefined
}

/** A store of a tab's or page's own. It is loaded again at the next use when it cannot be loaded. */
function toOwnStore({ platform, later }: Parts, persistence: 'tab' | 'memory'): Store {
  let store: Store | undefined
  const load = async () => {
    const { createOwnStore } = await later.ownStore()
    store ??= createOwnStore(platform, persistence)
    return store
  }
  return {
    read: async (key) => (await load()).read(key),
    change: async (key, decide) => (await load()).change(key, decide),
    close: () => store?.close(),
  }
}

/** Puts the parts of one client together. Nothing starts yet. */
export function createContext(parts: Parts): Context {
  const { config, seams, platform, later, development } = parts
  const emitter = createEmitter(platform)
  const { persistence } = config
  const store = persistence === 'browser' ? platform.store : toOwnStore(parts, persistence)
  const { tell, close } = platform.channel(`latchkey ${config.clientHash}`, () => current.reload())
  const vault = openVault(platform, config, { ...config, store, tellTabs: () => context.tellTabs() })
  const current = createCurrentSession({ ...emitter, config, seams, vault })
  const context: Context = {
    ...emitter,
    config,
    seams,
    platform,
    vault,
    current,
    later,
    stops: [current.close, close, store.close],
    wire: {
      ...platform,
      parts: later.signIn,
      isLoopback: config.isLoopback,
      report: (problem, about) => context.report(problem, about),
      fetch: (input, init) => (seams.fetch ?? platform.fetch)(input, init),
    },
    // A renewal may end after the client was disposed of, and a closed channel throws.
    tellTabs: () => context.stops && tell(),
    report(problem, about) {
      // A conditional type would narrow here; the union of both says the same.
      const code = ((problem as AuthError).code ?? problem) as ErrorCode | ProblemCode
      // A developer is at work; and who has disposed of a client is told nothing more of it.
      const isWatched = context.stops && (platform.isLoopback || !platform.isSecure)
      // What does no harm is told to nobody else.
      if (isWatched || code !== 'provider-answer-mended') emitter.emit('problem', { code })
      if (isWatched) {
        if (IS_DEVELOPMENT && development) development.tell(context, problem, about)
        else guard(seams.log ?? platform.warn, `latchkey: latchkey/docs/errors.md#${code}`)
      }
      return problem
    },
  }
  return context
}
