import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, launchFirefox } from '../../tools/browser.mjs'
import { toIdTokenRows } from '../support/id-token-rows.js'
import { useSite } from './support/site.js'

const site = useSite()

/** What a provider, or whoever is between, may do to the address that the user comes back to; and what it must be called. */
const RETURNS: readonly (readonly [string, (url: URL) => void, string])[] = [
  ['a second code (R-C01)', ({ searchParams }) => searchParams.append('code', 'x'), 'callback-parameter'],
  [
    'a second state (R-C01)',
    ({ searchParams }) => searchParams.append('state', searchParams.get('state') ?? ''),
    'callback-parameter',
  ],
  ['no code (R-C01)', ({ searchParams }) => searchParams.delete('code'), 'callback-parameter'],
  ['another issuer (R-C04)', ({ searchParams }) => searchParams.set('iss', 'https://evil.example'), 'callback-issuer'],
  ['an empty issuer (R-C05)', ({ searchParams }) => searchParams.set('iss', ''), 'callback-issuer'],
  ['no issuer (R-C04)', ({ searchParams }) => searchParams.delete('iss'), 'callback-issuer'],
  ['an access token (R-C13)', ({ searchParams }) => searchParams.set('access_token', 'x'), 'callback-parameter'],
  ['an ID token (R-C13)', ({ searchParams }) => searchParams.set('id_token', 'x'), 'callback-parameter'],
  ['a JARM response (R-C14)', ({ searchParams }) => searchParams.set('response', 'x.y.z'), 'callback-parameter'],
  ['an error (R-C07)', ({ searchParams }) => searchParams.set('error', 'access_denied'), 'sign-in-denied'],
  [
    'the state of nobody (R-C02)',
    ({ searchParams }) => searchParams.set('state', `${(searchParams.get('state') ?? '').slice(0, -4)}AAAA`),
    'callback-unknown-state',
  ],
  [
    'another path (R-C15)',
    (url) => {
      url.pathname = '/plain/elsewhere'
    },
    'callback-redirect-uri',
  ],
  ['the code of somebody else (R-C06)', ({ searchParams }) => searchParams.set('code', 'x'), 'token-code-rejected'],
]

describe.each<[string, () => Promise<Browser>]>([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
])('in %s', (_, launch) => {
  let browser: Browser | undefined
  let page: Page | undefined
  beforeAll(async () => {
    browser = await launch()
    page = await browser.newPage()
  })
  afterAll(() => browser?.close())

  /** Signs in by redirect, and gives what came of it. */
  async function signIn(): Promise<{ readonly status: string; readonly code: string | undefined }> {
    if (!page) throw new Error('The browser starts before the tests')
    await page.goto(`${site().app}/plain/`)
    await page.waitForFunction(() => window.latchkeyTest?.auth.state.status === 'signed-out')
    const left = page.waitForEvent('framenavigated')
    await page.evaluate(() => void window.latchkeyTest.auth.signIn())
    await left
    await page.waitForFunction(() => {
      const state = window.latchkeyTest?.auth.state
      return state?.status === 'signed-in' || (state?.status === 'signed-out' && state.reason === 'failed')
    })
    const told = await page.evaluate(() => {
      const { status, error } = window.latchkeyTest.auth.state
      return { status, code: error?.code, shown: document.body.dataset['auth'], href: location.href }
    })
    expect(told.href).not.toMatch(/[?&](code|state|iss|error)=/)
    expect(told.shown).toBe(told.status)
    return told
  }

  it('a right ID token signs in, each of the wrong ones is refused with its code (R-I01 to R-I22)', {
    timeout: 180_000,
  }, async () => {
    const { wrong, right } = toIdTokenRows(site().provider.issuer, 'test-app')
    const surprises: string[] = []
    for (const [what, lie, code] of wrong) {
      const stop = site().provider.lie(lie)
      const told = await signIn()
      stop()
      if (told.status !== 'signed-out' || (code && told.code !== code))
        surprises.push(`${what}: ${JSON.stringify(told)}`)
    }
    expect(site().calls).toEqual([])
    for (const [what, lie] of right.slice(0, 6)) {
      const stop = site().provider.lie(lie)
      const told = await signIn()
      stop()
      if (told.status !== 'signed-in') surprises.push(`${what}: ${JSON.stringify(told)}`)
      await page?.evaluate(() => window.latchkeyTest.auth.signOut({ provider: false }))
    }

    expect(surprises).toEqual([])
  })

  it('each wrong return is refused with its code (R-C01 to R-C15)', { timeout: 120_000 }, async () => {
    const surprises: string[] = []
    for (const [what, change, code] of RETURNS) {
      const stop = site().provider.lie({ callback: change })
      const told = await signIn()
      stop()
      if (told.status !== 'signed-out' || told.code !== code) surprises.push(`${what}: ${JSON.stringify(told)}`)
    }

    expect(surprises).toEqual([])
  })
})
