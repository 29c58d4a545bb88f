import type { Moment } from '../domain/time.js'
import { engineTime } from '../platform/date.js'

/** How far two clocks may be apart, in seconds. */
export const TOLERANCE = 60

/** How far the provider's clock is ahead of the one that the library reads, in seconds: that is the engine's, not the Platform's. */
export const toSkew = ({ wall }: Moment, clockOffset = 0): number =>
  Math.round((wall - engineTime()) / 1000) + clockOffset
