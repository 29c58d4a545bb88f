import { grantedTo } from '../domain/api.js'
import { type AnyAuthError, AuthError, isAuthError } from '../domain/errors.js'
import { claimsOf, grantFor, type Held, isSameUser } from '../domain/session.js'
import { type AnyState, isEqual, next, PENDING, type SignedOutReason } from '../domain/state.js'
import type { User } from '../domain/user.js'
import type { Contents, Vault } from '../session/vault.js'
import type { Config, Seams } from './config.js'
import { type Emitter, guard } from './emitter.js'
import { toProfile, toRefusal } from './profile.js'

export type State = AnyState<User>

/** Who is present: the session that this page holds in memory, and the one state that it shows of it. */
export interface Presence {
  readonly state: State
  readonly held: Held | undefined
  /** Grows with everything this page itself decides: whoever awaited something compares it before speaking. */
  readonly version: number
  /** A return is being completed: until then nothing that is read decides the state. */
  isReturning: boolean
  /** Whether the user has done anything since the session ended: only then may a sign-in start by itself. */
  hasActed: boolean
  /** The epoch of the last session that this page held. */
  readonly epoch: string | undefined
  /** Calls the listener at once and on every change. */
  subscribe(listener: (state: State) => void): () => void
  /** The present state, or the next settled one while it is pending: at the start, and when a page came back. */
  settled(): Promise<State>
  /**
   * Resolves when it is known that nobody else is present than the user of this session: nobody at all, too.
   *
   * @throws {AuthError} user-changed
   */
  mustBeOf(held: Held): Promise<void>
  /** Shows and sends nothing until the vault was read again. */
  pause(): void
  /** Takes a session into memory and publishes its user. Another user's goes through `signed-out` first. */
  adopt(held: Held, by: 'sign-in' | 'another-tab', error?: AnyAuthError): void
  /** Forgets the session at once and says why. */
  end(reason: SignedOutReason, error?: AnyAuthError): void
  /** Forgets the session and says so, and is still from then on, whatever comes of what is under way. */
  close(): void
  /** Reads the vault and follows it, after a sign-in that failed with that error. Resolves when the state says what the vault held. */
  look(failure?: AnyAuthError): Promise<void>
}

interface Parts extends Emitter {
  readonly config: Config
  readonly seams: Seams
  readonly vault: Vault
}

export function createPresence({ config, seams, vault, emit, follow, mute }: Parts): Presence {
  // The user keeps its reference as long as nothing about it changes, also over a pause.
  let shown: User | undefined
  let isClosed = false
  let settle: (state: State) => void
  let settled: Promise<State>
  const unsettle = () => {
    settled = new Promise((resolve) => {
      settle = resolve
    })
  }

  const presence: { -readonly [Name in keyof Presence]: Presence[Name] } = {
    state: PENDING,
    held: undefined,
    version: 0,
    isReturning: false,
    hasActed: false,
    epoch: undefined,
    subscribe(listener) {
      let told: State | undefined
      // The present state, not the one of an event: a listener before this one may have signed out.
      const tell = () => {
        if (told === presence.state) return
        told = presence.state
        listener(told)
      }
      const stop = follow(tell)
      guard(tell, undefined)
      return stop
    },
    settled: () => (presence.state === PENDING ? settled : Promise.resolve(presence.state)),
    async mustBeOf({ session }) {
      await presence.settled()
      const { held } = presence
      if (held && !isSameUser(session, held.session)) {
        throw new AuthError('user-changed', 'Another user has signed in')
      }
    },
    pause: () => show(PENDING),
    adopt(fresh, by, error) {
      const { held } = presence
      presence.version += 1
      if (held && !isSameUser(held.session, fresh.session)) {
        const after = presence.version + 1
        presence.end('elsewhere')
        emit('user-changed', { by })
        // A listener has signed out: that is the last word.
        if (presence.version !== after) return
      }
      publish(fresh, error)
    },
    end(reason, error) {
      presence.version += 1
      presence.held = undefined
      presence.hasActed = false
      show({ status: 'signed-out', reason, ...(error && { error }) })
    },
    close() {
      if (presence.state.status !== 'signed-out') presence.end('none')
      shown = undefined
      isClosed = true
      mute()
    },
    async look(failure) {
      // Before the store is asked, which may answer nobody.
      hear()
      const before = presence.version
      const contents = await vault.load().catch((): Contents => {
        emit('storage', { problem: 'memory-only' })
        // Behind a closed gate nothing in memory is known to stand: a later look takes the session again.
        if (presence.state === PENDING) presence.held = undefined
        hear()
        return presence
      })
      if (presence.isReturning) return
      // What was read before this page did something itself is no longer the news.
      if (presence.version !== before) return presence.look(failure)
      // A read that began before this one and ends after it is old news.
      presence.version += 1
      heed(contents, failure)
    },
  }
  unsettle()

  function show(news: State): void {
    if (isClosed) return
    const { state } = presence
    presence.state = next(state, news)
    if (presence.state === state) return
    if (news === PENDING) unsettle()
    else settle(presence.state)
    emit('state', { status: news.status, reason: news.reason })
  }

  const isOver = ({ epoch, session }: Held) => vault.isOver(epoch, session.signedInAt)

  /** A sign-out in another tab that the store does not tell of: it is noted. Behind a closed gate the store is waited for. */
  function hear(): void {
    const { held, state } = presence
    if (held && state !== PENDING && isOver(held)) presence.end('elsewhere')
  }

  function publish(fresh: Held, error?: AnyAuthError): void {
    const { session } = fresh
    // A sign-out came between its writing and here; or nobody is told any more.
    if (isClosed || isOver(fresh)) {
      presence.end('elsewhere')
      return
    }
    presence.held = fresh
    presence.epoch = fresh.epoch
    try {
      const scopes = Object.freeze(
        Object.fromEntries(
          config.apis.map((api) => [api.name, grantedTo(api, grantFor(session, api.audience)?.scopes)]),
        ),
      )
      const rest = { scopes, ...(error && { error }) }
      if (config.openid === false) {
        show({ status: 'authorized', ...rest })
      } else {
        const user = toProfile(seams.profile, claimsOf(session))
        if (!shown || !isEqual(user, shown)) shown = user
        show({ status: 'signed-in', user: shown, ...rest })
      }
    } catch (refusal) {
      // A schema that throws refuses too.
      presence.end('failed', isAuthError(refusal) ? refusal : toRefusal([]))
    }
  }

  function heed({ row, held: found, isUnreadable }: Contents, failure?: AnyAuthError): void {
    const { state, held } = presence
    const isPending = state === PENDING
    if (isUnreadable) emit('storage', { problem: 'unreadable' })
    // An error of a sign-in that failed stays until the next one.
    if (found && held?.id === found.id && held.generation >= found.generation) publish(held, failure ?? state.error)
    else if (found) presence.adopt(found, 'another-tab', failure)
    else if (held) presence.end(row?.ended === 'expired' ? 'expired' : 'elsewhere')
    else if (failure || isPending) presence.end(failure ? 'failed' : (row?.ended ?? 'none'), failure)
  }

  return presence
}
