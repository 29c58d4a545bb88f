import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { weighOwn } from './measure/own-sizes.js'
import { measureAll, type Plan } from './measure/run.js'
import { startServer } from './measure/server.js'
import { describeMachine } from './report/machine.js'
import { writeReport } from './report/write.js'

const QUICK: Plan = { rounds: 2, stormRounds: 1, ownStormRounds: 10, tokens: [1, 1000], tabs: [1, 5] }
const WHOLE: Plan = { rounds: 7, stormRounds: 5, ownStormRounds: 10, tokens: [1, 10, 100, 1000], tabs: [1, 5, 20, 50] }

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    'no-write': { type: 'boolean', default: false },
  },
})
// Both from run.mjs, which knows where things are.
const [root = '.', serverFile = ''] = [process.env['BENCH_ROOT'], process.env['BENCH_SERVER']]
const launch = JSON.parse(process.env['BENCH_BROWSER'] ?? '{}')
const plan: Plan = {
  ...(values.quick ? QUICK : WHOLE),
  ...(values.rounds !== undefined && { rounds: Number(values.rounds), stormRounds: Number(values.rounds) }),
  ...(values.only !== undefined && { only: values.only.split(',') }),
}

const startedAt = performance.now()
const server = startServer(serverFile)
const browser = await chromium.launch(launch)
try {
  const say = (text: string) =>
    console.error(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(4)} s  ${text}`)
  const measured = await measureAll(plan, { folder: `${root}/bench`, server, browser, say })
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  const run = { kind: values.quick ? 'quick' : 'whole', seconds, ...describeMachine(root, browser.version()) } as const
  const sizes = await weighOwn(root)
  // A run of a few rows would leave a page that compares nothing.
  writeReport(root, { run, plan, measured, sizes }, values['no-write'] || values.only !== undefined)
} finally {
  await browser.close()
  server.close()
}
