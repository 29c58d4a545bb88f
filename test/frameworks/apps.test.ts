import { describe, expect, it } from 'vitest'
import { builtApp, FRAMEWORKS } from '../../tools/apps.mjs'
import { tellAppStory } from '../browser/support/app-story.js'
import { askedOfProvider, callCalendar, RENEWAL, see, seeCalendar, signIn, useDemo } from '../browser/support/demo.js'
import { useProfiles } from '../browser/support/profiles.js'
import { BROWSERS } from './support/browsers.js'

// They are built by the part `apps`, which comes before.
describe.each(FRAMEWORKS.flatMap((name) => BROWSERS.map((browser) => [name, ...browser] as const)))(
  'the to-do app in %s, in %s',
  (name, _, launch, meant) => {
    const demo = useDemo({ framework: { name, folder: builtApp(name) } })
    const newProfile = useProfiles(launch, meant)

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
  },
)
