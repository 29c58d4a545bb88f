import { textsIn } from './traces.js'

/**
 * What `inspect` of `node:util` is for the tests, where they run in a browser: every text in a value that a script can list. What
 * a browser's own object keeps to itself (`Headers`, `Response`) is looked at by the runs in Node.
 */
export const inspect = (value: unknown): string => textsIn(value).join('\n')
