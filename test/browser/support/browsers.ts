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
