// @vitest-environment happy-dom
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Auth } from 'latchkey'
import { authPlugin } from 'latchkey/vue'
import { expect, it, onTestFinished } from 'vitest'
import { type Component, createApp } from 'vue'
import { compileScript, parse } from 'vue/compiler-sfc'
import { departure, setUp, setUpSignedIn, visitProvider } from '../support/home.js'
import { until } from '../support/until.js'
import { countLines, readPage, toBlocks } from './pages.js'

/** Shows a component of the page as Vue's tools make it, in an app with this client. */
async function show(name: string, auth: Auth): Promise<HTMLElement> {
  const block = toBlocks(readPage('docs/bindings.md')).find(({ code }) => code.startsWith(`<!-- vue/${name} -->`))
  const { descriptor, errors } = parse(block?.code ?? '', { filename: name })
  expect(errors).toEqual([])
  const { content } = compileScript(descriptor, { id: name, inlineTemplate: true })
  mkdirSync('.cache', { recursive: true })
  const folder = mkdtempSync(resolve('.cache/vue-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, `${name}.ts`)
  writeFileSync(file, content)
  const { default: component }: { readonly default: Component } = await import(/* @vite-ignore */ file)
  const root = document.createElement('div')
  document.body.replaceChildren(root)
  const app = createApp(component)
    .component('RouterView', { render: () => 'page' })
    .use(authPlugin(auth))
  onTestFinished(() => app.unmount())
  app.mount(root)
  return root
}

it('the first example signs in, shows who it is, and signs out', async () => {
  const { tab } = setUp()
  const signedOut = await show('App.vue', tab.auth())
  const button = await until(() => signedOut.querySelector('button'))
  expect(button.textContent).toBe('Sign in')
  await departure(tab, async () => button.click())

  const { auth } = await setUpSignedIn()
  const signedIn = await show('App.vue', auth)
  expect(signedIn.textContent).toBe('Ada Lovelace')
  signedIn.querySelector('button')?.click()

  await until(() => signedIn.textContent === 'Sign in')
})

it('what is around the pages shows why a sign-in failed, and tries again', async () => {
  const { tab, provider } = setUp()
  tab.goTo(await visitProvider(tab, provider, { visit: { deny: 'access_denied' } }))
  const root = await show('Pages.vue', tab.auth())

  const button = await until(() => root.querySelector('[role="alert"] button'))

  await departure(tab, async () => (button as HTMLElement).click())
})

it('takes few lines to a sign-in', () => {
  expect(countLines('docs/bindings.md', 'vue/main.ts', 'vue/App.vue')).toBeLessThanOrEqual(13)
})
