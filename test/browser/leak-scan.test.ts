import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { type Shown, watchAddresses } from './support/addresses.js'
import { askedOfProvider, callCalendar, comeToConsent, RENEWAL, see, signIn, signOut, useDemo } from './support/demo.js'
import { type Profile, useProfiles } from './support/profiles.js'
import { type Residue, residueOf } from './support/residue.js'
import { leaksIn, type Secrets, watchSecrets } from './support/secrets.js'

const newProfile = useProfiles()
const demo = useDemo({ accessTokenSeconds: 2 })

interface Scan {
  readonly page: Page
  readonly secrets: () => Secrets
  /** Everything that can be read now, and which secrets stand in it. */
  readonly scan: () => Promise<{ readonly leaks: readonly string[]; readonly residue: Residue }>
}

async function open(): Promise<Scan> {
  const profile = await newProfile()
  const secrets = await watchSecrets(profile.context, demo().provider)
  const shown = await watchAddresses(profile.context)
  const page = await profile.openTab(demo().app)
  const scan = async () => {
    const residue = await residueOf(page)
    return { residue, leaks: leaksIn(secrets(), { ...residue.texts, ...outside(profile, shown) }) }
  }
  return { page, secrets, scan }
}

const outside = ({ lines }: Profile, shown: readonly Shown[]) => ({
  'the console': lines,
  'the address bar': shown.filter(({ when }) => when !== 'before the first script').map(({ href }) => href),
})

/** Waits until the access token on the page is over, and calls the calendar, which takes a renewal. */
async function renew(page: Page): Promise<void> {
  const before = demo().requests.length
  await page.getByTestId('countdown').and(page.locator('[data-seconds="0"]')).waitFor()
  await callCalendar(page)
  await expect.poll(() => askedOfProvider(demo(), before)).toContain(RENEWAL)
}

const kindsOf = (secrets: Secrets): readonly string[] => [...new Set(secrets.values())].sort()

describe('an attacker who reads everything a page leaves behind (R-K01, R-K02)', () => {
  it('finds no token, code, verifier or nonce after a sign-in and a call', async () => {
    const { page, secrets, scan } = await open()
    await signIn(page)
    await callCalendar(page)

    const { leaks, residue } = await scan()

    expect(leaks).toEqual([])
    expect(kindsOf(secrets())).toEqual(['access_token', 'code', 'code_verifier', 'id_token', 'nonce', 'refresh_token'])
    // There was something to find: the session is stored, sealed under a key that does not give itself out.
    expect(residue.rows).toBeGreaterThan(0)
    expect(residue.keys).toEqual({ all: 1, exported: 0 })
    expect(residue.texts['cookies']).toEqual([])
  })

  it('finds nothing while the user is at the provider: the verifier that waits is sealed', async () => {
    const { page, secrets } = await open()
    await comeToConsent(page)
    const other = await page.context().newPage()
    await other.goto(demo().app)
    await see(other, 'signed-out')

    const { texts, keys } = await residueOf(other)
    await page.getByTestId('consent-allow').click()
    await see(page, 'signed-in')

    // Only now, by the token request, is the verifier known that was waiting then.
    expect(leaksIn(secrets(), texts)).toEqual([])
    expect(kindsOf(secrets())).toContain('code_verifier')
    expect(keys).toEqual({ all: 1, exported: 0 })
  })

  it('finds nothing after a renewal, neither of the old tokens nor of the fresh ones', async () => {
    const { page, secrets, scan } = await open()
    await signIn(page)
    await renew(page)

    const { leaks, residue } = await scan()

    expect(leaks).toEqual([])
    const refreshTokens = [...secrets().values()].filter((what) => what === 'refresh_token')
    expect(refreshTokens.length).toBeGreaterThanOrEqual(2)
    expect(residue.keys.exported).toBe(0)
  })

  it('finds nothing after a reload', async () => {
    const { page, scan } = await open()
    await signIn(page)
    await page.reload()
    await see(page, 'signed-in')

    expect((await scan()).leaks).toEqual([])
  })

  it('finds nothing after a sign-out, and no key that could open anything either', async () => {
    const { page, scan } = await open()
    await signIn(page)
    await callCalendar(page)
    await signOut(page)

    const { leaks, residue } = await scan()

    expect(leaks).toEqual([])
    expect(residue.keys.all).toBe(0)
  })

  it('finds nothing after a sign-in that failed: verifier, nonce and state are gone (R-C18)', async () => {
    const { page, scan } = await open()
    await page.route(`${demo().provider}/token`, (route) =>
      route.fulfill({
        status: 400,
        headers: { 'access-control-allow-origin': '*' },
        json: { error: 'invalid_grant' },
      }),
    )
    await page.getByTestId('sign-in').click()
    await page.getByTestId('persona-ada').click()
    await page.getByTestId('consent-allow').click()
    await page.getByTestId('error-code').filter({ hasText: 'token-code-rejected' }).waitFor()

    const { leaks, residue } = await scan()

    expect(leaks).toEqual([])
    expect(residue.keys.all).toBe(0)
    expect(residue.texts['sessionStorage']).toEqual([])
  })
})

describe('the scan', () => {
  it('finds a secret wherever it is put', async () => {
    const { page, scan, secrets } = await open()
    await signIn(page)
    const [secret = ''] = [...secrets()].find(([, what]) => what === 'access_token') ?? []

    await page.evaluate(plant, secret)

    const places = (await scan()).leaks.map((leak) => leak.replace(/^.* in /, ''))
    expect([...new Set(places)].sort()).toEqual([
      'Cache Storage',
      'IndexedDB',
      'cookies',
      'document.cookie',
      'history.state',
      'localStorage',
      'sessionStorage',
      'the Navigation API',
      'the address and where it came from',
      'the address bar',
      'the console',
      'the document',
      'the history of the tab',
      'window',
    ])
  })
})

// Runs in the page. Each place gets a piece, or the whole in some writing.
async function plant(secret: string): Promise<void> {
  const piece = secret.slice(-20, -4)
  localStorage.setItem('a', btoa(`xy${secret}`))
  sessionStorage.setItem('a', piece)
  await cookieStore.set('a', piece)
  Object.assign(window, { leak: { deep: [{ er: piece }] } })
  document.body.dataset['leak'] = [...secret].map((letter) => letter.charCodeAt(0).toString(16)).join('')
  console.info(`token: ${piece}`)
  history.replaceState({ piece }, '', `/#${encodeURIComponent(secret)}`)
  await (await caches.open('a')).put('/a', new Response(piece))
  await new Promise((resolve) => {
    const opening = indexedDB.open('leak')
    opening.onupgradeneeded = () => opening.result.createObjectStore('a')
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('a', 'readwrite')
      transaction.objectStore('a').put({ bytes: new TextEncoder().encode(piece).buffer }, 'a')
      transaction.oncomplete = resolve
    }
  })
}
