import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'
import { transformSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { splitPage, toMutation } from '../../tools/conformance.mjs'
import {
  type Explanation,
  LEAST,
  type Score,
  toLine,
  toMutants,
  toMutationTable,
  toOpen,
  toPercent,
  toScore,
} from '../../tools/mutation-report.mjs'
import { ROOMS } from '../../tools/mutation-rooms.mjs'

const SURVIVORS: readonly Explanation[] = JSON.parse(readFileSync('test/mutation/survivors.json', 'utf8'))
const SCORES: Readonly<Record<string, Score>> = JSON.parse(readFileSync('test/mutation/scores.json', 'utf8'))

const ROOM_NAMES = Object.keys(ROOMS)

/** The files of a pattern: a folder's, or the one that it names. */
const toFiles = (pattern: string): readonly string[] =>
  parse(pattern).name === '*' ? readdirSync(dirname(pattern)).map((name) => join(dirname(pattern), name)) : [pattern]

/** The sources of a room by the names of its files. */
const toSources = (room: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (ROOMS[room]?.files ?? []).flatMap(toFiles).map((file) => [parse(file).name, readFileSync(file, 'utf8')]),
  )

/** What does anything, and was not run: types are nothing to change, nor are numbers. */
const findMissing = (run: readonly string[], sources: Readonly<Record<string, string>>) =>
  Object.entries(sources)
    .filter(([name, source]) => !run.includes(name) && /=>|function/.test(transformSync(source, { loader: 'ts' }).code))
    .map(([name]) => name)

/** Explained mutants whose line, or what is changed of it, is not in the source. */
const findGone = (explanations: readonly Explanation[], read: (file: string) => string) =>
  explanations
    .flatMap(({ mutants }) => mutants)
    .filter(({ file, at, from }) => {
      const source = read(file)
      const isLine = source.split('\n').some((line) => line.trim() === at)
      return !isLine || !toLine(source).includes(from)
    })

describe('an explanation of a mutant that survives', () => {
  it('is of code that is there', () => {
    expect(findGone(SURVIVORS, (file) => readFileSync(file, 'utf8'))).toEqual([])
  })

  it('is missed when its code is gone, or has changed', () => {
    const explained = { file: 'src/a.ts', at: 'return one < two', from: 'one < two', to: 'one <= two' }
    const find = (source: string) =>
      findGone([{ because: 'They are never equal.', mutants: [explained] }], () => source)

    expect(find('  return one < two\n')).toEqual([])
    expect(find('  return one < three\n')).toEqual([explained])
    expect(find('  return two\n')).toEqual([explained])
  })

  it('gives a reason, once for each', () => {
    const all = SURVIVORS.flatMap(({ mutants }) => mutants.map((mutant) => JSON.stringify(mutant)))

    expect(all.filter((one, at) => all.indexOf(one) !== at)).toEqual([])
    expect(SURVIVORS.filter(({ because }) => because.length < 30)).toEqual([])
  })
})

describe('a report of mutants', () => {
  const source = 'export const a = (\n  one: number,\n) => one > 1 &&\n  one < 9\n'
  const at = (line: number, from: number, to: number, end = line) => ({
    location: { start: { line, column: from }, end: { line: end, column: to } },
    mutatorName: 'EqualityOperator',
  })
  const mutants = toMutants({
    files: {
      'src/a.ts': {
        source,
        mutants: [
          { ...at(3, 6, 13), replacement: 'one >= 1', status: 'Survived' },
          { ...at(3, 6, 10, 4), replacement: 'true', status: 'NoCoverage' },
          { ...at(4, 3, 10), replacement: 'one <= 9', status: 'Killed' },
          { ...at(4, 3, 10), replacement: 'false', status: 'Timeout' },
          { ...at(4, 3, 10), replacement: 'true', status: 'Ignored' },
        ],
      },
    },
  })
  const explained = { file: 'src/a.ts', at: ') => one > 1 &&', from: 'one > 1', to: 'one >= 1' }

  it('is read by text: the line, what was there and what took its place', () => {
    expect(mutants[0]).toMatchObject(explained)
    expect(mutants[1]).toMatchObject({ at: ') => one > 1 &&', from: 'one > 1 && one < 9', to: 'true' })
  })

  it('counts what no test reached as survived, and what is explained as well', () => {
    const score = toScore(mutants, [{ because: 'The number is never one.', mutants: [explained] }])

    expect(score).toEqual({
      files: ['a'],
      mutants: 4,
      killed: 1,
      timedOut: 1,
      survived: 2,
      uncovered: 1,
      explained: 1,
      leftOut: 1,
    })
    expect(toPercent(score)).toBe(50)
  })

  it('names what is open: what survived and is not explained', () => {
    const open = (...explanations: (typeof explained)[]) =>
      toOpen(mutants, [{ because: 'x', mutants: explanations }]).map(({ to }) => to)

    expect(open()).toEqual(['one >= 1', 'true'])
    expect(open(explained)).toEqual(['true'])
    expect(open({ ...explained, to: 'false' })).toEqual(['one >= 1', 'true'])
  })
})

describe('the score', () => {
  it('is what docs/conformance.md shows', () => {
    const [, shown] = splitPage(readFileSync('docs/conformance.md', 'utf8'))

    expect(shown, 'run `npm run test:mutation -- --report`').toBe(toMutation(toMutationTable(SCORES)))
  })

  it('says of each room how many survivors are open: those that nobody has explained', () => {
    const table = toMutationTable({ domain: { ...(SCORES['domain'] as Score), survived: 5, explained: 3, leftOut: 7 } })
    const [, titles = '', row = ''] = /^(\| room .*)\n.*\n(\| domain .*)$/m.exec(table) ?? []
    const cells = row.split(' | ')

    expect(cells[titles.split(' | ').indexOf('open')]).toBe('2')
    expect(cells[titles.split(' | ').indexOf('left out')]).toBe('7')
  })

  it.each(ROOM_NAMES)(`of %s is there, and at least ${LEAST} in a hundred`, (room) => {
    const score = SCORES[room]

    expect(score, `run \`npm run test:mutation -- ${room}\``).toBeDefined()
    expect(toPercent(score as Score)).toBeGreaterThanOrEqual(LEAST)
  })

  it.each(ROOM_NAMES)('of %s is of each of its files that does anything', (room) => {
    expect(findMissing(SCORES[room]?.files ?? [], toSources(room)), `run \`npm run test:mutation -- ${room}\``).toEqual(
      [],
    )
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
