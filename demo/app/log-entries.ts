import type { AuthEvent } from 'latchkey'
import { type Field, toFields } from './fields.js'

/** How many are shown. */
export const ENTRIES_KEPT = 50
const NOT_SHOWN = new Set(['type', 'time'])

export interface LogEntry {
  readonly type: string
  readonly time: number
  /** Whether an access token went along. */
  readonly carriesToken: boolean
  readonly details: readonly Field[]
}

/** An event of latchkey for the log. There is no secret in it, so all of it is shown. */
export function toLogEntry(event: AuthEvent): LogEntry {
  const told = Object.entries(event).filter(([name, value]) => !NOT_SHOWN.has(name) && value !== undefined)
  return {
    type: event.type,
    time: event.time,
    carriesToken: event.type === 'request' && event.outcome === 'attached',
    details: toFields(Object.fromEntries(told)),
  }
}
