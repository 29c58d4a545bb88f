/** The time of an HTTP date in milliseconds since the epoch; `NaN` when it is none. Reads no clock. */
export const parseDate = (text: string): number => Date.parse(text)
