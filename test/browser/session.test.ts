import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { LAUNCHES } from './support/browsers.js'
import { useProfiles } from './support/profiles.js'
import { useSite } from './support/site.js'
import { fetchFrom, signInFromCode, signOutFromCode } from './support/test-app.js'

const site = useSite()

const stateOf = (page: Page) =>
  page.evaluate(() => {
    const { status, user } = window.latchkeyTest.auth.state
    return { status, sub: user?.sub }
  })

const settled = (page: Page, status: string) =>
  page.waitForFunction((wanted) => window.latchkeyTest?.auth.state.status === wanted, status)

/** How often a refresh token was spent. */
const renewals = () =>
  site().provider.requests.filter(({ parameters }) => parameters['grant_type'] === 'refresh_token').length

/** Access tokens that the client takes for expired a second after it got them. */
const shortLived = () => site().provider.lie({ tokenResponse: (body) => ({ ...body, expires_in: 1 }) })

const expired = (page: Page) =>
  expect
    .poll(() =>
      page.evaluate(async () => {
        const { tokens } = await window.latchkeyTest.auth.inspect()
        return (tokens['calendar']?.expiresAt ?? Infinity) < Date.now()
      }),
    )
    .toBe(true)

describe.each(LAUNCHES)('in %s', (_, launch) => {
  const newProfile = useProfiles(launch)

  describe('a popup', () => {
    it.each(['', 'coop'])(
      'signs in, and the page stays where it is; the provider’s page: %s (R-W03)',
      async (loginHint) => {
        const { context, openTab } = await newProfile()
        const page = await openTab(`${site().app}/plain/?x=1`)
        await settled(page, 'signed-out')
        const opened = context.waitForEvent('page')
        const user = page.evaluate(
          (hint) => window.latchkeyTest.auth.signIn({ mode: 'popup', ...(hint && { loginHint: hint }) }),
          loginHint,
        )
        const popup = await opened

        expect(await user).toMatchObject({ sub: 'ada' })
        expect(await stateOf(page)).toEqual({ status: 'signed-in', sub: 'ada' })
        expect(page.url()).toBe(`${site().app}/plain/?x=1`)
        await expect.poll(() => popup.isClosed()).toBe(true)
        expect(await fetchFrom(page, '/api/things')).toBe(200)
      },
    )

    it('that the user closes rejects when they are back in the page (F-73)', async () => {
      const { context, openTab } = await newProfile()
      const page = await openTab(`${site().app}/plain/`)
      await settled(page, 'signed-out')
      const opened = context.waitForEvent('page')
      const code = page.evaluate(() =>
        window.latchkeyTest.auth.signIn({ mode: 'popup', loginHint: 'wait' }).then(
          () => 'signed in',
          (error) => error.code,
        ),
      )
      const popup = await opened
      await popup.waitForURL(/authorize/)
      await popup.close()
      await page.keyboard.press('a')

      expect(await code).toBe('sign-in-popup-closed')
    })
  })

  describe('a silent sign-in', () => {
    it('brings the user back that the provider knows, in a frame that goes away (R-W04)', async () => {
      const { openTab } = await newProfile()
      const page = await openTab(`${site().app}/plain/`)
      await signInFromCode(page)
      await signOutFromCode(page)

      const user = await page.evaluate(() => window.latchkeyTest.auth.signIn({ mode: 'silent' }))

      expect(user).toMatchObject({ sub: 'ada' })
      expect(await page.locator('iframe').count()).toBe(0)
    })

    it('says what the provider says when it knows nobody (R-W05)', async () => {
      const { openTab } = await newProfile()
      const page = await openTab(`${site().app}/plain/`)
      await settled(page, 'signed-out')

      const code = await page.evaluate(() =>
        window.latchkeyTest.auth.signIn({ mode: 'silent' }).catch((error) => error.code),
      )

      expect(code).toBe('sign-in-interaction-required')
    })
  })

  describe('a session of one tab', () => {
    it('survives a reload, and is not that of another tab, nor of a duplicated one (F-48)', async () => {
      const { context, openTab } = await newProfile()
      const page = await openTab(`${site().app}/tab/`)
      await signInFromCode(page)
      await page.reload()
      await settled(page, 'signed-in')

      const other = await openTab(`${site().app}/tab/`)
      await settled(other, 'signed-out')
      const opened = context.waitForEvent('page')
      // A window that a script opens gets a copy of sessionStorage, as a duplicated tab does.
      await page.evaluate(() => void open('/tab/'))
      const copy = await opened
      await settled(copy, 'signed-out')

      await page.reload()
      await settled(page, 'signed-in')
    })
  })

  describe('a session in memory', () => {
    it('is restored by the provider after a reload', async () => {
      const { openTab } = await newProfile()
      const page = await openTab(`${site().app}/memory/`)
      await signInFromCode(page)
      await page.reload()
      await settled(page, 'signed-in')

      expect(await fetchFrom(page, '/api/things')).toBe(200)
    })
  })

  describe('several tabs', () => {
    it('five with twenty calls each at expiry spend one refresh token, and no call fails (R-R01)', async () => {
      const { openTab } = await newProfile()
      const stop = shortLived()
      const first = await openTab(`${site().app}/plain/`)
      await signInFromCode(first)
      stop()
      const tabs = [first, ...(await Promise.all([1, 2, 3, 4].map(() => openTab(`${site().app}/plain/`))))]
      await Promise.all(tabs.map((tab) => settled(tab, 'signed-in')))
      await expired(first)
      site().provider.requests.length = 0
      const slow = site().provider.lie({
        // The provider takes its time: 400 ms.
        respond: (asked) =>
          asked === 'token' ? new Promise((resolve) => void setTimeout(resolve, 400, undefined)) : undefined,
      })

      const statuses = await Promise.all(
        tabs.map((tab) =>
          tab.evaluate(() =>
            Promise.all(
              Array.from({ length: 20 }, () =>
                window.latchkeyTest.auth.fetch('/api/things').then(({ status }) => status),
              ),
            ),
          ),
        ),
      )
      slow()

      expect(statuses.flat()).toEqual(Array.from({ length: 100 }, () => 200))
      expect(renewals()).toBe(1)
    })

    it.each<['before' | 'during' | 'after']>([['before'], ['during'], ['after']])(
      'stay signed in when one of them is killed %s the renewal’s request (F-45)',
      async (when) => {
        const { openTab } = await newProfile()
        const stop = shortLived()
        const [victim, other] = [await openTab(`${site().app}/plain/`), await openTab(`${site().app}/plain/`)]
        await signInFromCode(victim)
        await settled(other, 'signed-in')
        await expired(victim)
        stop()
        site().provider.requests.length = 0
        let release: (() => void) | undefined
        const held = site().provider.lie({
          // The keys are asked for before the token is spent; a request that is never carried out is one cut off on its way.
          respond: (asked) =>
            when !== 'after' && asked === (when === 'before' ? 'jwks' : 'token') && !release
              ? new Promise<Response>((resolve) => {
                  release = () => resolve(new Response('', { status: 503 }))
                })
              : undefined,
        })
        const call = fetchFrom(victim, '/api/things').catch(() => 'killed')
        if (when === 'after') expect(await call).toBe(200)
        else await expect.poll(() => release !== undefined).toBe(true)

        await victim.close()
        held()
        release?.()

        await expect.poll(() => fetchFrom(other, '/api/things')).toBe(200)
        expect((await stateOf(other)).status).toBe('signed-in')
        expect(renewals()).toBe(when === 'during' ? 2 : 1)
      },
    )

    it('follow a sign-out within a second, also one that comes back from the back/forward cache (R-L07, F-44)', async () => {
      const { openTab } = await newProfile()
      const [page, away] = [await openTab(`${site().app}/plain/`), await openTab(`${site().app}/plain/`)]
      await signInFromCode(page)
      await settled(away, 'signed-in')
      await away.evaluate(() => {
        addEventListener('pageshow', () => {
          Object.assign(window, { firstFrame: document.body.dataset['auth'] })
        })
      })
      await away.goto(`${site().app}/elsewhere`)

      await signOutFromCode(page)
      await away.evaluate(() => void setTimeout(() => history.back(), 10))
      await away.waitForFunction(() => document.body.dataset['auth'] === 'signed-out')

      const first = await away.evaluate(() => (window as { firstFrame?: string }).firstFrame)
      expect([undefined, 'pending', 'signed-out']).toContain(first)
    })
  })

  it.each([-1, 1])(
    'a clock that is wrong by %i hours signs in, calls and survives a reload (F-35, F-36)',
    async (hours) => {
      const { context, openTab } = await newProfile()
      await context.addInitScript((milliseconds) => {
        const now = Date.now.bind(Date)
        Date.now = () => now() + milliseconds
      }, hours * 3_600_000)
      const page = await openTab(`${site().app}/plain/`)
      await signInFromCode(page)
      await page.reload()
      await settled(page, 'signed-in')

      expect(await fetchFrom(page, '/api/things')).toBe(200)
    },
  )

  /** A page of a browser that keeps nothing for it. */
  async function openBlocked() {
    const { context, openTab } = await newProfile()
    await context.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('blocked', 'SecurityError')
      }
    })
    const page = await openTab(`${site().app}/plain/`)
    await settled(page, 'signed-out')
    return { context, page }
  }

  it('blocked storage refuses a redirect before leaving (F-60)', async () => {
    const { page } = await openBlocked()

    const code = await page.evaluate(() => window.latchkeyTest.auth.signIn().catch((error) => error.code))

    expect(code).toBe('storage-blocked')
    expect(page.url()).toBe(`${site().app}/plain/`)
  })

  it('blocked storage leaves the popup: the session lives in the page’s memory (F-60)', async () => {
    const { context, page } = await openBlocked()

    const user = await page.evaluate(() => window.latchkeyTest.auth.signIn({ mode: 'popup' }))

    expect(user).toMatchObject({ sub: 'ada' })
    await expect.poll(() => context.pages().length).toBe(1)
    expect(await fetchFrom(page, '/api/things')).toBe(200)
    await signOutFromCode(page)
    expect(await stateOf(page)).toEqual({ status: 'signed-out' })
  })

  it('being offline for longer than the token lives signs nobody out, and ends by itself (F-05)', async () => {
    const { context, openTab } = await newProfile()
    const stop = shortLived()
    const page = await openTab(`${site().app}/plain/`)
    await signInFromCode(page)
    await expired(page)
    stop()
    await context.setOffline(true)
    expect(await fetchFrom(page, '/api/things')).toBe('refresh-unavailable')
    expect((await stateOf(page)).status).toBe('signed-in')

    await context.setOffline(false)

    await expect.poll(() => fetchFrom(page, '/api/things')).toBe(200)
  })
})
