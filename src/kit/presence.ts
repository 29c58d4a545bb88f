import type { Auth } from '../auth/auth.js'
import type { LoadingMembers } from '../auth/loading.js'
import type { Context } from '../client/context.js'
import type { RequireUserOptions, SignInOptions, SignOutOptions } from '../client/options.js'
import type { SignedOutReason } from '../domain/auth-state.js'
import type { AnyAuthError, ErrorCode } from '../domain/errors.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { signInOf } from '../sign-in/sign-in.js'
import { readChallenges, type SignInsUnderWay, toDoubleParts, type Waiting } from './double-parts.js'
import { toClaims, toSessionEntry } from './double-session.js'
import type { SentCalls } from './sent-calls.js'

type Status = 'pending' | 'signed-out' | 'signed-in'

/** What a state is told to have. Besides, the claims of whoever signs in. */
interface Changes {
  readonly reason?: SignedOutReason | undefined
  readonly error?: ErrorCode | AnyAuthError | undefined
}

/** Who is there in a double, and the sign-ins that its test brings to an end. */
export interface Presence {
  readonly later: LoadingMembers
  readonly of: (context: Context, user: object | undefined) => Led
}

/** A client that is led by a test. */
interface Led {
  readonly signIns: (SignInOptions | RequireUserOptions)[]
  readonly signOuts: SignOutOptions[]
  readonly set: (status: Status, changes: Changes & object) => void
  readonly fail: (error: ErrorCode | AnyAuthError, details?: unknown) => void
  readonly noteSignIn: (signIn: Auth['signIn']) => Auth['signIn']
  readonly noteSignOut: (signOut: Auth['signOut']) => Auth['signOut']
}

export function createPresence(sent: SentCalls): Presence {
  const underWay: SignInsUnderWay = { waiting: new Set(), outcome: undefined, challenges: new WeakMap() }
  const { waiting, challenges } = underWay
  return { later: toDoubleParts(underWay), of: (context, user) => lead(context, user) }

  function lead(context: Context, user: object | undefined): Led {
    const { current, config, platform, vault } = context
    const [signIns, signOuts]: [Led['signIns'], Led['signOuts']] = [[], []]
    const left = new Set<Promise<unknown>>()
    let count = 0
    readChallenges(context)
    // What a guard starts is noted where it starts; what an app starts is noted in the same breath.
    const real = signInOf(context)
    const { signIn } = real
    Object.assign(real, {
      signIn({ demand, ...options }: Parameters<typeof signIn>[0], popup: Parameters<typeof signIn>[1]) {
        const isGuards = demand && !challenges.has(demand)
        if (isGuards) underWay.outcome = undefined
        const work = signIn({ ...options, demand }, popup)
        return isGuards ? note(signIns, options, work) : work
      },
    })
    const settle = (how: (one: Waiting) => void) => {
      underWay.outcome = how
      for (const one of waiting) how(one)
      waiting.clear()
    }

    return {
      signIns,
      signOuts,
      set(status, { reason, error, ...claims }) {
        const failure = error && toError(error)
        if (status === 'pending') return current.pause()
        if (status === 'signed-out') return current.end(reason ?? (failure ? 'failed' : 'none'), failure)
        count += 1
        // Somebody signs in: what was noted of sign-outs is over.
        vault.forgive()
        const about = { id: `session-${count}`, generation: 1, moment: platform.now() }
        current.adopt(toSessionEntry(config, toClaims(user, claims), about), 'sign-in', failure)
        const { user: present } = current.state
        if (present) settle(({ resolve }) => resolve(present))
      },
      fail(given, details) {
        const error = toError(given, details)
        if (error.ends === 'request') {
          sent.failure = error
          return
        }
        const { entry, hasActed } = current
        if (error.ends === 'session') current.end('expired', error)
        else if (entry) current.adopt(entry, 'sign-in', error)
        else current.end('failed', error)
        current.hasActed = hasActed
        // It is in the state. That nobody caught it must not end the test's process.
        for (const work of left) work.catch(() => undefined)
        settle(({ reject }) => reject(error))
      },
      noteSignIn: (start) => (argument?: object) => {
        underWay.outcome = undefined
        const work = note(signIns, toGiven(argument), start(argument as SignInOptions))
        left.add(work)
        // As the core has it: whoever hands `signIn` to an event catches nothing.
        if (Object(argument).preventDefault) work.catch(() => undefined)
        return work
      },
      noteSignOut: (signOut) => (argument) => note(signOuts, toGiven(argument), signOut(argument)),
    }
  }
}

/** The options of a call: a DOM event is none. */
const toGiven = (argument: object | undefined): object =>
  !argument || 'preventDefault' in argument ? {} : { ...argument }

/** Notes a call, unless it is the caller's mistake. */
function note<Result>(list: object[], one: object, work: Promise<Result>): Promise<Result> {
  list.push(one)
  return work.catch((failure) => {
    if (failure instanceof TypeError) list.splice(list.indexOf(one), 1)
    throw failure
  })
}

function toError(given: ErrorCode | AnyAuthError, details?: unknown): AnyAuthError {
  if (typeof given !== 'string') return given
  // The details belong to the code, which the overloads of `fail` say.
  return toAuthError(given as 'sign-in-required', 'The test says so', details as undefined) as AnyAuthError
}
