import type { AuthEvent, AuthEvents, AuthEventType } from '../domain/events.js'
import type { Platform } from '../platform/platform.js'

export type Listener<Type extends AuthEventType = AuthEventType> = (event: AuthEvent<Type>) => void

/** Tells listeners what happens. The last 50 events are kept for a listener that comes late. */
export interface Emitter {
  on<Type extends AuthEventType>(type: Type | '*', listener: Listener<Type>): () => void
  emit<Type extends AuthEventType>(type: Type, fields: AuthEvents[Type]): void
}

const KEPT = 50

export function createEmitter({ now }: Pick<Platform, 'now'>): Emitter {
  const kept: AuthEvent[] = []
  const listeners = new Set<(event: AuthEvent) => void>()
  return {
    on(type, listener) {
      const pass = (event: AuthEvent) => {
        // An event whose type is the one asked for has that type's fields.
        if (type === '*' || event.type === type) guard(() => listener(event as never))
      }
      listeners.add(pass)
      for (const event of [...kept]) pass(event)
      return () => {
        listeners.delete(pass)
      }
    },
    emit(type, fields) {
      // Type and fields come from one line of `AuthEvents`.
      const event = Object.freeze({ type, time: now().wall, ...fields }) as AuthEvent
      kept.push(event)
      if (kept.length > KEPT) kept.shift()
      for (const pass of [...listeners]) pass(event)
    },
  }
}

/** Runs a listener of the app. What it throws is reported as the page's own error, and never disturbs a sign-in. */
export function guard(run: () => void): void {
  try {
    run()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
