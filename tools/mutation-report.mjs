// What came of the mutants of a room: counted from Stryker's report, compared with the explanations, shown in docs/conformance.md.

/**
 * One change of the code.
 * @typedef {{ readonly file: string, readonly at: string, readonly from: string, readonly to: string }} Mutant
 */

/**
 * Why mutants that survive change nothing that anyone could see. They are found by the text of their line and their own: lines move.
 * @typedef {{ readonly because: string, readonly mutants: readonly Mutant[] }} Explanation
 */

/**
 * Of a room: `files` are those that have mutants, by their names; `survived` are those that no test noticed, `uncovered` those among them that no test even reached. `leftOut` are not
 * counted: sentences of errors, and what did not run at all.
 * @typedef {{
 *   readonly files: readonly string[],
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

/**
 * What survived and is not explained.
 * @param {ReturnType<typeof toMutants>} mutants
 * @param {readonly Explanation[]} explanations
 */
export function toOpen(mutants, explanations) {
  const explained = new Set(explanations.flatMap((one) => one.mutants.map(toKey)))
  return mutants.filter((mutant) => isSurvivor(mutant) && !explained.has(toKey(mutant)))
}

const isSurvivor = ({ status }) => status === 'Survived' || status === 'NoCoverage'

/**
 * @param {ReturnType<typeof toMutants>} mutants
 * @param {readonly Explanation[]} explanations
 * @returns {Score}
 */
export function toScore(mutants, explanations) {
  const count = (/** @type {readonly string[]} */ ...statuses) =>
    mutants.filter(({ status }) => statuses.includes(status)).length
  const survived = count('Survived', 'NoCoverage')
  const [killed, timedOut] = [count('Killed'), count('Timeout')]
  return {
    files: [...new Set(mutants.map(({ file }) => file.replace(/^.*\/|\.ts$/g, '')))].sort(),
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

/**
 * The part of docs/conformance.md about mutants.
 * @param {Readonly<Record<string, Score>>} scores
 */
export function toMutationTable(scores) {
  const rows = Object.entries(scores).map(([room, score]) => {
    const { files, mutants, killed, timedOut, survived, explained, leftOut } = score
    const counts = [files.length, mutants, killed, timedOut, survived, explained, survived - explained, leftOut]
    return `| ${room} | ${counts.join(' | ')} | ${toPercent(score).toFixed(1)} % |\n`
  })
  const lists = Object.entries(scores).map(([room, { files }]) => `- ${room}: ${files.join(', ')}\n`)
  return `## When a line is wrong

\`npm run test:mutation\` changes the code of a room, one place at a time (a comparison turned round, a condition that always holds, a
block left out, a letter class that takes everything else), and runs the tests against each such mutant by
[Stryker](https://stryker-mutator.io): of the quick ones of the room the 400 at most that are most about the place. One that none of
them notices has survived. Where nobody could see the change, test/mutation/survivors.json says why: it is explained. The others are
open: a test that performs the attack is still owed. The score is the share of all mutants that were killed or ran out of time; what is
explained counts as survived all the same. Each room has at least ${LEAST} %. Left out are sentences of errors, which nobody decides by, and mutants that could not run.
A file of a room that is not named here has nothing to change: types, or numbers alone.

| room | files | mutants | killed | timed out | survived | of these explained | open | left out | score |
|---|---|---|---|---|---|---|---|---|---|
${rows.join('')}
What has been run of each:

${lists.join('')}`
}
