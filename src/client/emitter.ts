import type { AuthEvent, AuthEvents, AuthEventType } from '../domain/events.js'
import type { Platform } from '../platform/platform.js'

/** What `auth.on` calls: with one event of that type. */
export type AuthEventListener<Type extends AuthEventType = AuthEventType> = (event: AuthEvent<Type>) => void

/** Tells listeners what happens. The last 50 events are kept for a listener that comes late. */
export interface Emitter {
  on<Type extends AuthEventType>(type: Type | '*', listener: AuthEventListener<Type>): () => void
  emit<Type extends AuthEventType>(type: Type, fields: AuthEvents[Type]): void
  /** Adds a listener of all that is still to come; each call with a function of its own. */
  follow(listener: AuthEventListener): () => void
  /** Lets go of every listener. */
  mute(): void
}

const KEPT = 50

export function createEmitter({ now }: Pick<Platform, 'now'>): Emitter {
  const kept: AuthEvent[] = []
  const listeners = new Set<AuthEventListener>()
  const follow: Emitter['follow'] = (listener) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  return {
    follow,
    mute: () => listeners.clear(),
    on(type, listener) {
      const pass = (event: AuthEvent) => {
        // An event whose type is the one asked for has that type's fields.
        if (type === '*' || event.type === type) listener(event as never)
      }
      for (const event of kept.slice(-KEPT)) guard(pass, event)
      return follow(pass)
    },
    emit(type, fields) {
      // Type and fields come from one line of `AuthEvents`.
      const event = Object.freeze({ type, time: now().wall, ...fields }) as AuthEvent
      // Not at every event: that would cost a call more than all the rest.
      if (kept.push(event) > 2 * KEPT) kept.splice(0, KEPT)
      // A listener that one before it took away is not told; one that it added has heard.
      for (const listener of [...listeners]) if (listeners.has(listener)) guard(listener, event)
    },
  }
}

/** Runs a listener of the app. What it throws is reported as the page's own error, and never disturbs a sign-in. */
export function guard<Value>(listener: (value: Value) => void, value: Value): void {
  try {
    listener(value)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
