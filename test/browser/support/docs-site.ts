import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { serveSite } from '../../../tools/serve-site.mjs'

const run = promisify(execFile)

/** Below a path, as many hosts have a site: what holds there holds at the root, too. */
export const BASE = '/latchkey/'

/** The site of the docs, built and served. */
export interface DocsSite {
  readonly folder: string
  readonly origin: string
  /** The addresses of its pages, below `BASE`, in alphabetical order. */
  readonly pages: readonly string[]
  has(file: string): boolean
  /** The address of axe. Beside the site's scripts it is compiled once for many pages. */
  readonly axe: string
  /** A file of it as text. */
  read(file: string): string
  close(): Promise<void>
}

/** Builds the site as `npm run docs` does. */
export async function buildDocsSite(): Promise<DocsSite> {
  mkdirSync('.cache', { recursive: true })
  const folder = mkdtempSync(resolve('.cache/site-'))
  await run(process.execPath, ['tools/docs.mjs', '--build', '--base', BASE, '--out', folder])
  copyFileSync('node_modules/axe-core/axe.min.js', join(folder, 'assets', 'axe.js'))
  const server = await serveSite(folder, { base: BASE })
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'))
  return {
    folder,
    origin: server.origin,
    axe: `${BASE}assets/axe.js`,
    pages: files.filter((file) => file.endsWith('.html') && file !== '404.html').sort(),
    has: (file) => files.includes(file),
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    close: async () => {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
