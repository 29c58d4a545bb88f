import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { LAUNCHES } from './support/browsers.js'
import { see, seeCalendar, signIn, useDemo } from './support/demo.js'
import { useProfiles } from './support/profiles.js'
import { leaksIn, type Secrets } from './support/secrets.js'

const demo = useDemo({ sdk: resolve('dist/development/index.js') })
const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')

/** What of Ada must be in no report. */
const CLAIMS = ['Lovelace', 'ada@example.com']

const part = (page: Page, name: string) => page.locator(`latchkey-devtools .${name}`)
const sees = (page: Page, name: string, hasText: string | RegExp) => part(page, name).filter({ hasText }).waitFor()
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Keeps what the page puts on the clipboard, which no headless browser lets a test read. */
async function watchClipboard(page: Page): Promise<() => Promise<string>> {
  const copied: string[] = []
  await page.exposeFunction('noteCopied', (text: string) => copied.push(text))
  await page.addInitScript(() => {
    const { noteCopied } = window as unknown as { readonly noteCopied: (text: string) => void }
    const writeText = async (text: string) => noteCopied(text)
    Object.defineProperty(navigator, 'clipboard', { value: { writeText } })
  })
  return async () => {
    await expect.poll(() => copied.length).toBeGreaterThan(0)
    return copied.splice(0).join('')
  }
}

const SECRETS = ['code', 'nonce', 'code_verifier', 'access_token', 'refresh_token', 'id_token']

/** Every secret that pages of a profile send and get, as they see it: Firefox tells its driver no body of a request. */
async function watchSecrets(context: BrowserContext): Promise<() => Secrets> {
  const found = new Map<string, string>()
  const keep = (fields: Readonly<Record<string, unknown>>) => {
    for (const name of SECRETS) if (typeof fields[name] === 'string') found.set(fields[name], name)
  }
  context.on('request', (request) => keep(Object.fromEntries(new URL(request.url()).searchParams)))
  await context.exposeFunction('noteSecrets', (sent: string, got: string) => {
    keep(Object.fromEntries(new URLSearchParams(sent)))
    keep(JSON.parse(got))
  })
  await context.addInitScript(() => {
    const { noteSecrets } = window as unknown as { readonly noteSecrets: (sent: string, got: string) => Promise<void> }
    const { fetch } = window
    window.fetch = async (...call) => {
      const response = await fetch(...call)
      if (response.url.endsWith('/token')) await noteSecrets(`${call[1]?.body}`, await response.clone().text())
      return response
    }
  })
  return () => found
}

/** Presses Tab until the focus, in the panel or out of it, is on the button of this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      const outer = document.activeElement
      const inner = outer?.shadowRoot?.activeElement
      return (inner ?? outer)?.textContent
    })
    if (focused === name) return
  }
  throw new Error(`"${name}" cannot be reached with the Tab key`)
}

/** What axe finds wrong in the panel. It came by the protocol of the driver, which the policy of the page does not bind. */
async function findFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      readonly axe: { run: (root: unknown) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    const { violations } = await axe.run({ include: [['latchkey-devtools']] })
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  })
}

describe.each(LAUNCHES)('the developer panel in %s', (engine, launch) => {
  // What the planted outage makes the browser say.
  const newProfile = useProfiles(launch, /NetworkError|Failed to fetch/)

  it('shows a session, a renewal and a problem, copies the value to set, and reports no secret, under the strictest policy', async () => {
    const { context, openTab } = await newProfile()
    const secrets = await watchSecrets(context)
    const page = await openTab()
    const copied = await watchClipboard(page)
    await page.goto(demo().app)
    await signIn(page)
    await seeCalendar(page)

    await press(page, 'Developer panel')
    await sees(page, 'tokens', 'events.read')
    await sees(page, 'id-token', 'signature')
    await press(page, 'Expire the tokens')
    await sees(page, 'tokens', 'expired')
    await page.getByTestId('calendar-refresh').click()
    await sees(page, 'timeline', /renewal.*renewed/)
    await page.getByRole('switch', { name: 'Offline' }).click()
    await page.getByTestId('calendar-refresh').click()
    await sees(page, 'problem', 'The browser is offline.')
    await page.getByRole('switch', { name: 'Offline' }).click()
    // Another tab takes the lock of the renewal.
    const other = await openTab(demo().app)
    await see(other, 'signed-in')
    await other.evaluate(
      (name) => {
        void navigator.locks.request(name, () => new Promise(() => undefined))
      },
      `latchkey ${JSON.stringify(['session', demo().provider, 'todo-spa'])}`,
    )
    await sees(page, 'tabs', /another tab.*This tab.*Another tab.*holds the lock/)
    await other.close()
    await press(page, 'Copy the report')
    const report = await copied()

    expect(JSON.parse(report)).toMatchObject({ state: { status: 'signed-in' }, problem: { code: 'api-unreachable' } })
    expect([...new Set(secrets().values())].sort()).toEqual([...SECRETS].sort())
    expect(leaksIn(secrets(), { report: [report], panel: [(await part(page, 'panel').textContent()) ?? ''] })).toEqual(
      [],
    )
    expect(CLAIMS.filter((claim) => report.includes(claim))).toEqual([])
    // Everything that was shown is still there for axe: light and dark, wide and narrow. Its rules are of no engine.
    if (engine === 'Chromium') await page.evaluate(AXE)
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 360],
    ] as const) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 740 })
      if (engine === 'Chromium') expect(await findFaults(page)).toEqual([])
      const { scrollWidth, clientWidth } = await part(page, 'sections').evaluate(({ scrollWidth, clientWidth }) => ({
        scrollWidth,
        clientWidth,
      }))
      expect(scrollWidth).toBe(clientWidth)
    }
  })

  it('copies the value to set for a problem of the set-up, and is used with the keyboard alone', async () => {
    const { context, openTab } = await newProfile()
    // A provider whose metadata name another issuer than the app.
    await context.route(`${demo().provider}/.well-known/openid-configuration`, async (route) => {
      const response = await route.fetch()
      const headers = { ...response.headers(), 'content-type': 'application/json' }
      await route.fulfill({ json: { ...(await response.json()), issuer: `${demo().provider}/other` }, headers })
    })
    const page = await openTab()
    const copied = await watchClipboard(page)
    await page.goto(demo().app)
    await see(page, 'signed-out')
    await page.getByTestId('sign-in').click()
    await page.getByTestId('error-code').filter({ hasText: 'discovery-issuer-mismatch' }).waitFor()

    await tabTo(page, 'Developer panel')
    await page.keyboard.press('Enter')
    await sees(page, 'problem', 'Set issuer')
    await tabTo(page, 'Copy')
    await page.keyboard.press('Enter')
    const value = await copied()
    await page.keyboard.press('Escape')
    await part(page, 'panel').waitFor({ state: 'detached' })

    expect(value).toBe(`issuer: '${demo().provider}/other'`)
    expect(
      await page.evaluate(() => document.querySelector('latchkey-devtools')?.shadowRoot?.activeElement?.textContent),
    ).toBe('Developer panel')
  })
})
