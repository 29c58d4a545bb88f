// What came of the mutants of a room: counted from Stryker's report, compared with the explanations.
import { toDigest } from './mutation-sources.mjs'

/**
 * One change of the code.
 * @typedef {{ readonly file: string, readonly at: string, readonly from: string, readonly to: string }} Mutant
 */

/**
 * Why mutants that survive change nothing that anyone could see. They are found by the text of their line and their own: lines move.
 * `times` says how many of the same texts survive; one unless set.
 * @typedef {Mutant & { readonly times?: number }} ExplainedMutant
 * @typedef {{ readonly because: string, readonly mutants: readonly ExplainedMutant[] }} Explanation
 */

/**
 * What Stryker reports: of it what is read here.
 * @typedef {{ readonly line: number, readonly column: number }} Position
 * @typedef {{ readonly location: { readonly start: Position, readonly end: Position }, readonly replacement: string,
 *   readonly status: string, readonly mutatorName: string }} ReportedMutant
 * @typedef {{ readonly files: Readonly<Record<string, { readonly source: string, readonly mutants: readonly ReportedMutant[] }>> }} Report
 */

/**
 * Of a room: `files` are those that have mutants, each with a digest of what was run; `survived` are those that no test noticed, `uncovered` those among them that no test even reached. `leftOut` are not
 * counted: sentences of errors, and what did not run at all.
 * @typedef {{
 *   readonly files: Readonly<Record<string, string>>,
 *   readonly mutants: number,
 *   readonly killed: number,
 *   readonly timedOut: number,
 *   readonly survived: number,
 *   readonly uncovered: number,
 *   readonly explained: number,
 *   readonly leftOut: number,
 * }} Score
 */

/** In percent: what a room has to reach. */
export const LEAST = 85

/** Text on one line. */
export const toLine = (/** @type {string} */ text) => text.replace(/\s+/g, ' ').trim()

/** The text between two places of a source, whose lines and columns are counted from 1. */
function cut(/** @type {string} */ source, { start, end }) {
  const lines = source.split('\n')
  const toIndex = ({ line, column }) => [...lines.slice(0, line - 1), ''].join('\n').length + column - 1
  return source.slice(toIndex(start), toIndex(end))
}

/**
 * The mutants of a report by what came of them.
 * @param {Report} report
 * @returns {readonly (Mutant & { readonly line: number, readonly status: string, readonly mutator: string })[]}
 */
export function toMutants({ files }) {
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.map(({ location, replacement, status, mutatorName }) => ({
      file,
      at: source.split('\n')[location.start.line - 1].trim(),
      from: toLine(cut(source, location)),
      to: toLine(replacement),
      line: location.start.line,
      status,
      mutator: mutatorName,
    })),
  )
}

const toKey = (/** @type {Mutant} */ { file, at, from, to }) => JSON.stringify([file, at, from, to])

const countByKey = (/** @type {readonly ExplainedMutant[]} */ mutants) => {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const mutant of mutants) counts.set(toKey(mutant), (counts.get(toKey(mutant)) ?? 0) + (mutant.times ?? 1))
  return counts
}

/**
 * What survived and is not explained.
 * @param {ReturnType<typeof toMutants>} mutants
 * @param {readonly Explanation[]} explanations
 */
export function toOpen(mutants, explanations) {
  const left = countByKey(explanations.flatMap((one) => one.mutants))
  return mutants.filter(isSurvivor).filter((mutant) => {
    const count = left.get(toKey(mutant)) ?? 0
    left.set(toKey(mutant), count - 1)
    return count <= 0
  })
}

/**
 * Explanations of what was run that are for more mutants than survived: a test notices one.
 * @param {ReturnType<typeof toMutants>} mutants
 * @param {readonly Explanation[]} explanations
 */
export function findNeedless(mutants, explanations) {
  const survivors = countByKey(mutants.filter(isSurvivor))
  const files = new Set(mutants.map(({ file }) => file))
  return explanations
    .flatMap((one) => one.mutants)
    .filter((mutant) => files.has(mutant.file) && (survivors.get(toKey(mutant)) ?? 0) < (mutant.times ?? 1))
}

const isSurvivor = ({ status }) => status === 'Survived' || status === 'NoCoverage'

/**
 * @param {Report} report
 * @param {readonly Explanation[]} explanations
 * @returns {Score}
 */
export function toScore(report, explanations) {
  const mutants = toMutants(report)
  const count = (/** @type {readonly string[]} */ ...statuses) =>
    mutants.filter(({ status }) => statuses.includes(status)).length
  const survived = count('Survived', 'NoCoverage')
  const [killed, timedOut] = [count('Killed'), count('Timeout')]
  return {
    files: Object.fromEntries(
      [...new Set(mutants.map(({ file }) => file))].sort().map((file) => [file, toDigest(report.files[file].source)]),
    ),
    mutants: killed + timedOut + survived,
    killed,
    timedOut,
    survived,
    uncovered: count('NoCoverage'),
    explained: survived - toOpen(mutants, explanations).length,
    leftOut: mutants.length - killed - timedOut - survived,
  }
}

/** In percent, of all: what is explained counts as survived. */
export const toPercent = (/** @type {Score} */ { killed, timedOut, mutants }) => (100 * (killed + timedOut)) / mutants

/** What is owed of a room: survivors that nobody has explained. */
export const countOpen = (/** @type {Score} */ { survived, explained }) => survived - explained
