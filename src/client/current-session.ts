import { grantedTo } from '../domain/api.js'
import { type AnyState, isEqual, next, PENDING, type SignedOutReason } from '../domain/auth-state.js'
import { type AnyAuthError, AuthError, isAuthError } from '../domain/errors.js'
import { claimsOf, grantFor, isSameUser, type SessionEntry } from '../domain/session.js'
import type { User } from '../domain/user.js'
import type { Contents, Vault } from '../session/vault.js'
import type { Config, Seams } from './config.js'
import { type Emitter, guard } from './emitter.js'
import { toProfile, toRefusal } from './profile.js'

export type State = AnyState<User>

/** Who is present: the session that this page holds in memory, and the one state that it shows of it. */
export interface CurrentSession {
  readonly state: State
  readonly entry: SessionEntry | undefined
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
  mustBeOf(entry: SessionEntry): Promise<void>
  /** Shows and sends nothing until the vault was read again. */
  pause(): void
  /** Takes a session into memory and publishes its user. Another user's goes through `signed-out` first. */
  adopt(entry: SessionEntry, by: 'sign-in' | 'another-tab', error?: AnyAuthError): void
  /** Forgets the session at once and says why. */
  end(reason: SignedOutReason, error?: AnyAuthError): void
  /** Says that a sign-in has failed, about whoever is present: once that is known. */
  fail(error: AnyAuthError): Promise<void>
  /** Forgets the session and says so, and is still from then on, whatever comes of what is under way. */
  close(): void
  /** Reads the vault and follows it, after a sign-in that failed with that error. Resolves when the state says what the vault held. */
  reload(failure?: AnyAuthError): Promise<void>
}

interface Parts extends Emitter {
  readonly config: Config
  readonly seams: Seams
  readonly vault: Vault
}

export function createCurrentSession({ config, seams, vault, emit, follow, mute }: Parts): CurrentSession {
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

  const current: { -readonly [Name in keyof CurrentSession]: CurrentSession[Name] } = {
    state: PENDING,
    entry: undefined,
    version: 0,
    isReturning: false,
    hasActed: false,
    epoch: undefined,
    subscribe(listener) {
      let told: State | undefined
      // The present state, not the one of an event: a listener before this one may have signed out.
      const tell = () => {
        if (told === current.state) return
        told = current.state
        listener(told)
      }
      const stop = follow(tell)
      guard(tell, undefined)
      return stop
    },
    settled: () => (current.state === PENDING ? settled : Promise.resolve(current.state)),
    async mustBeOf({ session }) {
      await current.settled()
      const { entry } = current
      if (entry && !isSameUser(session, entry.session)) {
        throw new AuthError('user-changed', 'Another user has signed in')
      }
    },
    pause: () => show(PENDING),
    adopt(fresh, by, error) {
      const { entry } = current
      current.version += 1
      if (entry && !isSameUser(entry.session, fresh.session)) {
        const after = current.version + 1
        current.end('elsewhere')
        emit('user-changed', { by })
        // A listener has signed out: that is the last word.
        if (current.version !== after) return
      }
      publish(fresh, error)
    },
    end(reason, error) {
      current.version += 1
      current.entry = undefined
      current.hasActed = false
      show({ status: 'signed-out', reason, ...(error && { error }) })
    },
    async fail(error) {
      await current.settled()
      const { entry, hasActed } = current
      if (entry) current.adopt(entry, 'sign-in', error)
      else current.end('failed', error)
      current.hasActed = hasActed
    },
    close() {
      if (current.state.status !== 'signed-out') current.end('none')
      shown = undefined
      isClosed = true
      mute()
    },
    async reload(failure) {
      // Before the store is asked, which may answer nobody.
      hear()
      const before = current.version
      const contents = await vault.load().catch((): Contents => {
        emit('storage', { problem: 'memory-only' })
        // Behind a closed gate nothing in memory is known to stand: a later look takes the session again.
        if (current.state === PENDING) current.entry = undefined
        hear()
        return current
      })
      if (current.isReturning) return
      // What was read before this page did something itself is no longer the news.
      if (current.version !== before) return current.reload(failure)
      // A read that began before this one and ends after it is old news.
      current.version += 1
      apply(contents, failure)
    },
  }
  unsettle()

  function show(news: State): void {
    if (isClosed) return
    const { state } = current
    current.state = next(state, news)
    if (current.state === state) return
    if (news === PENDING) unsettle()
    else settle(current.state)
    emit('state', { status: news.status, reason: news.reason })
  }

  const isOver = ({ epoch, session }: SessionEntry) => vault.isOver(epoch, session.signedInAt)

  /** A sign-out in another tab that the store does not tell of: it is noted. Behind a closed gate the store is waited for. */
  function hear(): void {
    const { entry, state } = current
    if (entry && state !== PENDING && isOver(entry)) current.end('elsewhere')
  }

  function publish(fresh: SessionEntry, error?: AnyAuthError): void {
    const { session } = fresh
    // A sign-out came between its writing and here; or nobody is told any more.
    if (isClosed || isOver(fresh)) {
      current.end('elsewhere')
      return
    }
    current.entry = fresh
    current.epoch = fresh.epoch
    try {
      const scopes = Object.freeze(
        Object.fromEntries(
          config.apis.map((api) => [api.name, grantedTo(api, grantFor(session, api.audience)?.scopes, config.apis)]),
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
      current.end('failed', isAuthError(refusal) ? refusal : toRefusal([]))
    }
  }

  function apply({ row, entry: found, isUnreadable }: Contents, failure?: AnyAuthError): void {
    const { state, entry } = current
    const isPending = state === PENDING
    if (isUnreadable) emit('storage', { problem: 'unreadable' })
    // An error of a sign-in that failed stays until the next one.
    if (found && entry?.id === found.id && entry.generation >= found.generation) publish(entry, failure ?? state.error)
    else if (found) current.adopt(found, 'another-tab', failure)
    else if (entry) current.end(row?.ended === 'expired' ? 'expired' : 'elsewhere')
    else if (failure || isPending) current.end(failure ? 'failed' : (row?.ended ?? 'none'), failure)
  }

  return current
}
