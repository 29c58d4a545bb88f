import { expect, it } from 'vitest'
import { builtApp } from '../../../tools/apps.mjs'
import { tellAppStory } from './app-story.js'
import { BROWSERS } from './browsers.js'
import { askedOfProvider, callCalendar, RENEWAL, see, seeCalendar, signIn, useDemo } from './demo.js'
import { useProfiles } from './profiles.js'

/** The story of an app of `demo/apps` as it was built for production by the part `apps`, and what only that has. */
export function tellBuiltAppStory(framework: string, browser: keyof typeof BROWSERS): void {
  const demo = useDemo({ framework: { name: framework, folder: builtApp(framework) } })
  const newProfile = useProfiles(BROWSERS[browser].launch, BROWSERS[browser].meant)

  tellAppStory(demo, newProfile)

  it('renews for a call that is refused, and shows nothing of it', async () => {
    const page = await (await newProfile()).openTab(demo().app)
    await signIn(page)
    await seeCalendar(page)
    const before = demo().requests.length

    demo().settings.accessTokenFormat = 'reference'
    const status = await callCalendar(page).finally(() => {
      demo().settings.accessTokenFormat = 'jwt'
    })

    expect(status).toBe('201')
    expect(askedOfProvider(demo(), before)).toContain(RENEWAL)
    expect(await page.getByTestId('user-name').textContent()).toBe('Ada Lovelace')
  })

  it('follows in one tab what is done in another: who signs in, who signs out, and who comes next', async () => {
    const profile = await newProfile()
    const [first, second] = [await profile.openTab(demo().app), await profile.openTab(demo().app)]
    await see(second, 'signed-out')

    await signIn(first)
    await see(second, 'signed-in')
    await seeCalendar(second)
    await first.getByTestId('sign-out').click()
    await first.getByTestId('confirm-sign-out').click()
    await see(second, 'signed-out')
    const afterAda = await second.getByText('Lovelace').count()
    await see(first, 'signed-out')
    await signIn(first, 'grace')
    await seeCalendar(second)

    expect(afterAda).toBe(0)
    expect(await second.getByTestId('user-name').textContent()).toBe('Grace Hopper')
  })
}
