/// <reference path="../../demo/server/oidc-provider.d.ts" />
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemo } from '../../demo/server/start-demo.js'
import { toDevelopmentApp } from '../../tools/apps.mjs'
import { askedSince } from '../browser/support/demo.js'
import { useProfiles } from '../browser/support/profiles.js'
import { readPage, toBlocks } from '../docs/pages.js'
import { useCopiedApp } from './support/copied-app.js'
import { findPort } from './support/rendered-app.js'

/** The addresses on the pages: those of `npm start`. */
const WRITTEN = { provider: 'http://127.0.0.1:5171', api: 'http://127.0.0.1:5172' }
const EVENTS = '{"events":[]}'

interface Start {
  readonly page: string
  /** The demo's app whose packages and settings it has. */
  readonly app: string
  /** The blocks of the page, each with the file of the app that it becomes. */
  readonly files: Readonly<Record<string, string>>
  /** What a tool makes that the page leaves as it is. */
  readonly made?: Readonly<Record<string, string>>
  /** What the packages of the demo's app ask for besides. */
  readonly adapt?: (code: string) => string
  /** What is pressed for the call. */
  readonly call: 'Ada Lovelace' | 'Events'
}

const STARTS: readonly Start[] = [
  { page: 'vanilla', app: 'react', files: { 'src/main.ts': 'main.tsx' }, call: 'Ada Lovelace' },
  { page: 'react', app: 'react', files: { 'src/main-with-call.tsx': 'main.tsx' }, call: 'Ada Lovelace' },
  {
    page: 'vue',
    app: 'vue',
    files: { 'src/main-with-call.ts': 'main.ts', 'src/AppWithCall.vue': 'App.vue' },
    call: 'Events',
  },
  {
    page: 'svelte',
    app: 'svelte',
    files: { 'src/AppWithCall.svelte': 'App.svelte' },
    made: {
      'main.ts':
        "import { mount } from 'svelte'\nimport App from './App.svelte'\n\nmount(App, { target: document.body })\n",
    },
    call: 'Ada Lovelace',
  },
  { page: 'solid', app: 'solid', files: { 'src/index-with-call.tsx': 'main.tsx' }, call: 'Ada Lovelace' },
  {
    page: 'angular',
    app: 'angular',
    files: { 'src/main-with-call.ts': 'main.ts' },
    // The demo has Angular 20 without zones, which has to be told so.
    adapt: (code) =>
      code
        .replace('import { Component,', 'import { Component, provideZonelessChangeDetection,')
        .replace('providers: [', 'providers: [provideZonelessChangeDetection(), '),
    call: 'Ada Lovelace',
  },
]

/** The code of a page that has a name, with its addresses changed. */
function toCode(page: string, name: string, { provider, api }: typeof WRITTEN): string {
  const starts = [`// ${name}\n`, `<!-- ${name} -->\n`]
  const block = toBlocks(readPage(`docs/start/${page}.md`)).find(({ code }) => starts.some((it) => code.startsWith(it)))
  if (!block) throw new Error(`docs/start/${page}.md has no ${name}`)
  return block.code.replaceAll(WRITTEN.provider, provider).replaceAll(WRITTEN.api, api)
}

describe.each(STARTS)(
  '18.2: the app of docs/start for $page',
  ({ page, app, files, made = {}, adapt = (code) => code, call }) => {
    const copy = useCopiedApp(app)
    const newProfile = useProfiles()
    let demo: Demo | undefined
    beforeAll(async () => {
      const ports = { provider: await findPort(), api: await findPort() }
      const addresses = { provider: `http://127.0.0.1:${ports.provider}`, api: `http://127.0.0.1:${ports.api}` }
      for (const [name, code] of Object.entries(made)) copy.write(name, code)
      for (const [name, file] of Object.entries(files)) copy.write(file, adapt(toCode(page, name, addresses)))
      demo = await startDemo({ ports, development: toDevelopmentApp(app, copy.folder) })
    })
    afterAll(() => demo?.close())

    it('signs in at the demo, calls the calendar, and stays signed in over a reload', async () => {
      if (!demo) throw new Error('The demo starts before the test')
      const tab = await (await newProfile()).openTab(demo.app)
      await tab.getByRole('button', { name: 'Sign in' }).click()
      await tab.getByTestId('persona-ada').click()
      await tab.getByTestId('consent-allow').click()
      await tab.getByRole('button', { name: 'Ada Lovelace' }).waitFor()
      expect(tab.url()).toBe(`${demo.app}/`)

      const told: string[] = []
      tab.on('dialog', (dialog) => {
        told.push(dialog.message())
        void dialog.accept()
      })
      const answered = tab.waitForResponse(`${demo.api}/v1/events`)
      await tab.getByRole('button', { name: call }).click()
      const answer = await answered

      expect(await answer.text()).toBe(EVENTS)
      expect(await answer.request().headerValue('authorization')).toMatch(/^Bearer /)
      // Angular's page shows it in the network panel alone.
      if (call === 'Events') await tab.getByText(EVENTS).waitFor()
      else if (page !== 'angular') await expect.poll(() => told).toEqual([EVENTS])

      const before = demo.requests.length
      await tab.reload()
      await tab.getByRole('button', { name: 'Ada Lovelace' }).waitFor()
      expect(askedSince(demo, before)).toEqual([])
    })
  },
)
