import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LAUNCHES } from './support/browsers.js'
import { useSite } from './support/site.js'
import { fetchFrom, signInFromCode } from './support/test-app.js'

const site = useSite()

describe.each(LAUNCHES)('in %s the console tells what "Failed to fetch" means', (_, launch) => {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  async function open(path: string) {
    if (!browser) throw new Error('The browser starts before the tests')
    const context = await browser.newContext()
    const page = await context.newPage()
    const lines: string[] = []
    page.on('console', (message) => lines.push(message.text()))
    await page.goto(`${site().app}${path}`)
    await page.waitForFunction(() => window.latchkeyTest?.auth.state.status === 'signed-out')
    const found = () => lines.find((line) => line.includes('  found '))?.split('  found ')[1]
    return { context, page, lines, found }
  }

  const leave = (page: Awaited<ReturnType<typeof open>>['page']) =>
    page.evaluate(() => window.latchkeyTest.auth.signIn().catch((error) => error.code))

  it('the policy of the page', async () => {
    const { page, found } = await open('/shut/')

    expect(await leave(page)).toBe('discovery-unreachable')
    await expect.poll(found).toMatch(/Content Security Policy blocks http:\/\/127\.0\.0\.1:\d+: add it to connect-src/)
  })

  it('CORS', async () => {
    const { page, found } = await open('/plain/')
    const stop = site().provider.lie({
      respond: (endpoint) =>
        endpoint === 'discovery'
          ? new Response('{}', { headers: { 'access-control-allow-origin': 'https://other.example' } })
          : undefined,
    })

    expect(await leave(page)).toBe('discovery-unreachable')
    // The console asks once more before it tells.
    await expect.poll(found).toMatch(/it is CORS: .*Access-Control-Allow-Origin: http:\/\/localhost:\d+/)
    stop()
  })

  it('no network', async () => {
    const { context, page, lines, found } = await open('/plain/')
    // What explains is loaded when it is needed, which it would not be without a network.
    await page.evaluate(() => window.latchkeyTest.auth.userInfo().catch(() => undefined))
    await expect.poll(() => lines.join()).toContain('[sign-in-required]')
    await context.setOffline(true)

    expect(await leave(page)).toMatch(/discovery-unreachable|protocol-unavailable/)
    await expect.poll(found).toBe('The browser is offline.')
  })

  it('an API that is not there is a problem with a code of its own', async () => {
    const { page } = await open('/plain/')
    await signInFromCode(page)
    await page.route('**/v1/gone', (route) => route.abort())

    expect(await fetchFrom(page, `http://api.localhost:${site().apiPort}/v1/gone`)).toBe('TypeError')
    await expect
      .poll(() => page.evaluate(() => JSON.stringify(window.latchkeyTest.events)))
      .toContain('api-unreachable')
  })
})
