import { launchFirefox, launchHeadlessShell } from '../../../tools/browser.mjs'

/** The browsers, and what each says of requests that a test means to fail, and of a rejection that `state.error` shows. */
export const BROWSERS = {
  Chromium: { launch: launchHeadlessShell, meant: /^The provider cannot be reached$/ },
  Firefox: {
    launch: launchFirefox,
    meant:
      /The provider cannot be reached|NetworkError|Cross-Origin Request Blocked|CORS request did not succeed|disallows reading the remote resource/,
  },
}

/** Both by name, each with how it is started: for `describe.each`. */
export const LAUNCHES = [
  ['Chromium', BROWSERS.Chromium.launch],
  ['Firefox', BROWSERS.Firefox.launch],
] as const

/** Whether Firefox, too, runs what `npm test` runs in Chromium alone: set by `npm run test:firefox`, and where each rule is looked for. */
const IN_EVERY_BROWSER = process.env['EVERY_BROWSER'] !== undefined

/** The browsers in which every day our own fixtures and pages are tried: what they stand on is tried in both. */
export const USUAL_BROWSERS = Object.entries(BROWSERS).filter(([name]) => IN_EVERY_BROWSER || name === 'Chromium')

/** Rows of a table: in Chromium all, in Firefox the first ones, each of another kind, unless it runs everything. */
export const usualRows = <Row>(browser: string, rows: readonly Row[], count: number): readonly Row[] =>
  IN_EVERY_BROWSER || browser === 'Chromium' ? rows : rows.slice(0, count)
