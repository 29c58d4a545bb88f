import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { npm } from '../tools/setup.mjs'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>
  readonly 'timeout-minutes': number
  readonly steps: readonly Step[]
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const WORKFLOWS = '.github/workflows'
const readWorkflow = (file: string): Workflow => parse(readFileSync(join(WORKFLOWS, file), 'utf8'))
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps)
/** All that is run, by an action or by itself. */
const runsOf = (workflow: Workflow) =>
  stepsOf(workflow).flatMap((step) => [step.run, step.with?.['version']].filter((run) => typeof run === 'string'))
const readManifest = (folder = '.') => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const manifest = readManifest()

describe.each(readdirSync(WORKFLOWS))('the workflow %s', (file) => {
  const workflow = readWorkflow(file)

  it('18.6: calls only scripts that there are', () => {
    const called = runsOf(workflow).flatMap((run) =>
      [...run.matchAll(/npm (?:run ([\w:]+)|(test))/g)].map(([, script, short]) => script ?? short),
    )

    expect(called).not.toEqual([])
    expect(called.filter((script) => !(`${script}` in manifest.scripts))).toEqual([])
  })

  it('18.6: takes well-known actions alone, by their major version', () => {
    const actions = stepsOf(workflow).flatMap(({ uses }) => uses ?? [])

    expect(actions).not.toEqual([])
    expect(actions.filter((uses) => !/^(actions\/(checkout|setup-node)|changesets\/action)@v\d+$/.test(uses))).toEqual(
      [],
    )
  })

  it('18.6: may read by itself, and does not run what a stranger writes into a title or a branch', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target')
    expect(runsOf(workflow).filter((run) => run.includes('${{'))).toEqual([])
    expect(Object.values(workflow.jobs).filter((job) => !(job['timeout-minutes'] > 0))).toEqual([])
  })
})

describe('publishing', () => {
  it('18.6: is done by a release alone, with provenance and without a token', () => {
    const workflow = readWorkflow('publish.yml')

    expect(workflow.on).toEqual({ release: { types: ['published'] } })
    expect(workflow.jobs['publish']?.permissions).toEqual({ contents: 'read', 'id-token': 'write' })
    expect(runsOf(workflow).at(-1)).toBe('npm publish --provenance --access public')
    expect(readFileSync(join(WORKFLOWS, 'publish.yml'), 'utf8')).not.toMatch(/secrets\.|TOKEN/)
    expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true })
  })

  it('18.6: happens in no other workflow, and no other gets an identity', () => {
    const others = readdirSync(WORKFLOWS).filter((file) => file !== 'publish.yml')

    for (const file of others)
      expect(readFileSync(join(WORKFLOWS, file), 'utf8'), file).not.toMatch(/npm publish|id-token/)
  })

  it('18.6: is of a package that says what it is', () => {
    expect(manifest).toMatchObject({ license: 'MIT', description: expect.stringMatching(/\.$/) })
    expect(manifest.keywords).toEqual([...new Set(manifest.keywords)])
    expect(manifest.keywords.length).toBeGreaterThan(8)
    expect(manifest.private).toBeUndefined()
  })
})

describe('the manifest', () => {
  it('18.6: gives npm nothing to correct when it is published', () => {
    const folder = createFolder()
    copyFileSync('package.json', join(folder, 'package.json'))

    expect(npm(folder, 'pkg', 'fix', '--silent')).toBe(0)
    expect(readManifest(folder)).toEqual(manifest)
  })
})

describe('a change', () => {
  const topmost = /^## (\S+)/m.exec(readFileSync('CHANGELOG.md', 'utf8'))?.[1]

  it('18.6: raises the version to the one that CHANGELOG.md has the changes under, and leaves CHANGELOG.md as it is', () => {
    const folder = createFolder()
    for (const file of ['package.json', 'CHANGELOG.md', '.changeset']) {
      cpSync(file, join(folder, file), { recursive: true })
    }
    const program = resolve('node_modules/@changesets/cli/bin.js')
    const { status, stderr } = spawnSync(process.execPath, [program, 'version'], { cwd: folder, encoding: 'utf8' })

    expect([status, stderr.replace(/.*No unreleased changesets.*/, '').includes('rror')]).toEqual([0, false])
    expect(readManifest(folder).version).toBe(topmost)
    expect(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8')).toBe(readFileSync('CHANGELOG.md', 'utf8'))
    expect(readdirSync(join(folder, '.changeset'))).toEqual(['config.json'])
  })
})

function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-publish-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
