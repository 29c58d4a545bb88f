import { type AuthState, next, PENDING, type StateEvent } from '../domain/state.js'
import type { User } from '../domain/user.js'
import { type Emitter, guard } from './emitter.js'

export type State = AuthState<User>

/** Holds the one state and tells who follows it. */
export interface Machine {
  readonly state: State
  /** The first settled state. Never rejects. */
  readonly ready: Promise<State>
  /** The present state, or the next settled one while it is pending: also after a page came back and was paused. */
  settled(): Promise<State>
  dispatch(event: StateEvent<User, string>): void
  subscribe(listener: (state: State) => void): () => void
}

export function createMachine(events: Emitter): Machine {
  let state: State = PENDING
  const listeners = new Set<{ readonly run: (state: State) => void }>()
  const waiting: (() => void)[] = []
  let settle: (state: State) => void
  const ready = new Promise<State>((resolve) => {
    settle = resolve
  })
  return {
    get state() {
      return state
    },
    ready,
    async settled() {
      while (state.status === 'pending') await new Promise<void>((resolve) => waiting.push(resolve))
      return state
    },
    dispatch(event) {
      const before = state
      state = next(state, event)
      if (state === before) return
      if (state.status !== 'pending') {
        settle(state)
        for (const go of waiting.splice(0)) go()
      }
      events.emit('state', { status: state.status, reason: state.reason })
      for (const listener of [...listeners]) if (listeners.has(listener)) guard(() => listener.run(state))
    },
    subscribe(run) {
      const listener = { run }
      listeners.add(listener)
      guard(() => run(state))
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
