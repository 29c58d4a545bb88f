import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { type Shown, watchAddresses } from './support/addresses.js'
import { LAUNCHES } from './support/browsers.js'
import { askedOfProvider, callCalendar, comeToConsent, RENEWAL, see, signIn, signOut, useDemo } from './support/demo.js'
import { listenIn } from './support/listener.js'
import { type Profile, useProfiles } from './support/profiles.js'
import { type Residue, residueOf } from './support/residue.js'
import { leaksIn, type Secrets, watchSecrets } from './support/secrets.js'
import { useSite } from './support/site.js'
import { signInFromCode } from './support/test-app.js'

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

const site = useSite()

/** Every secret that the test provider was sent or has given out since the test began. */
function secretsOfSite(tokens: readonly string[]): Secrets {
  const found = new Map(tokens.map((token) => [token, 'token']))
  for (const { parameters } of site().provider.requests) {
    for (const name of ['nonce', 'code', 'code_verifier', 'id_token_hint']) {
      if (parameters[name]) found.set(parameters[name], name)
    }
    // The state of a redirect is noted for the way back; that of a window is known to its attempt alone.
    const [, letter = '', random] = parameters['state']?.split('.') ?? []
    if (random && /^[sp]$/.test(letter)) found.set(random, 'state')
  }
  return found
}

describe.each(LAUNCHES)('12.3 in %s a script that listens in the page (R-K02)', (_, launch) => {
  // One of the pages forbids frames, and says so.
  const newOne = useProfiles(launch, /frame-src/)

  let stop: () => void = () => undefined
  afterEach(() => stop())

  const open = async (name = 'plain') => {
    const profile = await newOne()
    const tokens: string[] = []
    stop = site().provider.lie({
      // No lie: it only listens.
      tokenResponse: (body) => {
        for (const kind of ['access_token', 'refresh_token', 'id_token']) tokens.push(String(body[kind]))
        return body
      },
    })
    const heard = await listenIn(profile.context, site().app)
    const page = await profile.openTab(`${site().app}/${name}/`)
    await signInFromCode(page)
    const secrets = () => secretsOfSite(tokens)
    return { page, heard, secrets, leaks: () => leaksIn(secrets(), { 'what a script heard': heard() }) }
  }
  it('hears nothing of a silent sign-in: no address is an attribute or an entry', async () => {
    const { page, secrets, heard, leaks } = await open()

    await page.evaluate(() => window.latchkeyTest.auth.signIn({ mode: 'silent' }))
    await page.reload()

    expect(leaks()).toEqual([])
    expect(kindsOf(secrets())).toEqual(expect.arrayContaining(['id_token_hint', 'nonce', 'code', 'state']))
    expect(heard().join()).toContain('<iframe')
  })

  it("hears nothing of a silent sign-in that the page's own policy stops", async () => {
    const { page, heard, leaks } = await open('unframed')

    await page.evaluate(() => window.latchkeyTest.auth.signIn({ mode: 'silent' }).catch(() => undefined))
    await page.reload()

    expect(heard().join()).toContain('securitypolicyviolation')
    expect(leaks()).toEqual([])
  })

  it('hears nothing of a popup', async () => {
    const { page, secrets, leaks } = await open()

    await page.evaluate(() => window.latchkeyTest.auth.signIn({ mode: 'popup' }))
    await page.reload()

    expect(leaks()).toEqual([])
    expect(kindsOf(secrets())).toEqual(expect.arrayContaining(['nonce', 'code', 'state']))
  })

  it.each(['url', 'form'] as const)('hears nothing of a sign-out by %s', async (idTokenHint) => {
    const { page, secrets, heard, leaks } = await open()
    const visited = page.waitForRequest(/\/logout/)

    await page.evaluate((how) => {
      Object.assign(window, { isLeft: true })
      void window.latchkeyTest.auth.signOut({ idTokenHint: how, returnTo: '/plain/' })
    }, idTokenHint)
    const visit = await visited
    await page.waitForFunction(() => !('isLeft' in window) && window.latchkeyTest?.auth.state.status === 'signed-out')
    await page.reload()

    expect(visit.method()).toBe(idTokenHint === 'form' ? 'POST' : 'GET')
    expect(visit.url().includes('id_token_hint')).toBe(idTokenHint === 'url')
    expect(kindsOf(secrets())).toContain('id_token_hint')
    expect(leaks()).toEqual([])
    expect(heard().length).toBeGreaterThan(10)
  })

  it('hears nothing of what makes ready for a sign-in: a connection has no address', async () => {
    const { page, heard } = await open()
    await page.evaluate(() => window.latchkeyTest.auth.signOut({ provider: false }))
    await page.evaluate(() => {
      document.body.append(Object.assign(document.createElement('button'), { textContent: 'Sign in' }))
    })

    await page.getByRole('button').hover()
    await page.locator('link[rel=preconnect]').waitFor({ state: 'attached' })

    expect(await page.locator('link[rel=preconnect]').getAttribute('href')).toBe(site().provider.issuer)
    expect(heard().join()).not.toContain('/authorize')
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
