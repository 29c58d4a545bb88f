import type { Home, HomeOptions } from './home.js'
import { until } from './until.js'

// A developer's machine: app, provider and API on localhost.

export const ORIGIN = 'http://localhost:8080'
export const ISSUER = 'http://localhost:9000'
export const API = 'http://localhost:8081/v1/'

export const develop = ({ auth, provider, ...options }: HomeOptions = {}): HomeOptions => ({
  origin: ORIGIN,
  provider: { issuer: ISSUER, ...provider },
  auth: { apis: { calendar: { url: API } }, ...auth },
  ...options,
})

/** What the console tells of a code, once it does. */
export const told = ({ tab }: Home, code: string): Promise<string> =>
  until(() => tab.warnings.find((line) => line.startsWith(`latchkey: [${code}]`)), `the console to tell of ${code}`)

/** Lets a page rest until what a developer would be told by now is told. */
export async function settle({ world }: Home): Promise<void> {
  for (let count = 0; count < 20; count += 1) await world.rest()
}
