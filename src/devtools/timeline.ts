import type { TimedCall } from '../development/panel-hook.js'
import type { AuthEvent } from '../domain/events.js'

/** One line of the timeline. Times in milliseconds since the epoch. */
export interface Row {
  readonly label: string
  readonly detail: string
  readonly from: number
  /** The same as `from` for what takes no time; `undefined` while it is not over. */
  readonly until: number | undefined
  readonly kind: 'good' | 'bad' | 'plain'
}

/** Rows that belong together because little time is between them: they share a scale, or an hour's pause would squeeze them all. */
export interface Burst {
  readonly from: number
  readonly until: number
  readonly rows: readonly Row[]
}

const PAUSE_MS = 5_000
const ENDINGS = ['renewed', 'adopted', 'failed']

/** Events and calls as a waterfall, the newest burst first, and in a burst the oldest row. */
export function toBursts(events: readonly AuthEvent[], calls: readonly TimedCall[], now: number): readonly Burst[] {
  const rows = [...toRows(events, calls.length > 0), ...calls.map(toCallRow)].sort(
    (one, other) => one.from - other.from,
  )
  const bursts: { from: number; until: number; rows: Row[] }[] = []
  for (const row of rows) {
    const end = row.until ?? now
    const burst = bursts.at(-1)
    if (burst && row.from - burst.until < PAUSE_MS) {
      burst.rows.push(row)
      burst.until = Math.max(burst.until, end)
    } else bursts.push({ from: row.from, until: end, rows: [row] })
  }
  return bursts.reverse()
}

function toRows(events: readonly AuthEvent[], hasCalls: boolean): readonly Row[] {
  return events.flatMap((event, index) => {
    // Shown with their answers instead.
    if (event.type === 'request' && event.outcome === 'attached' && hasCalls) return []
    if (event.type !== 'renewal') return [toPoint(event)]
    if (event.phase !== 'started') return isStarted(events.slice(0, index), event) ? [] : [toPoint(event)]
    const end = events.slice(index + 1).find((other) => isEndOf(event, other))
    const phase = end?.type === 'renewal' ? end.phase : undefined
    const code = end?.type === 'renewal' ? end.code : undefined
    return {
      label: 'renewal',
      detail: [event.api, phase ?? 'under way', code].filter(Boolean).join(' · '),
      from: event.time,
      until: end?.time,
      kind: phase === 'failed' ? 'bad' : phase ? 'good' : 'plain',
    }
  })
}

type Renewal = AuthEvent<'renewal'>

const isEndOf = (start: Renewal, other: AuthEvent): boolean =>
  other.type === 'renewal' && other.api === start.api && ENDINGS.includes(other.phase)

/** Whether the renewal that ends here is among the events: then its row has the end, too. */
function isStarted(before: readonly AuthEvent[], { api }: Renewal): boolean {
  const last = before.filter((other) => other.type === 'renewal' && other.api === api).at(-1)
  return last?.type === 'renewal' && last.phase === 'started'
}

function toPoint(event: AuthEvent): Row {
  const { type, time, ...fields } = event
  return { label: type, detail: toDetail(fields), from: time, until: time, kind: toKind(event) }
}

/** The fields of an event. What a provider has added to a return is named alone: it may say something of the user. */
export const toDetail = (fields: object): string =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => (typeof value === 'object' ? Object.keys(value as object).join(', ') : toWord(name, value)))
    .join(' · ')

const toWord = (name: string, value: unknown): string => (typeof value === 'string' ? value : `${name} ${value}`)

function toKind(event: AuthEvent): Row['kind'] {
  const isBad =
    event.type === 'problem' ||
    event.type === 'challenge' ||
    event.type === 'storage' ||
    (event.type === 'renewal' && event.phase === 'failed') ||
    (event.type === 'request' && event.outcome === 'refused') ||
    (event.type === 'state' && event.reason === 'failed')
  return isBad ? 'bad' : 'plain'
}

const toCallRow = ({ api, method, from, until, status }: TimedCall): Row => ({
  label: 'call',
  detail: [method, api, until === undefined ? 'under way' : (status ?? 'no answer')].filter(Boolean).join(' · '),
  from,
  until,
  kind: until === undefined ? 'plain' : status !== undefined && status < 400 ? 'good' : 'bad',
})
