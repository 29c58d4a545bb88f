import { cpSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll } from 'vitest'
import { prepareApp } from '../../../tools/apps.mjs'
import { ROOT } from '../../../tools/setup.mjs'

/** A copy of an app of `demo/apps`, in which a test may change what it likes. */
export interface CopiedApp {
  readonly folder: string
  /** Writes something else in the place of a text that one file of the app's own has, and gives what takes that back. */
  edit(text: string, other: string): () => void
  /** Writes a file of the app's own, and gives what takes that back where it was there before. */
  write(name: string, text: string): () => void
}

/** What comes of an app's files, which a server for development makes for itself. */
const MADE = ['node_modules', 'dist', '.angular']

/** Copies an app before the tests of the group: its own files, and its packages as links to the same. */
export function useCopiedApp(framework: string): CopiedApp {
  const place = join(ROOT, '.cache', 'development', framework)
  const folder = join(place, 'apps', framework)
  const own = join(folder, 'src')
  beforeAll(() => {
    const { app } = prepareApp(framework)
    rmSync(place, { recursive: true, force: true })
    cpSync(join(ROOT, 'demo', 'app'), join(place, 'app'), { recursive: true })
    cpSync(app, folder, { recursive: true, filter: (path) => !MADE.includes(basename(path)) })
    link(join(app, 'node_modules'), join(folder, 'node_modules'))
  })

  function find(text: string): string {
    const files = readdirSync(own, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((file) => readFileSync(file, 'utf8').includes(text))
    const [file] = files
    if (!file || files.length > 1) throw new Error(`${files.length} files of the app in ${framework} have ${text}`)
    return file
  }

  return {
    folder,
    edit: (text, other) => {
      const file = find(text)
      const before = readFileSync(file, 'utf8')
      writeFileSync(
        file,
        before.replace(text, () => other),
      )
      return () => writeFileSync(file, before)
    },
    write: (name, text) => {
      const file = join(own, name)
      const before = readdirSync(own).includes(name) ? readFileSync(file) : undefined
      writeFileSync(file, text)
      return () => before && writeFileSync(file, before)
    },
  }
}

/** Links every file of a folder. The caches of servers are left out, and so are the links to programs. */
function link(from: string, to: string): void {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isFile()) linkSync(source, target)
    else if (entry.isDirectory() && entry.name !== '.vite') link(source, target)
  }
}
