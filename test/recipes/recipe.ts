import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Auth } from '../../src/auth/auth.js'
import { readPage, toSnippets } from '../docs/pages.js'

/** What a call of a client adds an event with. */
export interface Call {
  readonly title: string
  /** Gives the call up, by the client's own means. */
  readonly signal: AbortSignal
}

/** One client, plugged in as docs/recipes.md has it. */
export interface Recipe {
  /** The snippet of docs/recipes.md that plugs it in, without `.ts`. */
  readonly snippet: string
  /** Calls the API through what the snippet exports; gives the id of the event, or rejects with the client's own error. */
  readonly call: (exported: Exported, call: Call) => Promise<string>
  /** Headers that the client or its caller sets, in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** Finds the title again in the body as it arrived. A client that only reads has none. */
  readonly titleIn?: (body: string) => string
}

/** A module's exports: what the compiler knows of a snippet, it checks in test/docs.test.ts. */
// biome-ignore lint/suspicious/noExplicitAny: the snippet is text in a page, of which the compiler knows no type here.
export type Exported = Readonly<Record<string, any>>

/** Runs a snippet of docs/recipes.md as the module that it is, with this `auth` as its `./auth.js`. */
export async function runSnippet(snippet: string, auth: Auth): Promise<Exported> {
  const name = `${snippet}.ts`
  const code = toSnippets(readPage('docs/recipes.md')).find((one) => one.name === name)?.code
  if (code === undefined) throw new Error(`docs/recipes.md has no ${name}`)
  mkdirSync('.cache', { recursive: true })
  const folder = mkdtempSync(resolve('.cache/recipes-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'auth.ts'), 'export let auth\nexport const use = (given) => {\n  auth = given\n}\n')
  writeFileSync(join(folder, name), code)
  const { use } = await import(/* @vite-ignore */ join(folder, 'auth.ts'))
  use(auth)
  return import(/* @vite-ignore */ join(folder, name))
}
