import { readFileSync } from 'node:fs'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readPage, toSection } from './pages.js'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const page = readPage('SKILL.md')
const doors = Object.keys(manifest.exports).filter((door) => door !== './package.json')

describe('SKILL.md', () => {
  it('18.6: says in its head what it is for, as assistants read it', () => {
    const { name, description } = parse(/^---\n([\s\S]*?)\n---\n/.exec(page)?.[1] ?? '')

    expect(name).toBe(manifest.name)
    expect(description).toMatch(/npm package latchkey/)
    expect(description.length).toBeLessThanOrEqual(1024)
  })

  it.each(doors)('18.6: leads to the door %s', (door) => {
    expect(page).toContain(`latchkey${door.slice(1)}`)
  })

  it('18.6: gives of each door names that it exports', () => {
    const rows = [...toSection(page, '## The doors').matchAll(/^\| .*? \| (`latchkey\/.*?) \| (.*) \|$/gm)]
    const missing = rows.flatMap(([, from = '', names = '']) => {
      const exported = [...from.matchAll(/`latchkey\/([\w-]+)`/g)].flatMap(([, door]) => exportsOf(`src/${door}.ts`))
      return [...names.matchAll(/`(\w+)`/g)]
        .filter(([, name = '']) => !exported.includes(name))
        .map(([name]) => `${from}: ${name}`)
    })

    expect(rows.length).toBeGreaterThan(7)
    expect(missing).toEqual([])
  })

  it('18.6: names only pages that are in the package', () => {
    const named = page.match(/docs\/[\w/-]+\.md/g) ?? []

    expect(named.length).toBeGreaterThan(5)
    for (const name of named) expect(readPage(name)).not.toBe('')
    expect(manifest.files).toEqual(expect.arrayContaining(['SKILL.md', 'docs']))
  })
})

const exportsOf = (file: string): readonly string[] =>
  parseSync(file, readFileSync(file, 'utf8')).module.staticExports.flatMap(({ entries }) =>
    entries.map(({ exportName }) => `${exportName.name}`),
  )
