import type { WebDriver } from 'selenium-webdriver'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findWebKit, launchWebKit } from '../../tools/browser.mjs'
import { useSite } from './support/site.js'

const site = useSite()

// There is no WebKit for scripts on every machine: see `findWebKit`. Debian's is installed by `npm test`.
describe.skipIf(!findWebKit())('in WebKit', () => {
  let browser: { readonly driver: WebDriver; close(): Promise<void> } | undefined
  beforeEach(async () => {
    browser = await launchWebKit()
  })
  afterEach(() => browser?.close())

  const driver = (): WebDriver => {
    if (!browser) throw new Error('A browser starts before each test')
    return browser.driver
  }
  /** Runs a function in the present tab, and gives what it resolves with. */
  const run = <Result>(work: () => Result | Promise<Result>): Promise<Result> =>
    driver().executeAsyncScript(
      `const done = arguments[0]; Promise.resolve((${work})()).then(done, (error) => done(error.code ?? String(error)))`,
    )
  const status = () =>
    driver()
      .executeScript('return window.latchkeyTest?.auth.state.status')
      .catch(() => undefined)
  const isSignedIn = () => expect.poll(status).toBe('signed-in')

  const signIn = async () => {
    await driver().get(`${site().app}/plain/`)
    await expect.poll(status).toBe('signed-out')
    await driver().executeScript('window.latchkeyTest.auth.signIn()')
    await isSignedIn()
  }
  const openTab = async () => {
    await driver().switchTo().newWindow('tab')
    await driver().get(`${site().app}/plain/`)
    return driver().getWindowHandle()
  }
  const renewals = () =>
    site().provider.requests.filter(({ parameters }) => parameters['grant_type'] === 'refresh_token').length

  it('five tabs with twenty calls each at expiry spend one refresh token, and no call fails (R-R01)', async () => {
    const stop = site().provider.lie({ tokenResponse: (body) => ({ ...body, expires_in: 1 }) })
    await signIn()
    stop()
    const tabs = [await driver().getWindowHandle()]
    for (let count = 1; count < 5; count += 1) {
      tabs.push(await openTab())
      await isSignedIn()
    }
    const isExpired = () =>
      run(async () => {
        const { tokens } = await window.latchkeyTest.auth.inspect()
        return (tokens['own']?.expiresAt ?? Infinity) < Date.now()
      })
    await expect.poll(isExpired).toBe(true)
    site().provider.requests.length = 0
    let release: () => void = () => undefined
    const slow = site().provider.lie({
      // Held until every tab has made its calls, and for 400 ms more.
      respond: (asked) =>
        asked === 'token'
          ? new Promise((resolve) => {
              release = () => void setTimeout(resolve, 400, undefined)
            })
          : undefined,
    })

    for (const tab of tabs) {
      await driver().switchTo().window(tab)
      await driver().executeScript(() => {
        const calls = Array.from({ length: 20 }, () => window.latchkeyTest.auth.fetch('/api/things'))
        Object.assign(window, { calls: Promise.all(calls.map((call) => call.then(({ status }) => status))) })
      })
    }
    await expect.poll(renewals).toBe(1)
    release()
    const statuses: unknown[] = []
    for (const tab of tabs) {
      await driver().switchTo().window(tab)
      statuses.push(await run(() => (window as unknown as { readonly calls: Promise<number[]> }).calls))
    }
    slow()

    expect(statuses.flat()).toEqual(Array.from({ length: 100 }, () => 200))
    expect(renewals()).toBe(1)
    expect(site().calls).toHaveLength(100)
  })

  it('a reload restores the session, and a sign-out ends it in every tab (R-L07)', async () => {
    await signIn()
    const first = await driver().getWindowHandle()
    await driver().navigate().refresh()
    await isSignedIn()
    const second = await openTab()
    await isSignedIn()

    await run(() => window.latchkeyTest.auth.signOut({ provider: false }))
    await driver().switchTo().window(first)

    await expect.poll(status).toBe('signed-out')
    expect(second).not.toBe(first)
    expect(await run(() => window.latchkeyTest.auth.fetch('/api/things').then(({ status }) => status))).toBe(
      'sign-in-required',
    )
  })
})
