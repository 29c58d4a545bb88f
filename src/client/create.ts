import { type AnyAuthError, AuthError, type ErrorCode, isAuthError } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'
import { isMarked } from '../domain/mark.js'
import { isSameUser } from '../domain/session.js'
import { type Platform, StoreError } from '../platform/platform.js'
import { openVault } from '../session/vault.js'
import { type Arrival, takeArrival, toReturnTo } from './arrival.js'
import type { Auth, Ignored } from './auth.js'
import { type Config, refuseUnknown, type Seams } from './config.js'
import type { Context } from './context.js'
import { createEmitter, guard } from './emitter.js'
import { createFetch } from './fetch.js'
import { createMachine, type State } from './machine.js'
import type { RequireUserOptions, SignInOptions, SignOutOptions } from './options.js'
import { createPresence } from './presence.js'
import { createRenewals } from './renewals.js'
import type { SignIn } from './sign-in.js'
import { signOut } from './sign-out.js'

const SIGN_IN = 'mode returnTo scopes prompt loginHint uiLocales acrValues maxAge params signal'
const SIGN_OUT = 'provider returnTo idTokenHint'
const REQUIRE_USER = 'returnTo redirect maxAge acrValues signal'

/** Builds one client on a platform and starts it. */
export function createClient(config: Config, seams: Seams, platform: Platform): Auth {
  const stops: (() => void)[] = []
  const context = createContext(config, seams, platform, stops)
  const { machine, presence, flows } = context
  const renewals = createRenewals(context)
  const salt = platform.random(16)
  let hasActed = false
  // After a sign-out, here or in another tab, nothing signs in by itself until the user acts again.
  const forgetAct = ({ reason }: State) => {
    if (reason === 'signed-out' || reason === 'elsewhere') hasActed = false
  }
  let signIn: SignIn | undefined
  const findSignIn = async () => {
    const { createSignIn } = await flows()
    signIn ??= createSignIn(context)
    return signIn
  }
  const { page } = platform
  stops.push(machine.subscribe(renewals.watch), renewals.stop, machine.subscribe(forgetAct))
  if (page) {
    stops.push(
      page.on('restored', () => {
        signIn?.drop()
        // What was true when the page was put away may be over: nothing is shown or sent until the vault was read.
        machine.dispatch({ type: 'paused' })
        presence.look()
      }),
      page.on('visible', () => presence.look()),
      page.on('acted', () => {
        hasActed = true
      }),
      page.on('near-press', () => prepare(context)),
    )
  }
  const ready = start(context)
  return {
    get state() {
      return machine.state
    },
    ready,
    subscribe: machine.subscribe,
    signIn: async (given) => {
      const options = toOptions<SignInOptions>(given, SIGN_IN)
      return (await findSignIn()).signIn(options)
    },
    signOut: async (given) => {
      signIn?.abort()
      return signOut(context, toOptions<SignOutOptions>(given, SIGN_OUT))
    },
    requireUser: async (given) => {
      const options = toOptions<RequireUserOptions>(given, REQUIRE_USER)
      const [{ requireUser }, found] = await Promise.all([flows(), findSignIn()])
      return requireUser(context, options, { ...found, hasActed: () => hasActed })
    },
    fetch: createFetch(context, renewals),
    userInfo: async () => {
      await machine.settled()
      return (await flows()).userInfo(context, renewals).catch((error) => {
        throw error instanceof AuthError ? context.report(error) : error
      })
    },
    on: context.on,
    inspect: async () => (await flows()).inspect(context, salt),
    dispose() {
      for (const stop of stops.splice(0)) stop()
    },
  }
}

// `onClick={auth.signIn}` hands over a DOM event: no options of ours.
function toOptions<Options extends object>(given: Options | Ignored | undefined, names: string): Options {
  // Every option of these methods is optional, and `Options` has no member of an event's.
  if (!given || 'preventDefault' in given) return {} as Options
  refuseUnknown(given, names.split(' '), 'option')
  return given as Options
}

