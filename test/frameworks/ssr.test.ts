import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Demo } from '../../demo/server/start-demo.js'
import { BROWSERS } from '../browser/support/browsers.js'
import { askedOfProvider } from '../browser/support/demo.js'
import { type Profile, useProfiles } from '../browser/support/profiles.js'
import { binary, type RenderedApp, useRenderedApp } from './support/rendered-app.js'

const startNext = (port: string) => [
  binary('next', 'dist', 'bin', 'next'),
  'start',
  '--hostname',
  '127.0.0.1',
  '--port',
  port,
]

/** The newest of each framework, and the one before it. Next.js 15 is built by webpack, and 16 by Turbopack: each has its own for that. */
const APPS: readonly RenderedApp[] = [
  { name: 'next', built: '.next', start: startNext },
  { name: 'next-15', built: '.next', start: startNext },
  { name: 'nuxt', built: '.output', start: () => ['.output/server/index.mjs'] },
  { name: 'sveltekit', built: 'build', start: () => ['build/index.js'] },
  { name: 'sveltekit-2', built: 'build', start: () => ['build/index.js'] },
]

const GUARDED = '/events?week=2#x'
/** Far more than a router waits until it loads ahead what the pointer is over. */
const HOVER_MS = 1500

describe.each(APPS)('an app that a server renders with $name', (app) => {
  const demo = useRenderedApp(app)

  it('has a page from the server that knows nobody', async () => {
    const page = await (await fetch(`${demo().app}/`)).text()

    expect(page).toContain('Welcome')
    expect(page).toContain('One moment')
    expect(page).not.toContain('Sign in')
  })

  describe.each(Object.entries(BROWSERS))('in %s', (_, { launch, meant }) =>
    tellStory(demo, useProfiles(launch, meant)),
  )
})

/** What every app that a server renders does for its user, whatever it is written with. */
function tellStory(demo: () => Demo, newProfile: () => Promise<Profile>): void {
  const countLogins = (since: number) => askedOfProvider(demo(), since).filter((asked) => asked === 'GET /auth').length

  async function openTab(path: string) {
    const profile = await newProfile()
    const shown = await watchSignIn(profile.context)
    return { page: await profile.openTab(demo().app + path), lines: profile.lines, shown }
  }

  it('signs in, and calls the API', async () => {
    const { page, lines } = await openTab('/')
    await page.getByRole('button', { name: 'Sign in' }).click()

    await answerProvider(page)
    await seeUser(page)
    expect(page.url()).toBe(`${demo().app}/`)
    await page.getByRole('link', { name: 'Events' }).click()
    await page.getByRole('heading', { name: 'Events of Ada Lovelace' }).waitFor()
    await page.getByRole('button', { name: 'Load' }).click()

    await expect.poll(() => page.getByTestId('count').textContent()).toMatch(/^\d+$/)
    expect(lines).toEqual([])
  })

  it('comes back through the login to where a link led, query and hash included', async () => {
    const since = demo().requests.length
    const { page, lines } = await openTab(GUARDED)

    await answerProvider(page)
    await seeEvents(page)

    expect(page.url()).toBe(demo().app + GUARDED)
    expect(countLogins(since)).toBe(1)
    expect(lines).toEqual([])
  })

  it.each(['/', GUARDED])(
    'is loaded again at %s without a flash of "Sign in", and as the server had it',
    async (path) => {
      const { page, lines, shown } = await openTab(GUARDED)
      await answerProvider(page)
      await seeEvents(page)
      // Firefox has an app complain of what it loads ahead when it is left meanwhile.
      await page.waitForLoadState('networkidle')
      await page.goto(demo().app + path)
      await seeUser(page)
      await page.waitForLoadState('networkidle')
      shown.length = 0

      await page.reload()
      await seeUser(page)
      if (path === GUARDED) await seeEvents(page)

      expect(shown).toEqual([])
      expect(page.url()).toBe(demo().app + path)
      expect(lines).toEqual([])
    },
  )

  it('stays where it is for a pointer over a guarded link, and asks at the click', async () => {
    const { page, lines } = await openTab('/')
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    const since = demo().requests.length

    await page.getByRole('link', { name: 'Events' }).hover()
    await page.waitForTimeout(HOVER_MS)

    expect(page.url()).toBe(`${demo().app}/`)
    expect(countLogins(since)).toBe(0)
    await page.getByRole('link', { name: 'Events' }).click()
    await answerProvider(page)
    await page.getByRole('heading', { name: 'Events of Ada Lovelace' }).waitFor()
    expect(page.url()).toBe(`${demo().app}/events`)
    expect(lines).toEqual([])
  })

  it.each([
    ['a link leads to the guarded page', '/'],
    ['the guarded page is loaded', GUARDED],
  ])('says so when %s while the provider is down', async (_, path) => {
    const { context } = await newProfile()
    await context.route(`${demo().provider}/**`, (route) => route.abort())
    const page = await context.newPage()
    await page.goto(demo().app + path)

    if (path === '/') {
      await page.getByRole('button', { name: 'Sign in' }).waitFor()
      await page.getByRole('link', { name: 'Events' }).click()
    }

    await page.getByText('The provider cannot be reached').waitFor()
  })

  it('signs out, and leads a guarded link to the public page then', async () => {
    const { page, lines } = await openTab(GUARDED)
    await answerProvider(page)
    await seeEvents(page)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByTestId('confirm-sign-out').click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.getByRole('heading', { name: 'Welcome' }).waitFor()
    expect(page.url()).toBe(`${demo().app}/`)
    const since = demo().requests.length

    await page.goto(demo().app + GUARDED)
    await page.waitForURL(`${demo().app}/`)

    await page.getByRole('heading', { name: 'Welcome' }).waitFor()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    expect(countLogins(since)).toBe(0)
    expect(lines).toEqual([])
  })
}

async function answerProvider(page: Page): Promise<void> {
  await page.getByTestId('persona-ada').click()
  await page.getByTestId('consent-allow').click()
}

const seeUser = (page: Page): Promise<void> => page.getByTestId('user').getByText('Ada Lovelace').waitFor()

async function seeEvents(page: Page): Promise<void> {
  await seeUser(page)
  await page.getByRole('heading', { name: 'Events of Ada Lovelace' }).waitFor()
  await page.getByTestId('week').getByText('2', { exact: true }).waitFor()
}

/** Writes down each time that a page of the app has a button to sign in. */
async function watchSignIn(context: ReturnType<Page['context']>): Promise<string[]> {
  const shown: string[] = []
  await context.exposeBinding('noteSignIn', (_source, where: string) => shown.push(where))
  await context.addInitScript(() => {
    const { noteSignIn } = window as unknown as { readonly noteSignIn: (where: string) => void }
    const look = () => {
      if (document.querySelector('header')?.textContent?.includes('Sign in')) noteSignIn(location.href)
    }
    new MutationObserver(look).observe(document, { childList: true, characterData: true, subtree: true })
  })
  return shown
}
