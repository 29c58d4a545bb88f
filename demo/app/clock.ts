const SECOND_MILLISECONDS = 1000

/** From when to when a token lives, in milliseconds since 1970. */
export interface Lifetime {
  readonly from: number
  readonly until: number
}

/** What is left of a lifetime. */
export interface Remainder {
  readonly seconds: number
  readonly text: string
  /** Of the whole, 0 to 1. */
  readonly share: number
}

/** The time of day, to the second. */
export function clock(time: number): string {
  return new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' })
}

export function toRemainder({ from, until }: Lifetime, time: number): Remainder {
  const seconds = Math.max(0, Math.ceil((until - time) / SECOND_MILLISECONDS))
  const whole = (until - from) / SECOND_MILLISECONDS
  return {
    seconds,
    text: seconds === 0 ? 'none: renewed with the next call' : duration(seconds),
    share: whole > 0 ? Math.min(1, seconds / whole) : 0,
  }
}

function duration(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60]
  return minutes === 0 ? `${rest} s` : `${minutes} min ${String(rest).padStart(2, '0')} s`
}
