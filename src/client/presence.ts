import { grantedTo } from '../domain/api.js'
import { type AnyAuthError, AuthError, isAuthError } from '../domain/errors.js'
import type { StandardSchema } from '../domain/schema.js'
import { type Held, isSameUser } from '../domain/session.js'
import { type Claims, freezeDeep, toUser, type User } from '../domain/user.js'
import { StoreError } from '../platform/platform.js'
import type { Contents, Ending, Vault } from '../session/vault.js'
import type { Config, Seams } from './config.js'
import type { Emitter } from './emitter.js'
import type { Machine } from './machine.js'

/** The session that this page holds in memory, and how the vault's contents become its state. */
export interface Presence {
  readonly held: Held | undefined
  /** Grows with everything this page itself decides: whoever awaited something compares it before speaking. */
  readonly version: number
  /** A return is being completed: until then nothing that is read decides the state. */
  isReturning: boolean
  /** Takes a session into memory and publishes its user. Another user's goes through `signed-out` first. */
  adopt(held: Held, by: 'sign-in' | 'another-tab', error?: AnyAuthError): void
  /** Forgets the session at once and says why. */
  end(reason: Ending | 'elsewhere', error?: AnyAuthError): void
  /** Reads the vault and follows it, after a sign-in that failed with that error. Resolves when the state says what the vault held. */
  look(failure?: AnyAuthError): Promise<void>
}

interface Parts {
  readonly config: Config
  readonly seams: Seams
  readonly vault: Vault
  readonly emitter: Emitter
  readonly machine: Machine
}

export function createPresence({ config, seams, vault, emitter, machine }: Parts): Presence {
  const { emit } = emitter
  let held: Held | undefined
  // The session that was signed out of here: never taken again, also when the vault could not be told.
  let gone: string | undefined
  // Counts what this page itself has done: what was read from the vault before that is no longer the news.
  let version = 0
  // The user keeps its reference as long as nothing about it changes, also over a pause.
  let shown: { readonly claims: Claims; readonly user: User } | undefined
  const presence: Presence = {
    get held() {
      return held
    },
    get version() {
      return version
    },
    isReturning: false,
    adopt(fresh, by, error) {
      version += 1
      if (held && !isSameUser(held.session, fresh.session)) {
        const after = version + 1
        presence.end('elsewhere')
        emit('user-changed', { by })
        // A listener has signed out: that is the last word.
        if (version !== after) return
      }
      held = fresh
      publish(fresh, error)
    },
    end(reason, error) {
      version += 1
      if (reason === 'signed-out') gone = held?.id ?? gone
      held = undefined
      machine.dispatch({ type: 'ended', reason, error })
    },
    async look(failure) {
      for (;;) {
        const before = version
        const contents = await load()
        if (presence.isReturning) return
        if (version !== before) continue
        // A read that began before this one and ends after it is old news.
        version += 1
        return follow(contents, failure)
      }
    },
  }

  function publish({ session }: Held, failure?: AnyAuthError): void {
    try {
      const granted = config.apis.map((api) => [api.name, grantedTo(api, session.grant.scopes)])
      const scopes = Object.freeze(Object.fromEntries(granted))
      if (shown?.claims !== session.claims)
        shown = { claims: session.claims, user: toProfile(seams.profile, session.claims) }
      machine.dispatch({ type: 'held', user: shown.user, scopes, error: failure })
    } catch (error) {
      // A schema that throws refuses too.
      const refusal = isAuthError(error) ? error : toRefusal([])
      held = undefined
      machine.dispatch({ type: 'ended', reason: 'failed', error: refusal })
    }
  }

  function follow({ row, held: found, isUnreadable }: Contents, failure?: AnyAuthError): void {
    if (isUnreadable) emit('storage', { problem: 'unreadable' })
    if (found && found.id === gone) {
      vault.end('signed-out').catch(() => undefined)
      if (machine.state.status === 'pending') presence.end('signed-out')
    } else if (found) {
      const isKnown = held?.id === found.id && held.generation >= found.generation
      // An error of a sign-in that failed stays until the next one.
      if (isKnown && held) publish(held, failure ?? machine.state.error)
      else presence.adopt(found, 'another-tab', failure)
    } else if (held) {
      presence.end(row?.ended === 'expired' ? 'expired' : 'elsewhere')
    } else if (failure || machine.state.status === 'pending') {
      machine.dispatch({ type: 'ended', reason: failure ? 'failed' : (row?.ended ?? 'none'), error: failure })
    }
  }

  async function load(): Promise<Contents> {
    try {
      return await vault.load()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      emit('storage', { problem: 'memory-only' })
      // Behind a closed gate nothing in memory is known to stand: a later look takes the session again.
      if (machine.state.status === 'pending') held = undefined
      return { row: undefined, held }
    }
  }

  return presence
}

/** The user as the app's schema sees the claims. `iss` and `sub` are always there: together they are the user's key. */
function toProfile(schema: StandardSchema<unknown> | undefined, claims: Claims): User {
  const user = toUser(claims)
  const result = schema?.['~standard'].validate(structuredClone(user))
  if (!result) return user
  if ('then' in result) throw toRefusal(['(the schema is asynchronous)'])
  if (result.issues) {
    throw toRefusal(
      result.issues.map(({ path = [] }) =>
        path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
      ),
    )
  }
  // What the schema made of the claims is what the app typed; the key of the user is not the schema's to drop.
  return freezeDeep({ ...(result.value as User), iss: user.iss, sub: user.sub })
}

const toRefusal = (paths: readonly string[]) =>
  new AuthError('user-profile', 'The profile schema refuses the claims', { paths })
