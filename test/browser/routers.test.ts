import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { see } from './support/demo.js'
import { useProfiles } from './support/profiles.js'
import { useSite } from './support/site.js'
import { signInFromCode } from './support/test-app.js'

const newProfile = useProfiles()
const site = useSite()

/** Where the page's router believes to be. */
const placeOf = (page: Page) => page.locator('html').getAttribute('data-place')

/** Every place the router was ever at since the page was loaded. */
const placesOf = async (page: Page) => ((await page.locator('html').getAttribute('data-places')) ?? '').split(' ')

describe.each([
  ['after', 'router-after'],
  ['before', 'router-before'],
])('a router that is created %s auth.ts', (_, name) => {
  it('reads the place the user came from, not the callback', async () => {
    const page = await (await newProfile()).openTab(`${site().app}/${name}/orders/7?tab=items#third`)

    await signInFromCode(page)

    expect(page.url()).toBe(`${site().app}/${name}/orders/7?tab=items#third`)
    await expect.poll(() => placeOf(page)).toBe(`/${name}/orders/7?tab=items#third`)
  })

  it('reads it too when the return opens in another tab', async () => {
    const profile = await newProfile()
    const first = await profile.openTab(`${site().app}/${name}/orders/7?tab=items#third`)
    const address = await returnOf(first)
    const second = await profile.openTab(address)

    await see(second, 'signed-in')

    expect(second.url()).toBe(`${site().app}/${name}/orders/7?tab=items#third`)
    await expect.poll(() => placeOf(second)).toBe(`/${name}/orders/7?tab=items#third`)
  })
})

describe('a router that is created after auth.ts', () => {
  it('is never at the callback, not for a moment', async () => {
    const page = await (await newProfile()).openTab(`${site().app}/router-after/orders/7`)

    await signInFromCode(page)

    expect(await placesOf(page)).not.toContainEqual(expect.stringContaining('state='))
  })
})

describe('an app below a path, with <base href>', () => {
  it('comes back to its base, and from there to the deep link', async () => {
    const page = await (await newProfile()).openTab(`${site().app}/based/deep/page?x=1`)
    const returning = page.waitForRequest(
      (request) => request.url().includes('state=') && request.url().startsWith(site().app),
    )

    await signInFromCode(page)

    expect(new URL((await returning).url()).pathname).toBe('/based/')
    expect(page.url()).toBe(`${site().app}/based/deep/page?x=1`)
  })

  it('reads a relative URL as fetch does: against the base, which is what is matched and sent (R-F03)', async () => {
    const page = await (await newProfile()).openTab(`${site().app}/based/deep/page`)
    await signInFromCode(page)

    await page.evaluate(async () => {
      await window.latchkeyTest.auth.fetch('api/things')
      await window.latchkeyTest.auth.fetch('/api/things')
    })

    expect(site().provider.requests.filter(({ endpoint }) => endpoint === 'token')).toHaveLength(1)
    // `api/` is declared: below the base it is `/based/api/`, and `/api/` is somebody else's.
    expect(site().calls.map(({ path, authorization }) => [path, typeof authorization])).toEqual([
      ['/based/api/things', 'string'],
      ['/api/things', 'undefined'],
    ])
  })

  it('sees a <base> that changed between two calls with the same text (R-F03)', async () => {
    const page = await (await newProfile()).openTab(`${site().app}/based/deep/page`)
    await signInFromCode(page)

    await page.evaluate(async () => {
      const { auth } = window.latchkeyTest
      const base = document.querySelector('base')
      await auth.fetch('api/things')
      await auth.fetch('api/things')
      base?.setAttribute('href', '/')
      await auth.fetch('api/things')
      base?.setAttribute('href', '/based/')
      await auth.fetch('api/things')
    })

    expect(site().calls.map(({ path, authorization }) => [path, typeof authorization])).toEqual([
      ['/based/api/things', 'string'],
      ['/based/api/things', 'string'],
      ['/api/things', 'undefined'],
      ['/based/api/things', 'string'],
    ])
  })
})

/** Starts a sign-in, and gives the address it would come back to instead of going there. */
async function returnOf(page: Page): Promise<string> {
  await see(page, 'signed-out')
  let address = ''
  await page.route(`${site().provider.issuer}/authorize?*`, async (route) => {
    address = (await route.fetch({ maxRedirects: 0 })).headers()['location'] ?? ''
    await route.fulfill({ status: 204 })
  })
  await page.evaluate(() => void window.latchkeyTest.auth.signIn())
  await expect.poll(() => address).not.toBe('')
  return address
}

describe('a router that loads ahead for a link that the pointer or the focus has reached', () => {
  /** A page with two links, whose router asks for a user as soon as one is reached, and when it is pressed. */
  async function openLinks(says: 'its route' | 'nothing'): Promise<Page> {
    const page = await (await newProfile()).openTab(`${site().app}/plain/`)
    await see(page, 'signed-out')
    await page.evaluate((telling) => {
      const asked: string[] = []
      for (const name of ['secret', 'other']) {
        const link = Object.assign(document.createElement('a'), { id: name, href: `/plain/${name}`, textContent: name })
        link.style.display = 'block'
        const load = () =>
          window.latchkeyTest.auth.requireUser(telling === 'its route' ? { returnTo: link.pathname } : {}).then(
            () => asked.push('user'),
            ({ code }) => {
              asked.push(code)
              document.documentElement.dataset['asked'] = asked.join(' ')
            },
          )
        const soon = () => setTimeout(load, 50)
        for (const type of ['mouseenter', 'focus', 'touchstart']) link.addEventListener(type, soon)
        link.addEventListener('click', (event) => {
          event.preventDefault()
          void load()
        })
        document.body.append(link)
      }
    }, says)
    return page
  }
  const asked = (page: Page) => page.locator('html').getAttribute('data-asked')

  it.each(['its route', 'nothing'] as const)(
    'does not leave, and leaves when it is pressed: it says %s',
    async (says) => {
      const page = await openLinks(says)

      await page.hover('#secret')
      await expect.poll(() => asked(page)).toBe('sign-in-required')
      await page.hover('#other')
      await expect.poll(() => asked(page)).toBe('sign-in-required sign-in-required')
      await page.focus('#secret')
      await expect.poll(() => asked(page)).toBe('sign-in-required sign-in-required sign-in-required')
      expect(new URL(page.url()).pathname).toBe('/plain/')

      const left = page.waitForEvent('framenavigated')
      await page.click('#secret')
      await left
      await see(page, 'signed-in')
      if (says === 'its route') expect(new URL(page.url()).pathname).toBe('/plain/secret')
    },
  )

  it('leaves when it is pressed by a key', async () => {
    const page = await openLinks('its route')
    await page.keyboard.press('Tab')
    await expect.poll(() => asked(page)).toBe('sign-in-required')

    const left = page.waitForEvent('framenavigated')
    await page.keyboard.press('Enter')
    await left

    await see(page, 'signed-in')
    expect(new URL(page.url()).pathname).toBe('/plain/secret')
  })
})
