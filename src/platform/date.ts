/** The time of an HTTP date in milliseconds since the epoch; `NaN` when it is none. Reads no clock. */
export const parseDate = (text: string): number => Date.parse(text)

/** The engine's own clock in milliseconds since the epoch, for what a library reads by itself: the rest goes by the Platform's. */
export const engineTime = (): number => Date.now()
