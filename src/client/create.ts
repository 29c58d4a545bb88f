import { AuthError, isAuthError } from '../domain/errors.js'
import type { Platform } from '../platform/platform.js'
import { openVault } from '../session/vault.js'
import { type Arrival, isSignOutReturn, takeArrival, toReturnTo } from './arrival.js'
import type { Auth } from './auth.js'
import type { Config, Seams } from './config.js'
import type { Context } from './context.js'
import { createEmitter } from './emitter.js'
import { createFetch } from './fetch.js'
import { createInspect } from './inspect.js'
import { createMachine } from './machine.js'
import { createPresence } from './presence.js'
import { createRenewals } from './renewals.js'
import { createRequireUser } from './require-user.js'
import { createSignIn } from './sign-in.js'
import { createSignOut } from './sign-out.js'
import { createUserInfo } from './user-info.js'

/** Builds one client on a platform and starts it. */
export function createClient(config: Config, seams: Seams, platform: Platform): Auth {
  const stops: (() => void)[] = []
  const context = createContext(config, seams, platform, stops)
  const { machine, events } = context
  let hasActed = false
  const renewals = createRenewals(context)
  const signIn = createSignIn(context)
  const askUserInfo = createUserInfo(context, renewals)
  stops.push(
    machine.subscribe(() => renewals.watch()),
    () => renewals.stop(),
    ...listen(context, { drop: signIn.drop, onAct: () => (hasActed = true) }),
  )
  start(context)
  return {
    get state() {
      return machine.state
    },
    ready: machine.ready,
    subscribe: machine.subscribe,
    signIn: signIn.signIn,
    signOut: createSignOut(context, () => (hasActed = false)),
    requireUser: createRequireUser(context, signIn, () => hasActed),
    fetch: createFetch(context, renewals),
    userInfo: () => askUserInfo(context),
    on: events.on,
    inspect: createInspect(context),
    dispose() {
      for (const stop of stops.splice(0)) stop()
    },
  }
}

function createContext(config: Config, seams: Seams, platform: Platform, stops: (() => void)[]): Context {
  const events = createEmitter(platform)
  const machine = createMachine(events)
  const { sessionLifetimeSeconds } = config
  const onUnreadable = () => events.emit('storage', { problem: 'unreadable' })
  const vault = openVault(platform, config, { sessionLifetimeSeconds, onUnreadable })
  const presence = createPresence({ config, seams, vault, events, machine })
  const channel = platform.channel(`latchkey ${config.mark}`, () => void presence.look())
  stops.push(channel.close)
  const send: Platform['fetch'] = (input, init) => (seams.fetch ?? platform.fetch)(input, init)
  const explained = new Set<string>()
  const log = (message: string) => (seams.log ?? platform.warn)(message)
  const say = (code: Parameters<Context['warn']>[0], error?: AuthError) => {
    events.emit('problem', { code })
    if (!platform.isLoopback || explained.has(code)) return
    explained.add(code)
    // A developer is at work: the long explanation comes in a chunk of its own. Without it the error still says enough.
    import('./explain.js').then(
      ({ explain }) => log(explain(code, config, error)),
      () => log(`latchkey: ${code}`),
    )
  }
  return {
    config,
    seams,
    platform,
    vault,
    events,
    machine,
    presence,
    wire: {
      now: platform.now,
      after: platform.after,
      fetch: send,
      digest: platform.keys.digest,
      isLoopback: config.isLoopback,
    },
    tellTabs: channel.tell,
    flows: () => loadFlows(),
    explain: (error) => say(error.code, error),
    warn: (code) => say(code),
  }
}

// The one door to the protocol. A chunk that a later deploy took away is tried again at the next call.
function loadFlows(): Promise<typeof import('./flows.js')> {
  return import('./flows.js').catch(() => {
    throw new AuthError('protocol-unavailable', 'A part of latchkey could not be loaded')
  })
}

function listen(context: Context, { drop, onAct }: { drop: () => void; onAct: () => void }): (() => void)[] {
  const { platform, presence, machine } = context
  const { page } = platform
  if (!page) return []
  let isNear = false
  const prepare = () => {
    if (isNear || machine.state.status !== 'signed-out') return
    isNear = true
    // Near a sign-in: chunk and metadata are at hand when the user presses. Failing here costs nothing.
    context
      .flows()
      .then((flows) => flows.findProvider(context))
      .catch(() => {
        isNear = false
      })
  }
  return [
    page.on('restored', () => {
      drop()
      // What was true when the page was put away may be over: nothing is shown or sent until the vault was read.
      machine.dispatch({ type: 'paused' })
      void presence.look()
    }),
    page.on('visible', () => void presence.look()),
    page.on('acted', onAct),
    page.on('near-press', prepare),
  ]
}

function start(context: Context): void {
  const { platform, config, presence, machine } = context
  const { page } = platform
  const arrival = page && takeArrival(page, config)
  if (!platform.isSecure) {
    const error = new AuthError('insecure-context', 'The page is not a secure context')
    machine.dispatch({ type: 'ended', reason: 'failed', error })
    context.explain(error)
  } else if (arrival && !isSignOutReturn(arrival, config.mark)) void complete(context, arrival)
  else
    void presence.look().then(() => machine.state.status === 'signed-in' && platform.whenIdle(() => preload(context)))
}

// A later deploy must not take the chunk away before the first renewal. Without it that renewal tries again.
const preload = (context: Context) => void context.flows().catch(() => undefined)

/** Completes a redirect once. Whatever fails, a session that stands survives it, and the code is not used again. */
async function complete(context: Context, arrival: Arrival): Promise<void> {
  const { presence, events } = context
  events.emit('navigation', { to: 'return' })
  try {
    const { completeSignIn } = await context.flows()
    const { held, returnTo } = await completeSignIn(context, arrival)
    place(context, arrival, returnTo)
    presence.adopt(held, 'sign-in')
    context.tellTabs()
  } catch (error) {
    const known = isAuthError(error) ? error : toUnexpected()
    await presence.look(known)
    context.explain(known)
  }
}

const toUnexpected = () => new AuthError('storage-blocked', 'The browser keeps nothing, so the sign-in was lost')

function place({ platform, seams }: Context, { isPlaced }: Arrival, returnTo: string): void {
  const { page } = platform
  const address = page && toReturnTo(page, returnTo)
  if (!page || !address) return
  if (seams.onReturn) return seams.onReturn(address)
  if (isPlaced) return
  page.replace(address)
  page.announceReplace()
}
