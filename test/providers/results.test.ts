import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sloppy } from './sloppy.js'
import { CELLS, type Cells, fails, works } from './support/cells.js'
import { open, type Place } from './support/measure.js'
import { readResults, record } from './support/results.js'

let folder: string
let place: Place
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-results-'))
  cpSync('test/providers/results.json', filesOf().results)
  place = await open(sloppy)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
  await place.close()
})

const filesOf = () => ({ results: join(folder, 'results.json'), page: join(folder, 'providers.md') })
const allBut = (...lost: readonly string[]): Cells =>
  Object.fromEntries(CELLS.map((name) => [name, lost.includes(name) ? fails('it is broken') : works()]))
const recordIn = (browser: string, cells: Cells) =>
  record({ kind: sloppy, place, browser, version: 'of this run', cells }, filesOf())

describe('what a run of the matrix writes down', () => {
  it('is nothing when something was lost, so that the next run says so again', () => {
    const before = readFileSync(filesOf().results, 'utf8')

    for (const _ of ['once', 'and again']) expect(recordIn('Chromium', allBut('reload'))).toEqual(['reload'])
    expect(readFileSync(filesOf().results, 'utf8')).toBe(before)
    expect(existsSync(filesOf().page)).toBe(false)
  })

  it('is a loss that somebody accepts', () => {
    vi.stubEnv('ACCEPT_LOSS', '1')

    expect(recordIn('Chromium', allBut('reload'))).toEqual([])
    expect(readFileSync(filesOf().page, 'utf8')).toContain('reload: it is broken')
  })

  it('is the version of the browser of this run, at this provider alone', () => {
    const before = readResults(filesOf().results).providers

    expect(recordIn('Chromium', allBut())).toEqual([])
    const after = readResults(filesOf().results).providers
    const others = (all: typeof after) => all.filter(({ name }) => name !== sloppy.name)
    const own = after.find(({ name }) => name === sloppy.name)
    const ownBefore = before.find(({ name }) => name === sloppy.name)
    expect(others(after)).toEqual(others(before))
    expect(own?.browsers).toEqual({ ...ownBefore?.browsers, Chromium: 'of this run' })
    expect(own?.cells['Firefox']).toEqual(ownBefore?.cells['Firefox'])
  })
})
