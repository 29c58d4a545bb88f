import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { PAGES, readPage } from './pages.js'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const lines = PAGES.flatMap((page) =>
  readPage(page)
    .split('\n')
    .map((line) => ({ page, line })),
)
const find = (pattern: RegExp) => lines.filter(({ line }) => pattern.test(line))

/** The tarballs that a page installs. */
const toTarballs = (text: string): readonly string[] =>
  [...text.matchAll(/npm install .*?(\S+\.tgz)/g)].map(([, tarball = '']) => tarball)

describe('the commands of the pages', () => {
  it('16.6: run the program of the package that is installed, and never what the registry has under its name', () => {
    expect(find(/\bnpx --no latchkey /).length).toBeGreaterThan(8)
    expect(find(/\b(npx(?! --no )|npm exec|pnpm dlx|yarn dlx|bunx)\b.* latchkey(?![\w/.-])/)).toEqual([])
  })

  it('18.2: install the tarball of this version, by a name that every shell takes as it is', () => {
    const pages = PAGES.map((page) => ({ page, tarballs: toTarballs(readPage(page)) })).filter(
      ({ tarballs }) => tarballs.length > 0,
    )

    expect(pages.length).toBeGreaterThan(9)
    for (const { page, tarballs } of pages) expect(tarballs, page).toEqual([`./latchkey-${manifest.version}.tgz`])
  })

  it('18.6: install that of the next version once it has its number', () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-commands-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    for (const name of ['README.md', 'docs/start']) cpSync(name, join(folder, name), { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, version: '12.0.0-rc.1' }))

    const { status } = spawnSync(process.execPath, [resolve('tools/name-tarball.mjs')], { cwd: folder })
    const pages = PAGES.filter((page) => toTarballs(readPage(page)).length > 0)

    expect(status).toBe(0)
    for (const page of pages) {
      const before = readPage(page)
      const after = readFileSync(join(folder, page), 'utf8')
      expect(after, page).toBe(before.replace(`./latchkey-${manifest.version}.tgz`, './latchkey-12.0.0-rc.1.tgz'))
      expect(after, page).not.toBe(before)
    }
    expect(manifest.scripts.bump).toMatch(/^changeset version && node tools\/name-tarball\.mjs && /)
  })
})
