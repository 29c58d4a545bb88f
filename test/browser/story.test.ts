import { describe, expect, it } from 'vitest'
import {
  askedOfProvider,
  callCalendar,
  comeToConsent,
  countExchanges,
  see,
  seeCalendar,
  signIn,
  signOut,
  useDemo,
} from './support/demo.js'
import { useProfiles } from './support/profiles.js'

const newProfile = useProfiles()
const demo = useDemo()

describe('a user of the demo', () => {
  it('signs in and sees their name and picture', async () => {
    const page = await (await newProfile()).openTab(demo().app)

    await signIn(page)

    expect(await page.getByTestId('user-name').textContent()).toBe('Ada Lovelace')
    const width = await page.getByTestId('user-picture').evaluate(async (image: HTMLImageElement) => {
      await image.decode()
      return image.naturalWidth
    })
    expect(width).toBeGreaterThan(0)
    expect(page.url()).toBe(`${demo().app}/`)
  })

  it('puts a to-do into the calendar, which takes the access token and refuses the ID token', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await signIn(page)

    const status = await callCalendar(page)
    await page.getByTestId('show-id-token').click()

    expect(status).toBe('201')
    await page.getByTestId('calendar-entry').filter({ hasText: 'Water the plants' }).waitFor()
    await page.getByTestId('id-token-status').and(page.locator('[data-status="401"]')).waitFor()
    expect(await page.getByTestId('id-token-sentence').textContent()).toContain('This is an ID token')
  })

  it('declines at the provider and is told so, signed out, at a clean address', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await comeToConsent(page)
    const before = countExchanges(demo())

    await page.getByTestId('refuse').click()

    await see(page, 'signed-out')
    expect(await page.getByTestId('error-code').textContent()).toBe('sign-in-denied')
    expect(page.url()).toBe(`${demo().app}/`)
    expect(countExchanges(demo())).toBe(before)
  })

  it('stays signed in over a reload, and the first call after it asks nothing of the provider', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await signIn(page)
    await seeCalendar(page)
    const before = demo().requests.length

    await page.reload()
    await seeCalendar(page)
    const status = await callCalendar(page)

    expect(status).toBe('201')
    expect(askedOfProvider(demo(), before)).toEqual([])
  })

  it('finds a second tab signed in, without a request to the provider', async () => {
    const profile = await newProfile()
    await signIn(await profile.openTab(demo().app))
    const before = demo().requests.length

    const second = await profile.openTab(demo().app)
    await see(second, 'signed-in')
    await seeCalendar(second)

    expect(await second.getByTestId('user-name').textContent()).toBe('Ada Lovelace')
    expect(askedOfProvider(demo(), before)).toEqual([])
  })

  it('signs out in one tab, and the other follows within a second and sends no token any more (R-L07)', async () => {
    const profile = await newProfile()
    const first = await profile.openTab(demo().app)
    await signIn(first)
    const second = await profile.openTab(demo().app)
    await see(second, 'signed-in')
    await seeCalendar(second)

    await first.getByTestId('sign-out').click()
    // A second, on a machine that may be eight times slower.
    await see(second, 'signed-out', 8_000)
    const before = demo().requests.length
    // The button is hidden now; the app's code behind it is not.
    await second.getByTestId('calendar-refresh').dispatchEvent('click')
    await second
      .getByTestId('calendar-result')
      .and(second.locator('[data-status="none"]'))
      .waitFor({ state: 'attached' })

    expect(await second.getByTestId('calendar-message').textContent()).toContain('sign-in-required')
    expect(
      demo()
        .requests.slice(before)
        .filter(({ server }) => server === 'calendar'),
    ).toEqual([])
    expect(await second.getByTestId('user-name').textContent()).toBe('')
  })

  it('signs in in one tab, and the other follows without asking the provider itself', async () => {
    const profile = await newProfile()
    const [first, second] = [await profile.openTab(demo().app), await profile.openTab(demo().app)]
    await see(second, 'signed-out')
    const before = countExchanges(demo())

    await signIn(first, 'grace')
    await see(second, 'signed-in', 8_000)

    expect(await second.getByTestId('user-name').textContent()).toBe('Grace Hopper')
    expect(countExchanges(demo())).toBe(before + 1)
  })

  it('signs out at the provider too: the next sign-in asks who they are', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await signIn(page)
    const before = demo().requests.length

    await signOut(page)
    const asked = askedOfProvider(demo(), before)
    await page.getByTestId('sign-in').click()

    await page.getByTestId('persona-grace').waitFor()
    expect(asked.filter((entry) => entry === 'POST /token/revocation')).toHaveLength(2)
  })

  it('stays signed out over a reload', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await signIn(page)
    await signOut(page)

    await page.reload()

    await see(page, 'signed-out')
    expect(await page.getByTestId('user-name').textContent()).toBe('')
  })

  it.each([
    ['JWTs', 'references', 'jwt', 'reference', 'random characters'],
    ['references', 'JWTs', 'reference', 'jwt', 'verified the signature'],
  ] as const)('notices nothing when the provider switches from %s to %s', async (_from, _to, before, after, letter) => {
    demo().settings.accessTokenFormat = before
    const page = await (await newProfile()).openTab(demo().app)
    await signIn(page)
    await seeCalendar(page)
    const changes = await page.evaluateHandle(() => {
      const seen: (string | undefined)[] = []
      new MutationObserver(() => seen.push(document.body.dataset['auth'])).observe(document.body, { attributes: true })
      return seen
    })

    await page.getByTestId(`format-${after}`).check()
    await page.getByTestId('calendar-sees').filter({ hasText: letter }).waitFor()
    const status = await callCalendar(page)
    demo().settings.accessTokenFormat = 'jwt'

    expect(status).toBe('201')
    expect(await changes.jsonValue()).toEqual([])
    expect(await page.getByTestId('user-name').textContent()).toBe('Ada Lovelace')
  })
})
