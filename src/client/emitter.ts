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
  let kept: readonly AuthEvent[] = []
  const listeners = createListeners<AuthEvent>()
  return {
    on(type, listener) {
      const pass = (event: AuthEvent) => {
        // An event whose type is the one asked for has that type's fields.
        if (type === '*' || event.type === type) listener(event as never)
      }
      for (const event of kept) guard(() => pass(event))
      return listeners.add(pass)
    },
    emit(type, fields) {
      // Type and fields come from one line of `AuthEvents`.
      const event = Object.freeze({ type, time: now().wall, ...fields }) as AuthEvent
      kept = [...kept, event].slice(-KEPT)
      listeners.tell(event)
    },
  }
}

/** Listeners that can be added and taken away while they are told, also from inside a call. */
export function createListeners<Value>() {
  const all = new Set<{ readonly run: (value: Value) => void }>()
  return {
    add(run: (value: Value) => void): () => void {
      const listener = { run }
      all.add(listener)
      return () => void all.delete(listener)
    },
    tell(value: Value): void {
      for (const listener of [...all]) if (all.has(listener)) guard(() => listener.run(value))
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
