/** The mistake of an app that has put no client where a door looks for it; says what to write, and where. */
export const missing = (caller: string, wanted: string): TypeError => new TypeError(`${caller}: there is no ${wanted}`)
