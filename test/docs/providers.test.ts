import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PROVIDERS } from '../providers/providers.js'
import { CELLS, type Cells } from '../providers/support/cells.js'
import { browsersOf, render } from '../providers/support/render.js'
import { readPage, readResults, toVersion, writePage } from '../providers/support/results.js'
import { readPage as readDocs, toWord } from './pages.js'

const { providers } = readResults()

const isGreen = (cells: Cells | undefined): boolean =>
  (['sign-in', 'user', 'reload', 'sign-out'] as const).every((name) => cells?.[name]?.result === 'works')
const greenIn = (...names: readonly string[]): readonly string[] =>
  providers.filter(({ cells }) => names.every((name) => isGreen(cells[name]))).map(({ name }) => name)

describe('docs/providers.md', () => {
  // The page alone, without a run: `WRITE_DOCS=1`.
  it('is what the last run has written, and nothing else', () => {
    if (process.env['WRITE_DOCS']) writePage(render({ providers }))

    expect(readPage()).toBe(render({ providers }))
  })

  it('has every provider and every column, from a file that there is, in the version that is installed', () => {
    expect(providers.map(({ name }) => name)).toEqual(PROVIDERS.map(({ name }) => name))
    for (const kind of PROVIDERS) {
      const { name } = kind
      const result = providers.find((one) => one.name === name)
      expect(result?.version, name).toBe(toVersion(kind))
      expect(existsSync(`test/providers/${result?.file}`), name).toBe(true)
      expect(Object.keys(result?.browsers ?? {}), name).toEqual(Object.keys(result?.cells ?? {}))
      for (const cells of Object.values(result?.cells ?? {})) expect(Object.keys(cells), name).toEqual([...CELLS])
    }
  })

  it('says why, wherever something does not work', () => {
    for (const { name, cells } of providers)
      for (const [cell, { result, says }] of Object.values(cells).flatMap((all) => Object.entries(all)))
        if (result !== 'works') expect(says, `${name}: ${cell}`).toMatch(/\w+ \w+/)
  })

  it('has as many providers of each kind as other pages say', () => {
    const ofNpm = PROVIDERS.filter(({ from }) => from && 'npm' in from)
    const emulators = ofNpm.filter(({ name }) => /\(.*(emulate|simulator)\)$/.test(name))
    const here = PROVIDERS.filter(({ from }) => !from)
    const refused = providers.filter(({ cells }) =>
      Object.values(cells).every((one) => one['sign-in']?.result !== 'works'),
    )
    const said = `Keycloak, ${toWord(ofNpm.length)} that npm has (${toWord(emulators.length)} of them emulators`

    expect(ofNpm.length + here.length + 1).toBe(PROVIDERS.length)
    expect(refused.map(({ name }) => name)).toEqual(['Clerk (emulate)'])
    for (const page of ['README.md', 'CHANGELOG.md']) {
      const text = readDocs(page).replace(/\n */g, ' ')
      expect(text, page).toContain(said)
      expect(text, page).toMatch(
        new RegExp(
          `\\) and ${toWord(here.length)} written here, in ${browsersOf(providers)
            .join(', ')
            .replace(/, (?=\w+$)/, ' and ')}`,
        ),
      )
    }
    expect(readDocs('README.md')).toContain("Clerk's does not sign in")
  })

  it('has as many pages beside it, one for each provider, as other pages say', () => {
    const pages = readdirSync('docs/providers').filter((file) => file !== 'generic.md')
    const said = `a page for each of ${toWord(pages.length)} providers and one for any other`

    for (const page of ['docs/guides/features.md', 'CHANGELOG.md'])
      expect(readDocs(page).replace(/\n */g, ' '), page).toContain(said)
  })

  it('has nine providers green in Chromium and Firefox, and five in WebKit', () => {
    expect(greenIn('Chromium', 'Firefox').length).toBeGreaterThanOrEqual(9)
    expect(greenIn('WebKit').length).toBeGreaterThanOrEqual(5)
  })
})
