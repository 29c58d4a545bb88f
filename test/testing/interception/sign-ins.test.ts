import { createTestProvider } from 'latchkey/testing'
import { describe, expect, it, vi } from 'vitest'
import type { AppContext, AppPage } from '../../../src/testing/interception/browser.js'
import { collectProblems } from '../../../src/testing/interception/problems.js'
import { createSignIns } from '../../../src/testing/interception/sign-ins.js'
import { CLIENT_ID, createRelyingParty, ISSUER, REDIRECT_URI } from '../relying-party.js'

const ADA = { sub: 'ada' }
const LIMIT_MS = 20_000

/** A page whose app signs in when its button is pressed, and an option `signIn` that presses it and then does what is told. */
function setUp(afterwards: () => Promise<void>) {
  const provider = createTestProvider({ issuer: ISSUER, clientId: CLIENT_ID, redirectUri: REDIRECT_URI })
  const app = createRelyingParty(provider)
  const page = {
    goto: async () => undefined,
    evaluate: async () => false,
    waitForFunction: async () => undefined,
    waitForLoadState: async () => undefined,
  } as unknown as AppPage
  const options = {
    issuer: ISSUER,
    clientId: CLIENT_ID,
    longestSignInMs: LIMIT_MS,
    signIn: () => app.signIn().then(afterwards),
  }
  const context = { pages: () => [page] } as unknown as AppContext
  return createSignIns({ context, provider, start: REDIRECT_URI, options, problems: collectProblems() })
}

describe('16.4: signedInAs', () => {
  it('is over when what presses the button is, too', async () => {
    await expect(setUp(async () => {}).signIn(ADA)).resolves.toBeUndefined()
  })

  it('says that the app is signed in and what presses the button is not over, so that it presses nothing later', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const failure = setUp(async () => {
      vi.advanceTimersByTime(LIMIT_MS)
      await new Promise(() => {})
    })
      .signIn(ADA)
      .finally(() => vi.useRealTimers())

    await expect(failure).rejects.toMatchObject({ code: 'sign-in-not-over' })
  })
})
