// The part of docs/conformance.md about mutants.
import { countOpen, LEAST, toPercent } from './mutation-report.mjs'
import { findChanged } from './mutation-sources.mjs'

/** @typedef {import('./mutation-report.mjs').Score} Score */

const toName = (/** @type {string} */ file) => file.replace(/^.*\/|\.ts$/g, '')

/**
 * @param {Readonly<Record<string, Score>>} scores by the rooms
 * @param {(file: string) => string | undefined} read gives a file as it is, or `undefined` when there is none
 */
export function toMutationTable(scores, read) {
  const rooms = Object.entries(scores).map(([room, score]) => {
    const files = Object.keys(score.files)
    return { room, score, files, changed: findChanged(score.files, read) }
  })
  const rows = rooms.map(({ room, score, files, changed }) => {
    const { mutants, killed, timedOut, survived, explained, leftOut } = score
    const counts = [files.length, mutants, killed, timedOut, survived, explained, countOpen(score), leftOut]
    return `| ${room} | ${counts.join(' | ')} | ${toPercent(score).toFixed(1)} % | ${changed.length} |\n`
  })
  const lists = rooms.map(({ room, files, changed }) => {
    const names = files.map((file) => toName(file) + (changed.includes(file) ? ' (changed since)' : ''))
    return `- ${room}: ${names.sort().join(', ')}\n`
  })
  return `## When a line is wrong

\`npm run test:mutation\` changes the code of a room, one place at a time (a comparison turned round, a condition that always holds, a
block left out, a letter class that takes everything else), and runs the tests against each such mutant by
[Stryker](https://stryker-mutator.io): of the quick ones of the room the 400 at most that are most about the place. One that none of
them notices has survived. Where nobody could see the change, test/mutation/survivors.json says why: it is explained. The others are
open: a test that performs the attack is still owed, and a check fails until it is there. The score is the share of all mutants that
were killed or ran out of time; what is explained counts as survived all the same. Each room has at least ${LEAST} %. Left out are
sentences of errors, which nobody decides by, and mutants that could not run. The last column counts the files whose code, comments
aside, is another since they were run. A file of a room that is not named here has nothing to change: types, or numbers alone.

| room | files | mutants | killed | timed out | survived | of these explained | open | left out | score | changed since |
|---|---|---|---|---|---|---|---|---|---|---|
${rows.join('')}
What has been run of each:

${lists.join('')}`
}
