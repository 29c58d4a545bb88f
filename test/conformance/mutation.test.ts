import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  type Explanation,
  findNeedless,
  toLine,
  toMutants,
  toOpen,
  toPercent,
  toScore,
} from '../../tools/mutation-report.mjs'
import { toDigest } from '../../tools/mutation-sources.mjs'

const SURVIVORS: readonly Explanation[] = JSON.parse(readFileSync('test/mutation/survivors.json', 'utf8'))

/** Explained mutants whose line, or what is changed of it, is not in the source. */
const findGone = (explanations: readonly Explanation[], read: (file: string) => string) =>
  explanations
    .flatMap(({ mutants }) => mutants)
    .filter(({ file, at, from }) => {
      const lines = read(file).split('\n')
      // It begins in its line, and may go on in the next ones.
      const isThere = (line: number) =>
        toLine(lines.slice(line).join('\n'))
          .slice(0, at.length + from.length)
          .includes(from)
      return !lines.some((line, index) => line.trim() === at && isThere(index))
    })

describe('an explanation of a mutant that survives', () => {
  it('is of code that is there', () => {
    expect(findGone(SURVIVORS, (file) => readFileSync(file, 'utf8'))).toEqual([])
  })

  const isMissed = (at: string, source: string) => {
    const mutants = [{ file: 'src/a.ts', at, from: 'one < two', to: 'one <= two' }]
    return findGone([{ because: 'They are never equal.', mutants }], () => source).length > 0
  }

  it('is missed when its code is gone, or has changed', () => {
    expect(isMissed('return one < two', '  return one < two\n')).toBe(false)
    expect(isMissed('return one < two', '  return one < three\n')).toBe(true)
    expect(isMissed('return one < two', '  return two\n')).toBe(true)
  })

  it('is missed when what is changed does not begin in its line', () => {
    expect(isMissed('return one <', '  return one <\n    two\n')).toBe(false)
    expect(isMissed('return (', '  return (\n    one < two\n  )\n')).toBe(true)
    expect(isMissed('return isLess', '  return isLess\n}\nconst isLess = one < two\n')).toBe(true)
  })

  it('gives a reason, once for each', () => {
    const all = SURVIVORS.flatMap(({ mutants }) => mutants.map(({ times: _, ...mutant }) => JSON.stringify(mutant)))

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
  const report = {
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
      'src/types.ts': { source: 'export type A = 1\n', mutants: [] },
    },
  }
  const mutants = toMutants(report)
  const explained = { file: 'src/a.ts', at: ') => one > 1 &&', from: 'one > 1', to: 'one >= 1' }

  it('is read by text: the line, what was there and what took its place', () => {
    expect(mutants[0]).toMatchObject(explained)
    expect(mutants[1]).toMatchObject({ at: ') => one > 1 &&', from: 'one > 1 && one < 9', to: 'true' })
  })

  it('counts what no test reached as survived, and what is explained as well', () => {
    const score = toScore(report, [{ because: 'The number is never one.', mutants: [explained] }])

    expect(score).toEqual({
      files: { 'src/a.ts': toDigest(source) },
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

  it('names explanations that nobody needs any more: a test notices the mutant', () => {
    const needless = (...explanations: (typeof explained)[]) =>
      findNeedless(mutants, [{ because: 'x', mutants: explanations }])
    const noticed = { ...explained, at: 'one < 9', from: 'one < 9', to: 'one <= 9' }

    expect(needless(explained)).toEqual([])
    expect(needless(explained, noticed)).toEqual([noticed])
    expect(needless({ ...noticed, file: 'src/of-another-room.ts' })).toEqual([])
  })

  it('takes an explanation for one mutant, or for as many of the same texts as it says', () => {
    const [first] = mutants
    const twice = first ? [first, first] : []
    const count = (times: number | undefined, of = twice) => {
      const explanations = [{ because: 'x', mutants: [times === undefined ? explained : { ...explained, times }] }]
      return [toOpen(of, explanations).length, findNeedless(of, explanations).length]
    }

    expect(count(undefined)).toEqual([1, 0])
    expect(count(2)).toEqual([0, 0])
    expect(count(3)).toEqual([0, 1])
    expect(count(2, twice.slice(1))).toEqual([0, 1])
  })
})
