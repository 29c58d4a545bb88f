import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Measured, Plan } from '../measure/run.js'
import { drawChart } from './chart.js'
import { type OwnSizes, sayWhy, toGoals, toGoalTable } from './goals.js'
import type { Machine } from './machine.js'
import { METHOD } from './method.js'
import { type Summary, summarise } from './summary.js'
import { growthTable, mainTable, toMarkdown, toText } from './table.js'

export interface Run {
  readonly run: Machine & { readonly kind: 'quick' | 'whole'; readonly seconds: number }
  readonly plan: Plan
  readonly measured: Measured
  readonly sizes: OwnSizes
}

/** Prints the tables; writes the page, its chart and the raw numbers unless `printOnly`. */
export function writeReport(root: string, result: Run, printOnly: boolean): void {
  const { plan, measured, run, sizes } = result
  const summaries = measured.outcomes.map(summarise)
  const goals = toGoalTable(toGoals(measured, sizes))
  const tables = [mainTable(summaries), growthTable(summaries, plan.tokens, plan.tabs), goals] as const
  console.log(`\n${tables.map(toText).join('\n\n')}\n\n${sayFailures(summaries).join('\n')}\n`)
  console.log(`${run.seconds} s; load ${measured.load.join(', ')} on ${run.cores} cores`)
  if (printOnly) return
  writeFileSync(join(root, 'docs/benchmarks.md'), toPage(result))
  writeFileSync(join(root, 'docs/benchmarks.svg'), drawChart(summaries))
  writeFileSync(join(root, 'docs/benchmarks.json'), `${JSON.stringify(result, undefined, 2)}\n`)
}

/** docs/benchmarks.md, of what a run has measured. */
export function toPage({ run, plan, measured, sizes }: Run): string {
  const summaries = measured.outcomes.map(summarise)
  const versions = Object.entries(run.versions).map(([name, version]) => `${name} ${version}`)
  const failures = sayFailures(summaries)
  const goals = toGoals(measured, sizes)
  const notes = summaries.flatMap(({ outcome: { subject } }) =>
    subject.note ? [`- ${subject.title}: ${subject.note}`] : [],
  )
  return `# Benchmarks

Written by \`npm run bench\`. ${run.kind === 'quick' ? 'A quick run' : 'A whole run'} of ${plan.rounds} rounds in ${run.seconds} s, on ${run.cores} cores (${run.processor}), Chromium
${run.chromium}, Node ${run.node}. Load over one minute, at the start and after each round: ${measured.load.join(', ')}.
${sayLoad(measured.load, run.cores)}

![Size, callback and reload of each SDK](benchmarks.svg)

Times are the median, with the minimum in brackets. Size is the first load, or first load / everything in chunks / one file.
Storms are token requests / calls that succeeded.

${toMarkdown(mainTable(summaries))}

${toMarkdown(growthTable(summaries, plan.tokens, plan.tabs))}

${notes.join('\n')}

${failures.length === 0 ? 'Every row could be measured.' : `What could not be measured, and what was said:\n\n${failures.map((line) => `- ${line}`).join('\n')}`}

## What was aimed at

All of it was measured at this run, the sizes, too: latchkey's own, as \`npm run size\` weighs them. Those of today are in [the README](../README.md#size-and-speed).

${toMarkdown(toGoalTable(goals))}

${sayWhy(goals, sizes)}

${METHOD}
## Versions

${versions.join(' · ')}. The raw numbers are in [benchmarks.json](benchmarks.json).
`
}

function sayLoad(load: readonly number[], cores: number): string {
  return load.some((one) => one > cores)
    ? 'The machine had more to do than it has cores: compare the minima, and read no ratio from the medians.'
    : 'The ratios count, not the milliseconds.'
}

function sayFailures(summaries: readonly Summary[]): readonly string[] {
  return summaries.flatMap(({ outcome: { subject, failures } }) =>
    [...new Set(failures)].map((failure) => `${subject.title}: ${failure}`),
  )
}
