import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RUNNER_PROJECTS, type RunnerProject, readLock, readProject } from '../support/runner-projects.js'
import { readPage, toBlocks } from './pages.js'

/** What each page of docs/testing shows, and docs/testing.md of them all. */
const SHOWN: Readonly<Record<string, readonly RunnerProject[]>> = {
  'vitest.md': ['vitest', 'vitest-browser'],
  'jest.md': ['jest-esm', 'jest-cjs'],
  'node-test.md': ['node-test'],
  'angular.md': ['angular'],
  'storybook.md': ['storybook'],
}
const PAGES = Object.entries(SHOWN)
/** Pages about browsers, whose tests are in test/browser. */
const BROWSERS = ['cypress.md', 'playwright.md']
const manifest = JSON.parse(readFileSync('package.json', 'utf8'))

const toFile = ({ language, code }: ReturnType<typeof toBlocks>[number]) =>
  language === 'json' ? { path: undefined, text: code } : toNamed(code)

function toNamed(code: string) {
  const [, path, text] = /^\/\/ ([\w./-]+)\n([\s\S]*)$/.exec(code) ?? []
  return { path, text }
}

const readBlocks = (page: string) =>
  toBlocks(readPage(page)).filter(({ language }) => /^(js|tsx?|json)$/.test(language))

describe('16.3 docs/testing/', () => {
  it('has a page for every runner, docs/testing.md leads to each, and every project is of one', () => {
    const main = readPage('docs/testing.md')

    expect(readdirSync('docs/testing').sort()).toEqual([...Object.keys(SHOWN), ...BROWSERS].sort())
    for (const page of [...Object.keys(SHOWN), ...BROWSERS]) expect(main).toContain(`](testing/${page})`)
    const versions = ['vitest-3', 'vitest-5']
    expect([...Object.values(SHOWN).flat(), ...versions].sort()).toEqual([...RUNNER_PROJECTS].sort())
  })

  it.each(PAGES)('%s shows files that run, to the letter', (page, projects) => {
    const files = projects.map(readProject)
    const blocks = readBlocks(`docs/testing/${page}`)

    expect(blocks.length).toBeGreaterThan(2)
    for (const { path, text } of blocks.map(toFile)) {
      const texts = files.flatMap((one) => (path ? [one.get(path)] : [...one.values()]))
      expect(texts, `${page}: ${path ?? text}`).toContain(text)
    }
  })

  it.each(PAGES)('%s shows each configuration and each test', (page, projects) => {
    const shown = readBlocks(`docs/testing/${page}`).map((block) => toFile(block).text)
    const wanted = projects.flatMap((project) =>
      [...readProject(project)].filter(([path]) => /config|environment|\.(test|spec|stories)\.|main\.ts$/.test(path)),
    )
    // Made by the tool that makes the app, and nothing of ours is in there.
    const taken = ['tsconfig.json', 'src/main.ts']

    expect(wanted.filter(([path, text]) => !taken.includes(path) && !shown.includes(text))).toEqual([])
  })

  it.each(PAGES)('%s installs the versions that run', (page, projects) => {
    const names = readPage(`docs/testing/${page}`)
      .split('\n')
      .filter((line) => line.startsWith('npm install '))
      .flatMap((line) =>
        [...line.matchAll(/(@?[\w/-]+)@(\d+)/g)].map(([, name = '', major = '']) => [name, major] as const),
      )

    for (const [name, major] of names) {
      const versions = projects.map(
        (project) => JSON.parse(readLock(project)).packages[`node_modules/${name}`]?.version,
      )
      expect(
        versions.some((version) => version?.startsWith(`${major}.`)),
        `${name}@${major}`,
      ).toBe(true)
    }
  })

  it('docs/testing.md shows the app that runs in them', () => {
    const app = readProject('vitest')
    const shown = readBlocks('docs/testing.md').map(toFile)

    for (const path of ['src/apis.ts', 'src/add-event.ts', 'src/badge.tsx'])
      expect(shown, path).toContainEqual({ path, text: app.get(path) })
  })
})

describe('16.3 the lockfiles in test/runners', () => {
  it.each(RUNNER_PROJECTS)('that of %s names no registry, and has what latchkey needs', (project) => {
    const { packages } = JSON.parse(readLock(project))
    const resolved = Object.values<{ resolved?: string }>(packages).flatMap((one) => one.resolved ?? [])

    expect(existsSync(`test/runners/${project}/package.json`)).toBe(true)
    expect(resolved).toEqual(['file:latchkey.tgz'])
    expect(packages['node_modules/latchkey'].dependencies).toEqual(manifest.dependencies)
  })
})
