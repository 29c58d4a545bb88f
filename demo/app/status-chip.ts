/** The status of an answer as a chip. */
export interface StatusChip {
  readonly text: string
  /** For `data-status`. */
  readonly status: string
  /** For `data-kind`. */
  readonly kind: 'good' | 'bad'
}

/** A status as a chip; `undefined` is a request that never got an answer. */
export function toStatusChip(status: number | undefined): StatusChip {
  return {
    text: status === undefined ? 'not sent' : String(status),
    status: status === undefined ? 'none' : String(status),
    kind: status !== undefined && status < 400 ? 'good' : 'bad',
  }
}
