import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { transformSync } from 'esbuild'
import type { Auth } from 'latchkey'
import { onTestFinished, vi } from 'vitest'
import { readPage, toSnippets } from '../pages.js'
import type { Leaving } from './leaving.js'

const AS_ANGULAR = { compilerOptions: { experimentalDecorators: true } }
/** What the scripts find, and what components are put into. */
const SCRIPTED =
  '<p id="who"></p><p id="events"></p><button id="sign-in"></button><button id="sign-out"></button><button id="load"></button>'
const RENDERED = '<div id="root"></div><app-root></app-root>'

/** Loads files as a browser loads a page: anew, at the present address. Gives what they export. */
export type Load = (...files: readonly string[]) => Promise<Readonly<Record<string, unknown>>>

/** Loads the files of a page of the documentation in a browser that may leave meanwhile. */
export function createLoader(page: string, leaving: Leaving): Load {
  const timers = keepTimers()
  let auth: Auth | undefined
  const leave = () => {
    auth?.dispose()
    auth = undefined
    timers.clear()
  }
  onTestFinished(leave)
  return async (...files) => {
    leave()
    document.body.innerHTML = files.some((file) => /main\.tsx?$/.test(file)) ? RENDERED : SCRIPTED
    const folder = writeSnippets(page)
    const load = (file: string) => import(/* @vite-ignore */ join(folder, toScript(file)))
    const left = leaving.soon()
    const exported = {}
    // A script that waits for the page to leave never ends.
    for (const file of files) Object.assign(exported, await Promise.race([load(file), left]))
    if (files.some((file) => file.startsWith('before/'))) return exported
    auth = (await load('auth.ts')).auth
    await auth?.ready
    return exported
  }
}

/** The timers of a page, which end with it: one of them may say that the page has not left in time. */
function keepTimers(): { readonly clear: () => void } {
  const set = setTimeout
  const begun: ReturnType<typeof setTimeout>[] = []
  vi.stubGlobal('setTimeout', (...given: Parameters<typeof set>) => {
    const timer = set(...given)
    begun.push(timer)
    return timer
  })
  return { clear: () => begun.splice(0).forEach((timer) => void clearTimeout(timer)) }
}

/** The snippets of a page as files, in a folder of their own: what is imported from there is run anew. */
function writeSnippets(page: string): string {
  mkdirSync('.cache', { recursive: true })
  const folder = mkdtempSync(resolve('.cache/migration-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const { name, code } of toSnippets(readPage(page))) {
    const file = join(folder, toScript(name))
    mkdirSync(dirname(file), { recursive: true })
    const { code: script } = transformSync(code, { loader: 'tsx', jsx: 'automatic', tsconfigRaw: AS_ANGULAR })
    writeFileSync(file, script)
  }
  return folder
}

const toScript = (name: string): string => name.replace(/tsx?$/, 'js')
