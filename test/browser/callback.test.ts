import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { watchAddresses } from './support/addresses.js'
import {
  askedSince,
  callCalendar,
  comeToConsent,
  countExchanges,
  holdReturn,
  see,
  signIn,
  useDemo,
} from './support/demo.js'
import { useProfiles } from './support/profiles.js'

const newProfile = useProfiles()
const demo = useDemo()

/** The address of the redirect back that a tab makes, as soon as it makes it. */
function returnOf(page: Page): Promise<string> {
  return page.waitForRequest((request) => isReturn(request.url())).then((request) => request.url())
}

const isReturn = (address: string): boolean =>
  address.startsWith(`${demo().app}/`) && new URL(address).searchParams.has('state')

const errorCode = (page: Page) => page.getByTestId('error-code')

/** Every address in a tab's history, as the browser keeps it. */
async function historyOf(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page)
  const { entries } = await session.send('Page.getNavigationHistory')
  await session.detach()
  return entries.map(({ url }) => url)
}

describe('a return from the provider', () => {
  it('shows no later script the code: the address is clean before anything else can look (R-C09)', async () => {
    const profile = await newProfile()
    const shown = await watchAddresses(profile.context)
    const page = await profile.openTab(demo().app)

    await signIn(page)

    const arrival = shown.findIndex(({ href }) => isReturn(href))
    expect(shown[arrival]?.when).toBe('before the first script')
    expect(shown.slice(arrival + 1).filter(({ href }) => isReturn(href))).toEqual([])
    expect(shown[arrival + 1]?.href).toBe(`${demo().app}/`)
    // Looked at whenever something could look, written down when it had changed: at the first such moment it had.
    expect(['popstate', 'when another script first acts']).toContain(shown[arrival + 1]?.when)
  })

  it('adds no entry to the history, and none of its entries holds a code (R-C09)', async () => {
    const profile = await newProfile()
    const shown = await watchAddresses(profile.context)
    const page = await profile.openTab(demo().app)

    await signIn(page)

    const arrival = shown.find(({ href }) => isReturn(href))
    expect(await page.evaluate(() => history.length)).toBe(arrival?.entries)
    expect((await historyOf(page)).filter(isReturn)).toEqual([])
  })

  it('stays in the navigation timing that Chromium keeps of the page, where no script can change it; its code is spent', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await signIn(page)

    const [kept = ''] = await page.evaluate(() => performance.getEntriesByType('navigation').map(({ name }) => name))
    const code = new URL(kept).searchParams.get('code') ?? ''
    const answer = await page.request.post(`${demo().provider}/token`, {
      form: {
        grant_type: 'authorization_code',
        client_id: 'todo-spa',
        redirect_uri: `${demo().app}/`,
        code,
        code_verifier: 'a-verifier-that-an-attacker-has-to-make-up-without-help',
      },
    })

    expect(code).not.toBe('')
    expect(answer.status()).toBe(400)
    expect(await answer.json()).toMatchObject({ error: 'invalid_grant' })
  })

  it('is not brought back or replayed by the back button (R-C03)', async () => {
    const profile = await newProfile()
    const page = await profile.openTab(demo().app)
    await signIn(page)
    const before = countExchanges(demo())
    const seen: string[] = []
    page.on('framenavigated', (frame) => seen.push(frame.url()))

    const entries = await historyOf(page)
    for (const _ of entries.slice(2)) await page.goBack()
    await see(page, 'signed-in')
    for (const _ of entries.slice(2)) await page.goForward()
    await see(page, 'signed-in')

    expect(seen.filter(isReturn)).toEqual([])
    expect(seen).toContain(`${demo().app}/`)
    expect(countExchanges(demo())).toBe(before)
  })

  it('can be pasted again after it was used: no second token request, and the session stands (R-C03)', async () => {
    const profile = await newProfile()
    const page = await profile.openTab(demo().app)
    const returning = returnOf(page)
    await signIn(page)
    const before = countExchanges(demo())

    await page.goto(await returning)
    await see(page, 'signed-in')
    await page.reload()
    await see(page, 'signed-in')

    expect(page.url()).toBe(`${demo().app}/`)
    expect(await callCalendar(page)).toBe('201')
    expect(countExchanges(demo())).toBe(before)
  })

  it('opened in two tabs at once makes one token request, and both tabs end up signed in (R-C03)', async () => {
    const profile = await newProfile()
    const page = await profile.openTab(demo().app)
    await comeToConsent(page)
    const address = await holdReturn(page, demo())
    const before = countExchanges(demo())
    const tabs = [await profile.openTab(), await profile.openTab()]

    await Promise.all(tabs.map((tab) => tab.goto(address)))
    await Promise.all(tabs.map((tab) => see(tab, 'signed-in')))

    expect(countExchanges(demo())).toBe(before + 1)
    expect(tabs.map((tab) => tab.url())).toEqual([`${demo().app}/`, `${demo().app}/`])
  })

  it('that is not ours stays as it is: ?code=1&state=2 belongs to the app (R-C15)', async () => {
    const page = await (await newProfile()).openTab()
    const before = demo().requests.length

    await page.goto(`${demo().app}/?code=1&state=2#here`)
    await see(page, 'signed-out')

    expect(page.url()).toBe(`${demo().app}/?code=1&state=2#here`)
    expect(await errorCode(page).textContent()).toBe('')
    expect(askedSince(demo(), before)).toEqual([])
  })

  it('with a forged state sends no code anywhere, and the real one still works (R-C02, R-C08)', async () => {
    const profile = await newProfile()
    const page = await profile.openTab(demo().app)
    await comeToConsent(page)
    const address = await holdReturn(page, demo())
    const before = demo().requests.length
    const forged = new URL(address)
    forged.searchParams.set('state', `${forged.searchParams.get('state')?.slice(0, -6)}AAAAAA`)

    await page.goto(forged.href)
    await errorCode(page).filter({ hasText: 'callback-unknown-state' }).waitFor()

    await see(page, 'signed-out')
    expect(page.url()).toBe(`${demo().app}/`)
    expect(askedSince(demo(), before)).toEqual([])

    await page.goto(address)
    await see(page, 'signed-in')
  })

  it('that names another issuer sends no code anywhere (R-C04)', async () => {
    const profile = await newProfile()
    const page = await profile.openTab(demo().app)
    await comeToConsent(page)
    const address = await holdReturn(page, demo())
    const before = demo().requests.length
    const forged = new URL(address)
    forged.searchParams.set('iss', `${demo().provider}/`)

    await page.goto(forged.href)
    await errorCode(page).filter({ hasText: 'callback-issuer' }).waitFor()

    expect(page.url()).toBe(`${demo().app}/`)
    expect(askedSince(demo(), before)).toEqual([])
  })

  it('that carries a forged error does not end the session that stands (R-C08)', async () => {
    const profile = await newProfile()
    const page = await profile.openTab(demo().app)
    const returning = returnOf(page)
    await signIn(page)
    const forged = new URL(await returning)
    forged.searchParams.delete('code')
    forged.searchParams.set('error', 'access_denied')
    forged.searchParams.set('error_description', '<img src=x onerror=alert(1)>')

    await page.goto(forged.href)
    await see(page, 'signed-in')

    expect(await errorCode(page).textContent()).toBe('callback-unknown-state')
    expect(await page.content()).not.toContain('onerror')
    expect(await callCalendar(page)).toBe('201')
  })

  it('brings the user back to where they were, with query and hash', async () => {
    const page = await (await newProfile()).openTab(`${demo().app}/?view=a&code=mine#b`)

    await signIn(page)

    expect(page.url()).toBe(`${demo().app}/?view=a&code=mine#b`)
  })
})

describe('two tabs that sign in at the same time', () => {
  it('both succeed, though they finish in reverse order (R-C17)', async () => {
    const profile = await newProfile()
    const [first, second] = [
      await profile.openTab(`${demo().app}/?tab=1`),
      await profile.openTab(`${demo().app}/?tab=2`),
    ]
    await first.getByTestId('sign-in').click()
    await first.getByTestId('persona-ada').waitFor()
    await second.getByTestId('sign-in').click()
    await second.getByTestId('persona-ada').waitFor()
    const before = countExchanges(demo())

    await second.getByTestId('persona-ada').click()
    await second.getByTestId('consent-allow').click()
    await see(second, 'signed-in')
    // The provider remembers what was allowed a moment ago.
    await first.getByTestId('persona-ada').click()
    await see(first, 'signed-in')

    expect([first.url(), second.url()]).toEqual([`${demo().app}/?tab=1`, `${demo().app}/?tab=2`])
    expect([await errorCode(first).textContent(), await errorCode(second).textContent()]).toEqual(['', ''])
    expect(countExchanges(demo())).toBe(before + 2)
    expect([await callCalendar(first), await callCalendar(second)]).toEqual(['201', '201'])
  })
})
