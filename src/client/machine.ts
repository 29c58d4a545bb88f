import { type AuthState, next, PENDING, type StateEvent } from '../domain/state.js'
import type { User } from '../domain/user.js'
import { createListeners, type Emitter, guard } from './emitter.js'

export type State = AuthState<User>

/** Holds the one state and tells who follows it. */
export interface Machine {
  readonly state: State
  /** The present state, or the next settled one while it is pending: at the start, and when a page came back. */
  settled(): Promise<State>
  dispatch(event: StateEvent<User, string>): void
  subscribe(listener: (state: State) => void): () => void
}

export function createMachine({ emit }: Emitter): Machine {
  let state: State = PENDING
  const listeners = createListeners<State>()
  const subscribe: Machine['subscribe'] = (listener) => {
    let told: State | undefined
    // The present state, not the one of the dispatch: a listener before this one may have signed out.
    const tell = () => {
      if (told === state) return
      told = state
      listener(state)
    }
    const stop = listeners.add(tell)
    guard(tell)
    return stop
  }
  return {
    get state() {
      return state
    },
    async settled() {
      while (state.status === 'pending') {
        await new Promise<void>((resolve) => {
          const stop = listeners.add(() => {
            stop()
            resolve()
          })
        })
      }
      return state
    },
    dispatch(event) {
      const before = state
      state = next(state, event)
      if (state === before) return
      emit('state', { status: state.status, reason: state.reason })
      listeners.tell(state)
    },
    subscribe,
  }
}
