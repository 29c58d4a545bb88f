import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { FRAMEWORKS, toDevelopmentApp } from '../../tools/apps.mjs'
import { tellAppStory } from '../browser/support/app-story.js'
import { BROWSERS } from '../browser/support/browsers.js'
import { askedOfProvider, callCalendar, seeCalendar, signIn, signOut, useDemo } from '../browser/support/demo.js'
import { type Profile, useProfiles } from '../browser/support/profiles.js'
import { type CopiedApp, useCopiedApp } from './support/copied-app.js'

const TITLE = 'id="todo-title">To do<'
const OPTION = "clientId: 'todo-spa',"
const OTHER_OPTIONS = `${OPTION} sessionLifetimeSeconds: 36_000,`
const TAKEN_OVER =
  'warning: latchkey: createAuth was called with other options: the client of the call before was disposed of'

/**
 * How a component comes to stand between the page and each import of the client, so that an edit of its options loads no page.
 * In an app of Angular or Vue none does: what starts it takes the client.
 */
const BEHIND_COMPONENTS: Readonly<Record<string, (app: CopiedApp) => () => void>> = {
  react(app) {
    app.write(
      'root.tsx',
      `import { AuthProvider } from 'latchkey/react'
import { RouterProvider } from 'react-router/dom'
import { AnnouncerProvider } from './announcer'
import { auth } from './auth'
import { router } from './router'

export function Root() {
  return (
    <AuthProvider auth={auth}>
      <AnnouncerProvider>
        <RouterProvider router={router} />
      </AnnouncerProvider>
    </AuthProvider>
  )
}
`,
    )
    return app.write(
      'main.tsx',
      `import '../../../app/app.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Root } from './root'

createRoot(document.getElementById('root')!).render(<StrictMode><Root /></StrictMode>)
`,
    )
  },
  solid: (app) => app.edit("import './auth.js'\n", ''),
  svelte: (app) => app.edit("import './auth.js'\n", ''),
}

describe.each(FRAMEWORKS)('the to-do app from the server for development of %s', (name) => {
  const app = useCopiedApp(name)
  // A provider says of a JWT that it cannot be revoked, and the console of each sign-out has that.
  const demo = useDemo({ accessTokenFormat: 'reference', development: toDevelopmentApp(name, app.folder) })

  describe.each(Object.entries(BROWSERS))('in %s', (_, { launch, meant }) => {
    const { newProfile, heard } = useQuietProfiles(useProfiles(launch, meant))

    tellAppStory(demo, newProfile)

    async function openSignedIn(): Promise<Page> {
      const page = await (await newProfile()).openTab(demo().app)
      await signIn(page)
      await seeCalendar(page)
      await mark(page)
      return page
    }

    it('shows an edit of a component in the document that is there, and keeps its user', async () => {
      const page = await openSignedIn()
      const title = page.locator('#todo-title')
      const before = demo().requests.length

      const undo = app.edit(TITLE, TITLE.replace('To do', 'To do today'))
      await title
        .filter({ hasText: /^To do today$/ })
        .waitFor()
        .finally(undo)
      await title.filter({ hasText: /^To do$/ }).waitFor()

      expect(await isMarked(page)).toBe(true)
      expect(await page.getByTestId('user-name').textContent()).toBe('Ada Lovelace')
      expect(await callCalendar(page)).toBe('201')
      expect(askedOfProvider(demo(), before)).toEqual([])
    })

    it('keeps its user through an edit of the options of createAuth', async () => {
      const page = await openSignedIn()
      const before = demo().requests.length

      const undo = app.edit(OPTION, OTHER_OPTIONS)
      await seeNewDocument(page).finally(undo)
      await seeNewDocument(page)

      await seeCalendar(page)
      expect(await page.getByTestId('user-name').textContent()).toBe('Ada Lovelace')
      expect(await callCalendar(page)).toBe('201')
      expect(askedOfProvider(demo(), before)).toEqual([])
    })

    const moveBehindComponents = BEHIND_COMPONENTS[name]
    if (!moveBehindComponents) return
    it('has another client in the document that is there, with the same user, after an edit of the options of createAuth', async () => {
      const page = await openSignedIn()
      const before = demo().requests.length
      const moveBack = moveBehindComponents(app)

      try {
        await seeNewDocument(page)
        await seeCalendar(page)
        const undo = app.edit(OPTION, OTHER_OPTIONS)
        await expect
          .poll(() => heard)
          .toEqual([TAKEN_OVER])
          .finally(undo)
        await expect.poll(() => heard).toEqual([TAKEN_OVER, TAKEN_OVER])
        heard.length = 0

        await seeCalendar(page)
        expect(await isMarked(page)).toBe(true)
        expect(await page.getByTestId('user-name').textContent()).toBe('Ada Lovelace')
        expect(await callCalendar(page)).toBe('201')
        expect(askedOfProvider(demo(), before)).toEqual([])
        await signOut(page)
        await mark(page)
      } finally {
        moveBack()
      }
      await seeNewDocument(page)
    })
  })
})

async function mark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { isMarked: true }))
}

/** Whether the document is still the one that was marked. */
const isMarked = (page: Page): Promise<boolean> => page.evaluate(() => 'isMarked' in window)

/** Waits until another document has come, and marks it. */
async function seeNewDocument(page: Page): Promise<void> {
  await page.waitForFunction(() => !('isMarked' in window))
  await mark(page)
}

/**
 * A test fails when a console has an error or a warning that it has not taken from what was heard. What is said of a provider that
 * is down is each framework's own.
 */
function useQuietProfiles(create: () => Promise<Profile>) {
  const heard: string[] = []
  afterEach(({ task }) => {
    const found = heard.splice(0)
    if (!task.name.includes('while the provider is down'))
      expect(found, 'the errors and warnings of the console').toEqual([])
  })
  const newProfile = async (): Promise<Profile> => {
    const profile = await create()
    profile.context.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) heard.push(`${message.type()}: ${message.text()}`)
    })
    return profile
  }
  return { newProfile, heard }
}
