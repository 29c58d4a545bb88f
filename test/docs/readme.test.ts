// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Auth } from 'latchkey'
import { createTestProvider } from 'latchkey/testing'
import { expect, it, onTestFinished, vi } from 'vitest'
import { readPage, toSnippets } from './pages.js'

// Only a hang reaches it.
const PATIENCE = { timeout: 50_000 }

it('the twenty lines sign in, call the calendar and sign out', async () => {
  const code = toSnippets(readPage('docs/start/vanilla.md')).find(({ name }) => name === 'src/auth.ts')?.code ?? ''
  const provider = createTestProvider({
    issuer: 'https://id.example.com',
    clientId: 'todo-spa',
    redirectUri: `${location.origin}/`,
  })
  const added: unknown[] = []
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init)
    if (!request.url.startsWith('https://calendar.example.com/')) return provider.fetch(request)
    const refusal = await provider.guard(request.clone(), { scopes: ['events.write'] })
    if (!refusal) added.push(await request.json())
    return refusal ?? new Response(undefined, { status: 201 })
  })
  const leave = vi.spyOn(location, 'assign').mockImplementation(() => undefined)
  onTestFinished(() => void vi.restoreAllMocks().unstubAllGlobals())
  document.body.innerHTML =
    '<p id="who"></p><button id="sign-in"></button><button id="sign-out"></button><button id="add"></button>'
  const press = (id: string) => document.getElementById(id)?.click()
  const departure = () =>
    vi.waitFor(() => expect(leave).toHaveBeenCalled(), PATIENCE).then(() => `${leave.mock.lastCall?.[0]}`)

  const first = await load(code)
  await first.ready
  expect(document.getElementById('who')?.textContent).toBe('Guest')
  press('sign-in')
  const away = await departure()
  first.dispose()

  history.replaceState(null, '', await provider.authorize(away))
  const second = await load(code)
  await second.ready
  expect(document.getElementById('who')?.textContent).toBe('Ada Lovelace')
  expect(location.search).toBe('')
  press('add')
  await vi.waitFor(() => expect(added).toEqual([{ title: 'Water the plants' }]), PATIENCE)

  leave.mockClear()
  press('sign-out')
  expect(document.body.dataset['auth']).toBe('signed-out')
  expect(provider.endSession(await departure())).toContain(location.origin)
})

/** Runs a snippet as the module that it is, anew. */
async function load(code: string): Promise<Auth> {
  mkdirSync('.cache', { recursive: true })
  const folder = mkdtempSync(resolve('.cache/readme-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'auth.ts')
  writeFileSync(file, code)
  const { auth } = await import(/* @vite-ignore */ file)
  return auth
}
