import type { TestProvider } from '../test-provider.js'
import type { TestUser } from '../test-provider-options.js'
import type { AppContext, AppPage } from './browser.js'
import { FixtureError } from './fixture-error.js'
import type { AuthFixtureOptions } from './options.js'
import { hasSession } from './page-scripts.js'
import type { Problems } from './problems.js'

/** Signs users in to the app by what the app itself does. */
export interface SignIns {
  readonly signIn: (user: TestUser, page?: AppPage) => Promise<void>
}

interface SignInSetup {
  readonly context: AppContext
  readonly provider: TestProvider
  /** Where the app is. */
  readonly start: string
  readonly options: AuthFixtureOptions
  readonly problems: Problems
}

// Below the 30 s after which Playwright ends a test without a word of what was waited for.
const LONGEST_SIGN_IN_MS = 20_000
const POLL_MS = 20

/** Creates what signs in to the app of a context. */
export function createSignIns({ context, provider, start, options, problems }: SignInSetup): SignIns {
  const { longestSignInMs = LONGEST_SIGN_IN_MS } = options
  /** Resolves once the provider has given out tokens. */
  const redeemed = () =>
    new Promise<void>((resolve) => {
      const stop = provider.lie({
        tokenResponse(body) {
          stop()
          resolve()
          return body
        },
      })
    })

  return {
    async signIn(user, given) {
      const page = given ?? context.pages()[0] ?? (await context.newPage())
      provider.endSessions()
      provider.signIn(user)
      // With a session there, an app that asks silently at its start would be signed in before its button shows.
      if (options.signIn) provider.endSessions()
      const code = redeemed()
      await goTo(page, start)
      if (await page.evaluate(hasSession, provider.clientId))
        throw new FixtureError(
          'already-signed-in',
          `Somebody is signed in to ${start} already: sign out in the app first, or take another context`,
        )
      let isRedeemed = false
      code.then(() => {
        isRedeemed = true
      })
      // Awaited to its end: what still waited for its button would press it in the middle of the test.
      const pressed = options.signIn?.(page)
      await problems.during(within(longestSignInMs, Promise.all([code, pressed]))).catch((error) => {
        throw error ?? (isRedeemed ? toNotOver(start) : toNotStarted(start, Boolean(pressed)))
      })
      // An app that stores nothing is done when it asks for nothing any more.
      await Promise.race([
        page.waitForFunction(hasSession, provider.clientId, { polling: POLL_MS }),
        page.waitForLoadState('networkidle'),
      ])
    },
  }
}

// What the app has begun, to leave for the provider's logout page, say, may cut a navigation off: then once more.
function goTo(page: AppPage, url: string): Promise<unknown> {
  const go = () => page.goto(url, { waitUntil: 'commit' })
  return go().catch((error) => (/ABORT|interrupted/.test(String(error)) ? go() : Promise.reject(error)))
}

function toNotStarted(start: string, isPressed: boolean): FixtureError {
  const advice = isPressed
    ? 'what its option `signIn` does has led to no sign-in'
    : "tell it what a user presses: authFixture({ signIn: (page) => page.getByRole('button', { name: 'Sign in' }).click() })"
  return new FixtureError('sign-in-not-started', `The app at ${start} did not sign in: ${advice}`)
}

function toNotOver(start: string): FixtureError {
  return new FixtureError(
    'sign-in-not-over',
    `The app at ${start} is signed in, and what its option \`signIn\` does is not over: look at what it waits for, or leave it out for an app that signs in by itself`,
  )
}

/** What is waited for, or a rejection with nothing after that time. */
function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, limitMs, undefined)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
