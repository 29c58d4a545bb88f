import { launchChromium, launchFirefox } from '../../../tools/browser.mjs'

/** The browsers, and what each says of requests that a test means to fail, and of a rejection that `state.error` shows. */
export const BROWSERS = [
  ['Chromium', launchChromium, /^The provider cannot be reached$/],
  [
    'Firefox',
    launchFirefox,
    /The provider cannot be reached|NetworkError|Cross-Origin Request Blocked|CORS request did not succeed/,
  ],
] as const
