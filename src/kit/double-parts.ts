import { challengeOf } from '../access/challenge.js'
import { fetchWithCare } from '../access/fetch-with-care.js'
import { headersFor } from '../access/headers-for.js'
import { answerUnwanted } from '../access/refused-request.js'
import { inspect } from '../auth/inspect.js'
import type { LoadingMembers } from '../auth/loading.js'
import type { Context } from '../client/context.js'
import type { RenewalOptions, Renewals } from '../client/later.js'
import type { Api } from '../domain/api.js'
import type { AuthorizationRequest } from '../domain/authorization-request.js'
import type { Challenge, Demand } from '../domain/challenge.js'
import { toSignInRequired } from '../domain/errors.js'
import type { SessionEntry } from '../domain/session.js'
import type { User } from '../domain/user.js'
import { toDemand } from '../sign-in/demand.js'
import { noteStart, requireUser } from '../sign-in/require-user.js'
import { signIn } from '../sign-in/sign-in.js'
import { toSessionEntry } from './double-session.js'

/** A sign-in under way, which the test brings to an end. */
export interface Waiting {
  readonly resolve: (user: User) => void
  readonly reject: (error: unknown) => void
}

/** What the sign-ins of a double leave for its test. */
export interface SignInsUnderWay {
  /** Those that wait for the test. */
  readonly waiting: Set<Waiting>
  /** How the newest ended, if it has. */
  outcome: ((one: Waiting) => void) | undefined
  /** What was asked for by a challenge, by what came of it. */
  readonly challenges: WeakMap<Demand, Challenge>
}

const unreached = async (): Promise<never> => {
  throw new TypeError('A double has no provider')
}

/** What a client loads later: the core's own, and in the place of a provider the test. */
export function toDoubleParts(underWay: SignInsUnderWay): LoadingMembers {
  const parts = {
    signIn,
    requireUser,
    headersFor,
    inspect,
    fetchWithCare,
    renewalsOf,
    userInfo,
    leaveProvider: async () => undefined,
    startAttempt: (context: Context) => {
      context.emit('navigation', { to: 'sign-in' })
      // It has left, as far as anyone can tell: it does not resolve, and nothing supersedes it.
      return waitForTest<never>(underWay, undefined, () => () => undefined)
    },
    loadRefusedRequest: async () => ({ answerUnwanted }),
    loadRequireUser: async () => ({
      noteStart,
      toDemand(context: Context, challenge: Challenge) {
        const demand = toDemand(context, challenge)
        underWay.challenges.set(demand, challenge)
        return demand
      },
    }),
    loadPopup: async () => ({
      signInSilently: unreached,
      signInInWindow: (_: Context, __: AuthorizationRequest, { signal }: { readonly signal: AbortSignal }) =>
        waitForTest<User>(underWay, signal, (resolve) => resolve),
      expectOurs: unreached,
      relay: unreached,
    }),
    loadTurns: unreached,
    loadUserInfo: unreached,
    loadOddReturn: unreached,
    loadDpop: unreached,
    loadFailures: unreached,
    loadOddAnswer: unreached,
    loadPushedRequest: unreached,
  }
  return { signIn: async () => parts, ownStore: unreached }
}

function waitForTest<Result>(
  { waiting, outcome }: SignInsUnderWay,
  signal: AbortSignal | undefined,
  toResolve: (resolve: (user: Result) => void) => Waiting['resolve'],
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const one: Waiting = { resolve: toResolve(resolve), reject }
    // The test may have said it in the same breath as the sign-in began.
    if (outcome) return outcome(one)
    waiting.add(one)
    signal?.addEventListener('abort', () => {
      waiting.delete(one)
      reject(signal.reason)
    })
  })
}

/** A double has no session that cannot be renewed: what a test wants to fail it says. */
function renewalsOf(context: Context): Renewals {
  const { current, config, platform, emit } = context
  return {
    async renew(stale: SessionEntry, api?: Api, _?: RenewalOptions) {
      const { entry } = current
      // Another call was faster, or nobody is there any more.
      if (!entry || entry.id !== stale.id || entry.generation > stale.generation) return entry
      const about = api?.audience ? { api: api.name } : {}
      emit('renewal', { phase: 'started', ...about })
      const { id, generation, session } = entry
      const moment = platform.now()
      current.adopt(toSessionEntry(config, session.claims, { id, generation: generation + 1, moment }), 'another-tab')
      emit('renewal', { phase: 'renewed', ...about })
      return current.entry
    },
  }
}

/** What the provider would say of the user: what the test said. */
async function userInfo({ current, report }: Context, caller: SessionEntry | undefined) {
  if (caller) await current.mustBeOf(caller)
  if (!caller || !current.entry) throw report(toSignInRequired())
  return { ...current.entry.session.claims }
}

/** Reads challenges, which the core does once there was one. */
export const readChallenges = (context: Context): unknown =>
  (context.challengeOf ??= (answer) => challengeOf(context.config, answer))
