// What is told of the sizes that size.mjs measures.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {{ name: string, raw: number, gzip: number }} Size in bytes, minified
 * @typedef {{ module: string, when: 'first' | 'later', raw: number }} Share of a module, in minified bytes
 * @typedef {{ firstLoad: Size, lazy: Size[], total: Size, whole: Size, testing: Size[], doors: Size[], rare: Size[], developmentOnly: Size, panel: Size, modules: Share[] }} Sizes
 * @typedef {Record<string, number>} Ledger minified bytes of each module, and of each chunk that few apps load
 */

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const LEDGER = join(ROOT, 'tools/sizes.json')
const KB = 1024

/**
 * Prints the sizes, and what changed since they were written down.
 * @param {Sizes} sizes
 * @param {Ledger} ledger
 * @param {Record<string, { aim: number, ceiling: number }>} budgets
 */
export function print(sizes, ledger, budgets) {
  const { firstLoad, lazy, total, whole, testing, doors, rare, developmentOnly, panel, modules } = sizes
  const kb = (bytes) => (bytes / KB).toFixed(2).padStart(7)
  const line = ({ name, raw, gzip }, note = '') => console.log(`${name.padEnd(44)} ${kb(raw)} ${kb(gzip)}  ${note}`)
  const budget = ({ aim, ceiling }) => `budget ${aim / KB}, ceiling ${ceiling / KB}`

  console.log('An app with createAuth, a subscription, sign-in, sign-out and fetch.')
  console.log(`esbuild, minified, ES2022; gzip -9. In KB of ${KB} bytes.\n`)
  console.log(`${'with code splitting'.padEnd(44)}     raw    gzip`)
  line({ ...firstLoad, name: 'first load, with a session' }, budget(budgets.firstLoad))
  for (const chunk of lazy) line({ ...chunk, name: `later: ${chunk.name}` })
  line({ ...total, name: 'everything' }, budget(budgets.total))
  for (const chunk of rare) line({ ...chunk, name: `when used: ${chunk.name}` })
  line({ ...developmentOnly, name: 'first load of the development build' }, 'for a developer only')
  line({ ...panel, name: 'latchkey/devtools of the development build' }, 'for a developer only')
  console.log('\nwithout code splitting')
  line({ ...whole, name: 'one file' }, budget(budgets.whole))
  for (const door of testing) line({ ...door, name: `${door.name}, in one file` })
  for (const door of doors) line({ ...door, name: `${door.name}, without its framework` })
  console.log('\nthe largest modules, minified in their chunk')
  for (const { module, when, raw } of modules.slice(0, 15))
    console.log(`${module.padEnd(44)} ${kb(raw)}          ${when}`)
  console.log('\nchanged since the sizes were written down, in minified bytes')
  console.log(toGrowth(sizes, ledger).join('\n') || 'nothing')
}

/**
 * Which modules and chunks are larger or smaller than they were written down, the largest change first.
 * @param {Sizes} sizes
 * @param {Ledger} ledger
 * @returns {string[]}
 */
export function toGrowth(sizes, ledger) {
  const now = toLedger(sizes)
  const names = [...new Set([...Object.keys(ledger), ...Object.keys(now)])]
  return names
    .map((name) => ({ name, change: (now[name] ?? 0) - (ledger[name] ?? 0) }))
    .filter(({ change }) => change !== 0)
    .sort((one, other) => Math.abs(other.change) - Math.abs(one.change))
    .map(({ name, change }) => `${name.padEnd(44)} ${change > 0 ? '+' : ''}${change}`)
}

/** @returns {Ledger} */
function toLedger({ modules, rare }) {
  const all = [...modules.map(({ module, raw }) => [module, raw]), ...rare.map(({ name, raw }) => [name, raw])]
  return Object.fromEntries(all.sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** The sizes as they were written down last. @returns {Ledger} */
export const readLedger = () => JSON.parse(readFileSync(LEDGER, 'utf8'))

/** The table of the README, between its size marks. */
export function toTable({ firstLoad, total, whole, developmentOnly }) {
  const rows = [
    ['first load, with a session', firstLoad],
    ['with sign-in, callback, renewal and sign-out', total],
    ['all of latchkey, in one file', whole],
    ['first load of the development build, with its explanations', developmentOnly],
  ]
  const lines = rows.map(([name, { gzip }]) => `| ${name} | ${(gzip / KB).toFixed(1)} KB |\n`)
  return `| what an app loads | gzip |\n|---|---|\n${lines.join('')}`
}

/** Puts the table into the README, and the size of each module into the ledger. @param {Sizes} sizes */
export function write(sizes) {
  const path = join(ROOT, 'README.md')
  const text = readFileSync(path, 'utf8')
  writeFileSync(LEDGER, `${JSON.stringify(toLedger(sizes), undefined, 2)}\n`)
  writeFileSync(path, text.replace(/(<!-- sizes -->\n)[\s\S]*?(<!-- \/sizes -->)/, `$1${toTable(sizes)}$2`))
}
