import { describe, expect, it } from 'vitest'
import { BROWSERS } from './support/browsers.js'
import { askedSince, see, seeCalendar, signIn, useDemo } from './support/demo.js'
import { useProfiles } from './support/profiles.js'

describe('18.5 the mistakes that the demo lets people try', () => {
  const newProfile = useProfiles(BROWSERS.Chromium.launch, BROWSERS.Chromium.meant)
  const demo = useDemo()
  const open = async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await see(page, 'signed-out')
    await signIn(page)
    await seeCalendar(page)
    return page
  }

  it('an ID token is refused by the calendar', async () => {
    const page = await open()

    await page.getByTestId('show-id-token').click()
    await page.getByTestId('id-token-challenge').waitFor()

    expect(await page.getByTestId('id-token-status').getAttribute('data-status')).toBe('401')
    expect(await page.getByTestId('id-token-challenge').textContent()).toContain('invalid_token')
  })

  it('the access token lies nowhere, and one that somebody has put somewhere is found', async () => {
    const page = await open()
    const searched = page.getByTestId('searched')
    const found = page.locator('[data-testid="searched"][data-found="true"]')

    await page.getByTestId('read-token').click()
    await searched.first().waitFor()
    const places = await searched.evaluateAll((items) => items.map((item) => item.getAttribute('data-place')))
    const before = await found.count()
    await page.evaluate(() => {
      const length = Number(document.getElementById('token-length')?.textContent)
      localStorage.setItem('token', JSON.stringify({ access_token: 'x'.repeat(length) }))
    })
    await page.getByTestId('read-token').click()
    await found.first().waitFor()

    expect(places).toEqual([
      'what createAuth returns',
      'localStorage',
      'sessionStorage',
      'IndexedDB',
      'cookies',
      'addresses and history',
    ])
    expect(before).toBe(0)
    expect(await found.evaluateAll((items) => items.map((item) => item.getAttribute('data-place')))).toEqual([
      'localStorage',
    ])
  })

  it('another origin gets no token, and says so', async () => {
    const page = await open()
    const before = demo().requests.length

    await page.getByTestId('call-other').click()
    await page.getByTestId('call-other-result').waitFor()

    expect(await page.getByTestId('call-other-status').getAttribute('data-status')).toBe('401')
    expect(await page.getByTestId('call-other-answer').textContent()).toBe('WWW-Authenticate: Bearer realm="microblog"')
    expect(askedSince(demo(), before).map(({ server, path }) => `${server} ${path}`)).toEqual(['microblog /api/posts'])
  })
})
