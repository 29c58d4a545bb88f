// @vitest-environment happy-dom
import { createTestAuth } from 'latchkey/testing'
import { expect, it } from 'vitest'
import { buildSvelte } from '../../doors/svelte.js'
import { readPage, toBlocks } from '../pages.js'

// The components that the page shows, as a bundler gives them to an app.
const sources = toBlocks(readPage('docs/testing.md')).flatMap(({ language, code }) => {
  const name = language === 'svelte' && /^<!-- (\w+)\.svelte -->/.exec(code)?.[1]
  return name
    ? [
        [
          name,
          code
            .replace(' lang="ts"', '')
            .replace(': { auth: Auth }', '')
            .replace(/import type .*\n/, ''),
        ],
      ]
    : []
})
const { client } = await buildSvelte('svelte', Object.fromEntries(sources))
const { App } = client.components
const { mount } = client.svelte
if (!App) throw new Error('The page shows no App.svelte')

it('shows who is signed in, and signs out', async () => {
  const auth = createTestAuth({ user: { name: 'Ada' } })
  mount(App, { target: document.body, props: { auth } })
  await expect.poll(() => document.body.textContent?.trim()).toBe('Ada')
  document.querySelector('button')?.click()
  await expect.poll(() => document.body.textContent?.trim()).toBe('Sign in')
  expect(auth.signOuts).toHaveLength(1)
})
