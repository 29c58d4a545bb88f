import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { LAUNCHES } from './support/browsers.js'
import { useProfiles } from './support/profiles.js'
import { useSite } from './support/site.js'
import { fetchFrom, signInFromCode } from './support/test-app.js'

const site = useSite()

describe.each(LAUNCHES)('in %s', (_, launch) => {
  const newProfile = useProfiles(launch)

  async function openSignedIn() {
    const page = await (await newProfile()).openTab(`${site().app}/plain/`)
    await signInFromCode(page)
    return page
  }

  /** The files that the page's script asks for by `import()`, now or never; what it imports at once is left out. */
  async function laterChunks(page: Page, path = '/plain.js'): Promise<Set<string>> {
    const code = await (await page.request.get(new URL(path, page.url()).href)).text()
    const found = new Set([...code.matchAll(/import\("\.(\/[\w-]+\.js)"\)/g)].map(([, name]) => String(name)))
    for (const [, name] of code.matchAll(/^(?:import|\} from) "\.(\/[\w-]+\.js)"/gm)) {
      for (const inner of await laterChunks(page, String(name))) found.add(inner)
    }
    return found
  }

  /** Who got a token, as `host/path`; the ports are left out where they are the API's own. */
  const receivers = () =>
    site()
      .calls.filter(({ authorization }) => authorization !== undefined)
      .map(({ host, path }) => host.replace(`:${site().apiPort}`, '') + path)

  const arrived = () => site().calls.map(({ host, path }) => host.replace(`:${site().apiPort}`, '') + path)

  describe('auth.fetch', () => {
    it('carries the token to the declared API, however the address is written', async () => {
      const page = await openSignedIn()
      const { apiPort } = site()

      for (const address of [
        `http://api.localhost:${apiPort}/v1/a`,
        `http://API.Localhost:${apiPort}/v1/b`,
        `http://api.localhost:${apiPort}/v2/../v1/c`,
        `http://ａpi.localhost:${apiPort}/v1/d`,
        `\thttp://api.localhost:${apiPort}/v1/\ne`,
      ]) {
        expect(await fetchFrom(page, address)).toBe(200)
      }

      expect(receivers()).toEqual(['a', 'b', 'c', 'd', 'e'].map((name) => `api.localhost/v1/${name}`))
    })

    it('sends no token to look-alike addresses (R-F02)', async () => {
      const page = await openSignedIn()
      const { apiPort: port, otherPort } = site()

      const sent = []
      for (const address of [
        `http://api.localhost:${port}/v1evil/a`,
        `http://api.localhost:${port}/v2/a`,
        `http://api.localhost:${port}/V1/a`,
        `http://api.localhost:${port}/v1/../v2/b`,
        `http://api.localhost:${port}/v1/%2e%2e/v2/c`,
        `http://api.localhost:${port}/v1/..%2fv2/d`,
        `http://api.localhost:${port}/v1/%252e%252e%252fv2/e`,
        `http://api.localhost:${port}/v1/..\\v2/f`,
        `http://api.localhost:${port}/v1/..;/v2/g`,
        `http://api.localhost:${otherPort}/v1/a`,
        `http://api.localhost.:${port}/v1/a`,
        `http://api.localhost.evil.localhost:${port}/v1/a`,
        `http://evilapi.localhost:${port}/v1/a`,
        `http://evil.localhost:${port}/http://api.localhost:${port}/v1/a`,
        `http://evil.localhost:${port}\\@api.localhost:${port}/v1/a`,
        `http://evil.localhost:${port}?@api.localhost:${port}/v1/a`,
        `http://evil.localhost:${port}#@api.localhost:${port}/v1/a`,
        `//evil.localhost:${port}/v1/a`,
        `http://evil.\tlocalhost:${port}/v1/a`,
        `http://127.0.0.1:${port}/v1/a`,
        '/v1/a',
      ]) {
        sent.push(await fetchFrom(page, address))
      }

      expect(receivers()).toEqual([])
      // They did arrive, as with plain `fetch`: that no token came along is not because nothing came.
      expect(sent.filter((result) => result === 200).length).toBeGreaterThan(15)
      expect(arrived().length).toBeGreaterThan(15)
    })

    it('sends nothing at all to an address with a user name in it (R-F02)', async () => {
      const page = await openSignedIn()

      const result = await fetchFrom(
        page,
        `http://api.localhost:${site().apiPort}@evil.localhost:${site().apiPort}/v1/a`,
      )

      expect(result).toBe('TypeError')
      expect(site().calls).toEqual([])
    })

    it('sends what it looked at: an address that changes between two looks gains nothing (R-F03)', async () => {
      const page = await openSignedIn()

      await page.evaluate(async (port) => {
        const good = `http://api.localhost:${port}/v1/a`
        const evil = `http://evil.localhost:${port}/v1/a`
        const turning = () => {
          let looks = 0
          return () => (looks++ === 0 ? good : evil)
        }
        const { auth } = window.latchkeyTest
        const changing = { toString: turning() } as unknown as string
        class Impostor extends Request {
          override get url() {
            return good
          }
        }
        const url = new URL(good)
        url.toString = () => evil
        const look = turning()
        const inits: RequestInit[] = [
          {
            get headers() {
              return look() === good ? {} : { authorization: 'Bearer forged' }
            },
          },
        ]
        await Promise.allSettled([
          auth.fetch(changing),
          auth.fetch(url),
          auth.fetch(new Impostor(evil)),
          auth.fetch(Object.create(new Request(evil), { url: { value: good } })),
          ...inits.map((init) => auth.fetch(good, init)),
        ])
      }, site().apiPort)

      expect(site().calls.length).toBeGreaterThan(2)
      expect(receivers().filter((receiver) => receiver !== 'api.localhost/v1/a')).toEqual([])
      expect(site().calls.filter(({ authorization }) => authorization === 'Bearer forged')).toEqual([])
    })

    it('loses the token when the API redirects to another origin (R-F04)', async () => {
      const page = await openSignedIn()
      const { apiPort, otherPort } = site()
      const elsewhere = `http://evil.localhost:${otherPort}/v1/caught`

      const status = await fetchFrom(
        page,
        `http://api.localhost:${apiPort}/v1/go?location=${encodeURIComponent(elsewhere)}`,
      )

      expect(status).toBe(200)
      expect(arrived()).toContain(`evil.localhost:${otherPort}/v1/caught`)
      expect(receivers()).toEqual([expect.stringContaining('api.localhost/v1/go')])
    })

    it('does not follow a redirect that would carry one API’s token to another on the same origin (R-F04)', async () => {
      const page = await openSignedIn()

      const result = await fetchFrom(page, '/api/go?location=/admin-api/secret')

      expect(result).toBe('TypeError')
      // In development the console asks once more, without a token, to tell the developer why.
      const carried = site().calls.filter(({ authorization }) => authorization)
      expect(carried.map(({ path }) => path)).toEqual(['/api/go?location=/admin-api/secret'])
    })

    it('puts the token in no address, no body and no other header (R-F01)', async () => {
      const page = await openSignedIn()

      await fetchFrom(page, `http://api.localhost:${site().apiPort}/v1/a`, { method: 'POST', body: 'hello' })

      const [call] = site().calls
      const token = call?.authorization?.replace('Bearer ', '') ?? ''
      expect(token.length).toBeGreaterThan(20)
      expect(call).toMatchObject({ method: 'POST', path: '/v1/a', body: 'hello' })
    })

    it('of a page that has just come back names no callback as its referrer (R-C09)', async () => {
      const page = await openSignedIn()

      await fetchFrom(page, '/api/a')

      expect(site().calls.map(({ referrer }) => referrer)).toEqual([`${site().app}/plain/`])
    })

    it('of a page that has just come back names no callback as its referrer when it may outlive the page (R-C09)', async () => {
      const page = await openSignedIn()

      await page.evaluate(async () => {
        const { auth } = window.latchkeyTest
        await auth.fetch('/api/a', { keepalive: true })
        await auth.fetch(new Request('/api/b', { keepalive: true }))
        await auth.fetch(new Request('/api/c'), { keepalive: true })
      })

      expect(site().calls.map(({ referrer }) => referrer)).toEqual(Array(3).fill(`${site().app}/plain/`))
    })

    it('still carries the token when the page is being left: a keepalive call of pagehide arrives', async () => {
      const page = await openSignedIn()
      await page.evaluate((port) => {
        addEventListener('pagehide', () => {
          const { auth } = window.latchkeyTest
          const init = { method: 'POST', keepalive: true, body: 'last words' }
          void auth.fetch('/api/beacon', init)
          void auth.fetch(`http://api.localhost:${port}/v1/beacon`, init)
        })
      }, site().apiPort)

      await page.goto(`${site().app}/elsewhere`)

      await expect.poll(arrived).toHaveLength(2)
      expect(
        site()
          .calls.map(({ path, body }) => `${path} ${body}`)
          .sort(),
      ).toEqual(['/api/beacon last words', '/v1/beacon last words'])
      expect(site().calls.every(({ authorization }) => authorization?.startsWith('Bearer '))).toBe(true)
    })

    it('can still be signed out of when no chunk is to be had: the session is over, also after a reload', async () => {
      const page = await openSignedIn()
      const later = await laterChunks(page)
      await page.route(/\/chunk-[^/]*\.js$/, (route) =>
        later.has(new URL(route.request().url()).pathname) ? route.abort() : route.continue(),
      )
      await page.reload()
      await page.locator('#who').filter({ hasText: 'Ada Lovelace' }).waitFor()

      await page.evaluate(() => window.latchkeyTest.auth.signOut())
      await page.reload()
      await page.waitForFunction(() => window.latchkeyTest.auth.state.status !== 'pending')

      expect(await page.evaluate(() => window.latchkeyTest.auth.state)).toEqual({
        status: 'signed-out',
        reason: 'signed-out',
      })
    })

    it('does not wait for the protocol with a session at hand: no chunk is loaded for a reload and a call', async () => {
      const page = await openSignedIn()
      const later = await laterChunks(page)
      const stopped: string[] = []
      await page.route(/\/chunk-[^/]*\.js$/, async (route) => {
        const { pathname } = new URL(route.request().url())
        if (!later.has(pathname)) return route.continue()
        stopped.push(pathname)
        return route.abort()
      })

      await page.reload()
      await page.locator('#who').filter({ hasText: 'Ada Lovelace' }).waitFor()

      expect(await fetchFrom(page, '/api/things')).toBe(200)
      // Loaded ahead when the page is idle: that is what was stopped here, and nobody noticed.
      await expect.poll(() => stopped.length).toBeGreaterThan(0)
    })
  })
})
