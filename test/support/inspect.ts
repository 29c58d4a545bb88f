import { textsIn } from './traces.js'

/** What `inspect` of `node:util` is for the tests, where they run in a browser: every text in a value. */
export const inspect = (value: unknown): string => textsIn(value).join('\n')
