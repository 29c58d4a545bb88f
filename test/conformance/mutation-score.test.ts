import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'
import { transformSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { splitPage, toMutation } from '../../tools/conformance.mjs'
import { countOpen, type Explanation, LEAST, type Score, toPercent } from '../../tools/mutation-report.mjs'
import { ROOMS } from '../../tools/mutation-rooms.mjs'
import { findChanged, readSource, toDigest } from '../../tools/mutation-sources.mjs'
import { toMutationTable } from '../../tools/mutation-table.mjs'

const SCORES: Readonly<Record<string, Score>> = JSON.parse(readFileSync('test/mutation/scores.json', 'utf8'))
const SURVIVORS: readonly Explanation[] = JSON.parse(readFileSync('test/mutation/survivors.json', 'utf8'))

const ROOM_NAMES = Object.keys(ROOMS)

/** The files of a pattern: a folder's, or the one that it names. */
const toFiles = (pattern: string): readonly string[] =>
  parse(pattern).name === '*' ? readdirSync(dirname(pattern)).map((name) => join(dirname(pattern), name)) : [pattern]

/** The sources of a room by its files. */
const toSources = (room: string): Readonly<Record<string, string>> =>
  Object.fromEntries((ROOMS[room]?.files ?? []).flatMap(toFiles).map((file) => [file, readFileSync(file, 'utf8')]))

/** What does anything, and was not run: types are nothing to change, nor are numbers. */
const findMissing = (run: readonly string[], sources: Readonly<Record<string, string>>) =>
  Object.entries(sources)
    .filter(([file, source]) => !run.includes(file) && /=>|function/.test(transformSync(source, { loader: 'ts' }).code))
    .map(([file]) => file)

describe('the score', () => {
  it('is what docs/conformance.md shows, with what has changed since', () => {
    const [, shown] = splitPage(readFileSync('docs/conformance.md', 'utf8'))

    expect(shown, 'run `npm run test:mutation -- --report`').toBe(toMutation(toMutationTable(SCORES, readSource)))
  })

  it.each(ROOM_NAMES)(`of %s is there, and at least ${LEAST} in a hundred`, (room) => {
    const score = SCORES[room]

    expect(score, `run \`npm run test:mutation -- ${room}\``).toBeDefined()
    expect(toPercent(score as Score)).toBeGreaterThanOrEqual(LEAST)
  })

  it.each(ROOM_NAMES)('of %s leaves nothing open: whatever survives is explained', (room) => {
    expect(countOpen(SCORES[room] as Score), `run \`npm run test:mutation -- ${room}\``).toBe(0)
  })

  it.each(ROOM_NAMES)('of %s needs each explanation that is written down: no test notices the mutant', (room) => {
    const { files, explained } = SCORES[room] as Score
    const written = SURVIVORS.flatMap(({ mutants }) => mutants).filter(({ file }) => file in files)
    const count = written.reduce((sum, { times = 1 }) => sum + times, 0)

    expect(count, `run \`npm run test:mutation -- ${room}\``).toBe(explained)
  })

  it.each(ROOM_NAMES)('of %s is of each of its files that does anything', (room) => {
    const run = Object.keys(SCORES[room]?.files ?? {})

    expect(findMissing(run, toSources(room)), `run \`npm run test:mutation -- ${room}\``).toEqual([])
  })

  it('of a part of a room is not that of the room', () => {
    const sources = {
      one: 'export const one = () => 1',
      two: 'export const two = () => 2',
      three: 'export interface T {}',
    }

    expect(findMissing(['one'], sources)).toEqual(['two'])
    expect(findMissing(['one', 'two'], sources)).toEqual([])
  })

  it('is of rooms that there are', () => {
    expect(Object.keys(SCORES)).toEqual(ROOM_NAMES)
  })
})

describe('the table of scores', () => {
  const run = 'export const isMore = (one: number) => one > 1\n'
  const score: Score = {
    files: { 'src/a.ts': toDigest(run), 'src/b.ts': toDigest(run) },
    mutants: 20,
    killed: 15,
    timedOut: 0,
    survived: 5,
    uncovered: 0,
    explained: 3,
    leftOut: 7,
  }
  /** What it shows of a room whose files are these. */
  const show = (files: Readonly<Record<string, string>>) => {
    const table = toMutationTable({ room: score }, (file) => files[file])
    const [, titles = '', row = ''] = /^\| (room .*) \|\n.*\n\| (room .*) \|$/m.exec(table) ?? []
    const cells = row.split(' | ')
    return {
      cell: (title: string) => cells[titles.split(' | ').indexOf(title)],
      list: /^- room: (.*)$/m.exec(table)?.[1],
    }
  }

  it('says how many survivors are open: those that nobody has explained', () => {
    const { cell } = show({ 'src/a.ts': run, 'src/b.ts': run })

    expect(cell('open')).toBe('2')
    expect(cell('left out')).toBe('7')
  })

  it('says which files have changed since they were run', () => {
    const same = show({ 'src/a.ts': run, 'src/b.ts': run })
    const changed = show({ 'src/a.ts': run, 'src/b.ts': run.replace('>', '>=') })
    const gone = show({ 'src/a.ts': run })

    expect([same.cell('changed since'), same.list]).toEqual(['0', 'a, b'])
    expect([changed.cell('changed since'), changed.list]).toEqual(['1', 'a, b (changed since)'])
    expect([gone.cell('changed since'), gone.list]).toEqual(['1', 'a, b (changed since)'])
  })

  it.each([
    ['one of a blank line', `\n${run}`, `${run}\n${run}`],
    ['a line of it', `// Why.\n${run}`, `export const one = 1 // Why.\n${run}`],
    ['a docstring', `/** Whether it is more. */\n${run}`, `${run}/** Two. */ export const two = 2\n`],
    ['a long docstring', `/**\n * Whether it is more.\n *\n * Never for one.\n */\n${run}`, `${run.trim()}\n  * 2\n`],
  ])('takes no comment for a change: %s', (_, comment, code) => {
    const find = (source: string) => findChanged({ 'src/a.ts': toDigest(run) }, () => source)

    expect(find(comment)).toEqual([])
    expect(find(code)).toEqual(['src/a.ts'])
  })
})