function createContext(config: Config, seams: Seams, platform: Platform, stops: (() => void)[]): Context {
  const emitter = createEmitter(platform)
  const machine = createMachine(emitter)
  const vault = openVault(platform, config, config.sessionLifetimeSeconds)
  const presence = createPresence({ config, seams, vault, emitter, machine })
  const { tell, close } = platform.channel(`latchkey ${config.mark}`, () => presence.look())
  stops.push(close)
  const reported = new Set<string>()
  return {
    ...emitter,
    config,
    seams,
    platform,
    vault,
    machine,
    presence,
    wire: {
      ...platform,
      digest: platform.keys.digest,
      fetch: (input, init) => (seams.fetch ?? platform.fetch)(input, init),
      isLoopback: config.isLoopback,
    },
    tellTabs: tell,
    // The one door to the protocol. A chunk that a later deploy took away is tried again at the next call.
    flows: () =>
      import('./flows.js').catch(() => {
        throw new AuthError('protocol-unavailable', 'A part of latchkey could not be loaded')
      }),
    report(problem) {
      // A conditional type would narrow here; the union of both says the same.
      const code = ((problem as AuthError).code ?? problem) as ErrorCode | ProblemCode
      emitter.emit('problem', { code })
      if ((platform.isLoopback || !platform.isSecure) && !reported.has(code)) {
        reported.add(code)
        const log = seams.log ?? platform.warn
        // A developer is at work: the long explanation comes in a chunk of its own. Without it the code says enough.
        import('./explain.js').then(
          ({ explain }) => log(explain(problem, config, platform.page?.url().origin)),
          () => log(`latchkey: ${code}`),
        )
      }
      return problem
    },
  }
}

// Near a sign-in: chunk and metadata are at hand when the user presses. Failing here costs nothing.
function prepare(context: Context): void {
  if (context.machine.state.status !== 'signed-out') return
  context
    .flows()
    .then(({ findProvider }) => findProvider(context))
    .catch(() => undefined)
}

/** Takes a return off the address bar and completes it, or restores the session. Resolves to the first settled state. */
function start(context: Context): ReturnType<Context['machine']['settled']> {
  const { platform, config, presence, machine } = context
  const settled = machine.settled()
  const arrival = platform.page && takeArrival(platform.page, config.mark)
  // A router that is there already has read the callback, and follows `popstate`. One that is created later hears nothing.
  if (arrival?.isPlaced) platform.page?.announceReplace()
  if (!platform.isSecure) {
    const error = new AuthError('insecure-context', 'The page is not a secure context') as AnyAuthError
    machine.dispatch({ type: 'ended', reason: 'failed', error: context.report(error) })
  } else if (arrival && !isMarked(arrival.state, config.mark, 'o')) {
    complete(context, arrival)
  } else {
    presence.look().then(() => {
      // The profile schema refused the claims that were kept.
      if (machine.state.error) context.report(machine.state.error)
      // A later deploy must not take the chunk away before the first renewal. Without it that renewal tries again.
      if (presence.held) platform.whenIdle(() => context.flows().catch(() => undefined))
    })
  }
  return settled
}

/** Completes a redirect once. Whatever fails, a session that stands survives it, and the code is not used again. */
async function complete(context: Context, arrival: Arrival): Promise<void> {
  const { presence, machine, emit, report } = context
  const { version } = presence
  emit('navigation', { to: 'return' })
  presence.isReturning = true
  const before = context.vault.load().catch(() => undefined)
  let failure: AnyAuthError | undefined
  try {
    const { completeSignIn } = await context.flows()
    const { held, returnTo } = await completeSignIn(context, arrival)
    place(context, arrival, returnTo)
    // A sign-out here since then: the vault says what stands, not what was just received.
    if (presence.version === version) {
      const session = (await before)?.held?.session
      if (session && !isSameUser(session, held.session)) emit('user-changed', { by: 'sign-in' })
      presence.adopt(held, 'sign-in')
    }
    context.tellTabs()
  } catch (error) {
    failure = toFailure(error)
    // Signed out here meanwhile: as wanted, and no failure.
    if (failure.code === 'signed-out-meanwhile' && presence.version !== version) failure = undefined
  }
  presence.isReturning = false
  if (failure || machine.state.status !== 'signed-in') await presence.look(failure)
  if (machine.state.error) report(machine.state.error)
}

function toFailure(error: unknown): AnyAuthError {
  if (isAuthError(error)) return error
  // What else can fail is the reading of what was received: claims nested deeper than any stack, say.
  return error instanceof StoreError
    ? new AuthError('storage-blocked', 'The browser lost the sign-in')
    : new AuthError('token-invalid', 'The token response is not usable', { why: 'unreadable' })
}

function place({ platform: { page }, config, seams, report }: Context, arrival: Arrival, returnTo: string): void {
  const address = page && toReturnTo(page, returnTo)
  if (!page || !address) return
  if (seams.onReturn) {
    guard(() => seams.onReturn?.(address))
  } else if (takeArrival(page, config.mark)) {
    // A router that had read the address before us has put it back.
    report('callback-reappeared')
    page.replace(address)
  } else if (!arrival.isPlaced) {
    page.replace(address)
    page.announceReplace()
  }
}
