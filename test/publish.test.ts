import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { npm } from '../tools/setup.mjs'
import { readWorkflow, runsOf, WORKFLOWS } from './support/workflows.js'

const readManifest = (folder = '.') => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const manifest = readManifest()

describe('publishing', () => {
  it('18.6: is done by a release alone, with provenance and without a token', () => {
    const workflow = readWorkflow('publish.yml')

    expect(workflow.on).toEqual({ release: { types: ['published'] } })
    expect(workflow.jobs['publish']?.permissions).toEqual({ contents: 'read', 'id-token': 'write' })
    expect(runsOf(workflow).at(-1)).toBe('npm publish --provenance --access public')
    expect(readFileSync(join(WORKFLOWS, 'publish.yml'), 'utf8')).not.toMatch(/secrets\.|TOKEN/)
    expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true })
  })

  it('18.6: waits for all checks of the commit, which run without the identity that publishes', () => {
    const { jobs } = readWorkflow('publish.yml')

    expect(Object.keys(jobs)).toEqual(['test', 'publish'])
    expect(jobs['test']).toEqual({ uses: './.github/workflows/ci.yml' })
    expect(jobs['publish']?.needs).toBe('test')
    expect(jobs['publish']).not.toHaveProperty('if')
    expect(jobs['publish']?.steps?.flatMap(({ run = [] }) => run)).toEqual([
      expect.stringContaining('GITHUB_REF_NAME'),
      'npm ci --ignore-scripts',
      'npm run test:package',
      'npm publish --provenance --access public',
    ])
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
