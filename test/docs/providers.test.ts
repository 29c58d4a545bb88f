import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PROVIDERS } from '../providers/providers.js'
import { CELLS, type Cells } from '../providers/support/cells.js'
import { render } from '../providers/support/render.js'
import { readPage, readResults, toVersion, writePage } from '../providers/support/results.js'

const { browsers, providers } = readResults()

const isGreen = (cells: Cells | undefined): boolean =>
  (['sign-in', 'user', 'reload', 'sign-out'] as const).every((name) => cells?.[name]?.result === 'works')
const greenIn = (...names: readonly string[]): readonly string[] =>
  providers.filter(({ cells }) => names.every((name) => isGreen(cells[name]))).map(({ name }) => name)

describe('docs/providers.md', () => {
  // The page alone, without a run: `WRITE_DOCS=1`.
  it('is what the last run has written, and nothing else', () => {
    if (process.env['WRITE_DOCS']) writePage(render({ browsers, providers }))

    expect(readPage()).toBe(render({ browsers, providers }))
  })

  it('has every provider and every column, from a file that there is, in the version that is installed', () => {
    expect(providers.map(({ name }) => name)).toEqual(PROVIDERS.map(({ name }) => name))
    for (const kind of PROVIDERS) {
      const { name } = kind
      const result = providers.find((one) => one.name === name)
      expect(result?.version, name).toBe(toVersion(kind))
      expect(existsSync(`test/providers/${result?.file}`), name).toBe(true)
      for (const cells of Object.values(result?.cells ?? {})) expect(Object.keys(cells), name).toEqual([...CELLS])
    }
  })

  it('says why, wherever something does not work', () => {
    for (const { name, cells } of providers)
      for (const [cell, { result, says }] of Object.values(cells).flatMap((all) => Object.entries(all)))
        if (result === 'fails' || result === 'not offered') expect(says, `${name}: ${cell}`).toMatch(/\w+ \w+/)
  })

  it('has nine providers green in Chromium and Firefox, and five in WebKit', () => {
    expect(greenIn('Chromium', 'Firefox').length).toBeGreaterThanOrEqual(9)
    expect(greenIn('WebKit').length).toBeGreaterThanOrEqual(5)
  })
})
