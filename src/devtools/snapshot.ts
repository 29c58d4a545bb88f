import type { Inspection } from '../auth/inspect.js'
import type { DeclaredApi, TimedCall, ToldProblem } from '../development/panel-hook.js'
import type { AuthEvent, Status } from '../domain/events.js'
import type { Tabs } from './tabs.js'

/** An error as it may be shown: what it is about is left out, and may quote a provider. */
export interface ShownError {
  readonly code: string
  readonly message: string
  readonly ends: string
  readonly retry: string
}

/** The last problem; with its explanation where the development build of the core has told one. */
export interface ShownProblem extends Partial<Omit<ToldProblem, 'code'>> {
  readonly code: string
  readonly time: number
}

/** Everything that the panel shows, at one moment. Plain data, and no token, code or claim. */
export interface Snapshot {
  readonly now: number
  readonly state: {
    readonly status: Status
    readonly reason: string | undefined
    readonly error: ShownError | undefined
  }
  readonly inspection: Inspection | undefined
  readonly events: readonly AuthEvent[]
  readonly calls: readonly TimedCall[]
  /** `undefined` where there is no hook: what is asked for is then not known. */
  readonly apis: readonly DeclaredApi[] | undefined
  readonly problem: ShownProblem | undefined
  readonly tabs: Tabs | undefined
  readonly isOffline: boolean
}
