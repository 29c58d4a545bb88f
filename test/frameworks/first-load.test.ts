import { readdirSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parseSync } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildMappedApp, FRAMEWORKS } from '../../tools/apps.mjs'
import { BUDGETS } from '../../tools/budgets.mjs'
import { CHUNKS, SHARED_BY_DOORS } from '../../tools/chunks.mjs'
import { DOORS } from '../../tools/size.mjs'

/** The doors that an app goes through. */
const DOORS_OF: Readonly<Record<string, readonly (keyof typeof DOORS)[]>> = {
  angular: ['latchkey/angular'],
  react: ['latchkey/react', 'latchkey/react-router'],
  solid: ['latchkey/solid'],
  svelte: ['latchkey/svelte'],
  vue: ['latchkey/vue'],
}

interface File {
  readonly name: string
  readonly code: string
  /** The chunks of latchkey in it, each with its code there. */
  readonly parts: readonly Part[]
}

interface Part {
  /** The name in dist/. */
  readonly chunk: string
  readonly code: string
}

describe.each(FRAMEWORKS)('the to-do app that is built with %s', (name) => {
  const doors = DOORS_OF[name] ?? []
  let files: readonly File[]
  let first: readonly File[]

  beforeAll(() => {
    const folder = buildMappedApp(name)
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path))
    files = paths.filter((path) => path.endsWith('.js')).map(readFile)
    const page = paths.find((path) => basename(path) === 'index.html') ?? ''
    first = toFirstLoad(readFileSync(page, 'utf8'), files)
  })

  it('loads the core and its doors first, and nothing else of latchkey', () => {
    const shared = SHARED_BY_DOORS.map(([chunk]) => chunk)

    const chunks = toChunks(first).filter((chunk) => !shared.includes(chunk))

    expect(chunks.sort()).toEqual(['core', 'index', ...doors.map((door) => door.replace('latchkey/', ''))].sort())
  })

  it('has each chunk of latchkey once', () => {
    const chunks = toChunks(files)
    const known = new Set(CHUNKS.map(([chunk]) => chunk).filter((chunk) => chunk !== 'development'))

    expect(chunks.filter((chunk, index) => chunks.indexOf(chunk) !== index)).toEqual([])
    expect(chunks.filter((chunk) => known.has(chunk)).sort()).toEqual([...known].sort())
  })

  it('pays no more for them than their budgets', () => {
    const code = first.flatMap(({ parts }) => parts.map((part) => part.code)).join('\n')
    const { length } = gzipSync(code, { level: 9 })
    const budget = doors.reduce((sum, door) => sum + DOORS[door], BUDGETS.firstLoad.ceiling)

    expect(length).toBeLessThanOrEqual(budget)
    // Far less would be maps that tell of little.
    expect(length).toBeGreaterThan(0.8 * budget)
  })
})

/** Those that the page names, and what they import before they run. */
function toFirstLoad(page: string, files: readonly File[]): readonly File[] {
  const named = files.filter(({ name }) => page.includes(name))
  for (const { code, name } of named) {
    const imports = parseSync(name, code).module.staticImports.map(({ moduleRequest }) => basename(moduleRequest.value))
    named.push(...files.filter((file) => imports.includes(file.name) && !named.includes(file)))
  }
  return named
}

const toChunks = (files: readonly File[]): string[] => files.flatMap(({ parts }) => parts.map(({ chunk }) => chunk))

function readFile(path: string): File {
  const code = readFileSync(path, 'utf8')
  const map = new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')))
  const pieces = new Map<string, string>()
  for (const [line, text] of code.split('\n').entries()) {
    for (let column = 0; column < text.length; column += 1) {
      const entry = map.findEntry(line, column)
      if ('originalSource' in entry) {
        pieces.set(entry.originalSource, (pieces.get(entry.originalSource) ?? '') + text[column])
      }
    }
  }
  // By its path, so that a second copy of the package is a second chunk.
  const parts = [...pieces].flatMap(([source, code]) => {
    const chunk = /latchkey\/dist\/(.*)\.js$/.exec(source)?.[1]
    return chunk ? [{ chunk, code }] : []
  })
  return { name: basename(path), code, parts }
}
