import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BUDGETS, KB } from '../../tools/budgets.mjs'
import { readPage, toWord } from './pages.js'

interface Run {
  readonly measured: { readonly outcomes: readonly { readonly subject: { readonly title: string } }[] }
}

// By a name that the compiler does not follow: the bench is a program of its own, with types of its own.
const WRITE = '../../bench/report/write.ts'
const { toPage }: { readonly toPage: (run: Run) => string } = await import(WRITE)
const run: Run = JSON.parse(readFileSync('docs/benchmarks.json', 'utf8'))
const README = readPage('README.md').replaceAll('\n', ' ')

describe('docs/benchmarks.md', () => {
  // The page alone, without a run: `WRITE_DOCS=1`.
  it('is what the last run has measured, beside the aims that the sizes have everywhere', () => {
    if (process.env['WRITE_DOCS']) writeFileSync('docs/benchmarks.md', toPage(run))

    expect(readPage('docs/benchmarks.md')).toBe(toPage(run))
    expect(README).toContain(`The aim is ${BUDGETS.firstLoad.aim / KB} KB and ${BUDGETS.total.aim / KB} KB`)
  })

  it('has as many SDKs, and as many ways by hand, as other pages say', () => {
    const others = run.measured.outcomes.map(({ subject }) => subject.title).filter((title) => title !== 'latchkey')
    const bare = others.filter((title) => title.startsWith('bare '))
    const said = `${toWord(others.length - bare.length)} other SDKs and ${toWord(bare.length)} ways by hand`

    expect(README).toContain(said)
    expect(readPage('CONTRIBUTING.md')).toContain(said)
  })

  it('says in README.md what the page says of its numbers', () => {
    const isBusy = readPage('docs/benchmarks.md').includes('compare the minima')

    expect(README.includes('compare the minima')).toBe(isBusy)
  })
})
