import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readWorkflow, runsOf, stepsOf, WORKFLOWS } from './support/workflows.js'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))

describe.each(readdirSync(WORKFLOWS))('the workflow %s', (file) => {
  const workflow = readWorkflow(file)

  it('18.6: calls only scripts that there are', () => {
    const called = runsOf(workflow).flatMap((run) =>
      [...run.matchAll(/npm (?:run ([\w:]+)|(test))\b/g)].map(([, script, short]) => script ?? short),
    )

    expect(called).not.toEqual([])
    expect(called.filter((script) => !(`${script}` in manifest.scripts))).toEqual([])
  })

  it('18.6: takes well-known actions alone, by a major version or by a commit', () => {
    const actions = stepsOf(workflow).flatMap(({ uses }) => uses ?? [])

    expect(actions).not.toEqual([])
    expect(
      actions.filter((uses) => !/^(actions\/(checkout|setup-node)|changesets\/action)@(v\d+|[0-9a-f]{40})$/.test(uses)),
    ).toEqual([])
  })

  it('18.6: may read by itself, and does not run what a stranger writes into a title or a branch', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target')
    expect(runsOf(workflow).filter((run) => run.includes('${{'))).toEqual([])
    const endless = Object.values(workflow.jobs).filter((job) => !job.uses && !((job['timeout-minutes'] ?? 0) > 0))
    expect(endless).toEqual([])
  })
})

describe('the checks of every change', () => {
  const workflow = readWorkflow('ci.yml')

  it('18.6: are all that there are: the daily ones, the frameworks, and Firefox where it is not daily', () => {
    expect(Object.keys(workflow.on)).toEqual(expect.arrayContaining(['push', 'pull_request', 'workflow_call']))
    expect(runsOf(workflow)).toEqual(
      expect.arrayContaining(['npm test', 'npm run test:frameworks', 'npm run test:firefox']),
    )
    // Firefox is tried where a framework has failed, too; nothing else is left out, whatever it is that calls.
    expect(stepsOf(workflow).flatMap((step) => step.if ?? [])).toEqual(['!cancelled()'])
    expect(Object.values(workflow.jobs).filter((job) => 'if' in job || 'continue-on-error' in job)).toEqual([])
  })

  it('18.6: drive WebKit: its packages are installed, and a machine without it fails before the tests are left out', () => {
    const [, packages = ''] = /installDebians\(('webkit[^)]*)\)/.exec(readFileSync('tools/browser.mjs', 'utf8')) ?? []
    const names = [...packages.matchAll(/'([^']+)'/g)].map(([, name]) => name)
    const runs = (workflow.jobs['test']?.steps ?? []).flatMap(({ run }) => run ?? [])
    const installs = runs.findIndex((run) => run.includes('apt-get install'))
    const looks = runs.indexOf('node tools/browser.mjs --webkit')

    expect(names.length).toBe(2)
    for (const name of names) expect(runs[installs]?.split(' ')).toContain(name)
    expect([installs, looks, runs.indexOf('npm test')]).toEqual([0, 1, 2])
  })
})
