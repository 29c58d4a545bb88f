import type { Refused } from '../access/challenge.js'
import type { CallWatch } from '../development/call-watch.js'
import type { Challenge } from '../domain/challenge.js'
import { AuthError, type ErrorCode } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'
import type { Platform, Store } from '../platform/platform.js'
import type { DpopProofs, Wire } from '../protocol/wire.js'
import { openVault, type Vault } from '../session/vault.js'
import type { SignIn } from '../sign-in/sign-in.js'
import type { Config, Seams } from './config.js'
import { type CurrentSession, createCurrentSession } from './current-session.js'
import { createEmitter, type Emitter } from './emitter.js'

/** What speaks the protocol, in a chunk of its own. */
export type Flows = typeof import('../sign-in/completion.js')

/** What the parts of one client share. */
export interface Context extends Emitter {
  readonly config: Config
  readonly seams: Seams
  readonly platform: Platform
  readonly vault: Vault
  readonly current: CurrentSession
  readonly wire: Wire
  /** What `dispose` runs; `undefined` from then on, and nothing that would have to be stopped begins. */
  stops: (() => void)[] | undefined
  /** Reads challenges, once there was one. */
  challengeOf?: (response: Refused) => Challenge | undefined
  /** Looks at calls while a developer is at work; loaded then alone. */
  callWatch?: CallWatch
  /** Once one was asked for. */
  signIn?: SignIn
  /** Tells the other tabs to look again. */
  readonly tellTabs: () => void
  /** Loads what speaks the protocol. Rejects with `protocol-unavailable` when it cannot be loaded. */
  readonly flows: () => Promise<Flows>
  /** Tells listeners of a problem, and a developer, once per code, what it means and what to set. Gives the error back. */
  readonly report: <Problem extends AuthError | ProblemCode>(problem: Problem) => Problem
}

/** A chunk of ours. Rejects with `protocol-unavailable` when it cannot be loaded. */
export const loaded = <Chunk>(chunk: Promise<Chunk>): Promise<Chunk> =>
  chunk.catch(() => {
    throw new AuthError('protocol-unavailable', 'A part of latchkey could not be loaded', undefined, [
      'request',
      'later',
    ])
  })

/** A store of a tab's or page's own. Its chunk is tried again at the next use when it cannot be loaded. */
function toOwnStore(platform: Platform, persistence: 'tab' | 'memory'): Store {
  let loading: Promise<Store> | undefined
  const load = () =>
    (loading ??= import('./own-session.js')
      .then(({ createOwnStore }) => createOwnStore(platform, persistence))
      .catch((failure) => {
        loading = undefined
        throw failure
      }))
  return {
    read: (key) => load().then((store) => store.read(key)),
    change: (key, decide) => load().then((store) => store.change(key, decide)),
    close: () => void loading?.then((store) => store.close()),
  }
}

/** Puts the parts of one client together. Nothing starts yet. */
export function createContext(config: Config, seams: Seams, platform: Platform): Context {
  const emitter = createEmitter(platform)
  const { persistence } = config
  const store = persistence === 'browser' ? platform.store : toOwnStore(platform, persistence)
  const { tell, close } = platform.channel(`latchkey ${config.clientHash}`, () => current.reload())
  const vault = openVault(platform, config, { ...config, store, tellTabs: () => context.tellTabs() })
  const current = createCurrentSession({ ...emitter, config, seams, vault })
  let dpopProofs: Promise<DpopProofs> | undefined
  const loadDpopProofs = () =>
    loaded(import('../access/dpop.js')).then(
      ({ createDpopProofs }) => createDpopProofs(platform, () => context.report('dpop-nonce-hidden')),
      (failure) => {
        dpopProofs = undefined
        throw failure
      },
    )
  const context: Context = {
    ...emitter,
    config,
    seams,
    platform,
    vault,
    current,
    stops: [current.close, close, store.close],
    wire: {
      ...platform,
      dpopProofs: () => (dpopProofs ??= loadDpopProofs()),
      isLoopback: config.isLoopback,
      fetch: (input, init) => (seams.fetch ?? platform.fetch)(input, init),
    },
    // A renewal may end after the client was disposed of, and a closed channel throws.
    tellTabs: () => context.stops && tell(),
    // The one door to the protocol. A chunk that a later deploy took away is tried again at the next call.
    flows: () => loaded(import('../sign-in/completion.js')),
    report(problem) {
      // A conditional type would narrow here; the union of both says the same.
      const code = ((problem as AuthError).code ?? problem) as ErrorCode | ProblemCode
      emitter.emit('problem', { code })
      // A developer is at work.
      if (platform.isLoopback || !platform.isSecure) {
        import('../development/problem-report.js').then(
          ({ tellDeveloper }) => tellDeveloper(context, problem),
          // Without the chunk that explains the code says enough.
          () => (seams.log ?? platform.warn)(`latchkey: ${code}`),
        )
      }
      return problem
    },
  }
  return context
}
