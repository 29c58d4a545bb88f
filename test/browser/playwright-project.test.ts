import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFirefox, findHeadlessShell, launchOptions } from '../../tools/browser.mjs'
import { readPage, toSnippets } from '../docs/pages.js'
import { type Packed, pack } from '../support/packed.js'
import { useDemoApp } from './support/app-alone.js'

const execute = promisify(execFile)
const app = useDemoApp({ issuer: 'https://id.example.com', api: 'https://calendar.example.com' })

let packed: Packed
beforeAll(async () => {
  packed = await pack()
  const root = join(packed.app, 'node_modules')
  for (const name of ['@types/node', 'typescript', 'playwright-core', 'playwright']) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    symlinkSync(resolve('node_modules', name), join(root, name), 'junction')
  }
})
afterAll(() => packed?.remove())

/** Writes files of docs/testing/playwright.md into the project, and others of its own. */
function write(files: Readonly<Record<string, string>>): void {
  const shown = toSnippets(readPage('docs/testing/playwright.md')).map(({ name, code }) => [name, code] as const)
  for (const [name, text] of [...shown, ...Object.entries(files)]) writeFileSync(join(packed.app, name), text)
}

const toSettings = (baseURL: string) => `import { defineConfig } from '@playwright/test'
export default defineConfig({
  fullyParallel: true,
  workers: 2,
  reporter: 'json',
  timeout: 200_000,
  expect: { timeout: 60_000 },
  use: { baseURL: '${baseURL}' },
  projects: [
    { name: 'chromium', use: { browserName: 'chromium', launchOptions: ${JSON.stringify(launchOptions(findHeadlessShell()))} } },
    { name: 'firefox', use: { browserName: 'firefox', channel: 'moz-firefox', launchOptions: ${JSON.stringify({ executablePath: findFirefox() })} } },
  ],
})
`

/** A test that is wrong about its app, and what it is told. */
const WRONG = `import { expect, test } from './fixtures.js'
test('forgets an API', async ({ page, signedInAs, api }) => {
  api('https://calendar.example.com/v1/events', { scopes: ['events.read'] }, () => ({ json: { events: [] } }))
  await signedInAs({ sub: 'ada', name: 'Ada' })
  await page.goto('/')
  await expect(page.getByTestId('user-name')).toHaveText('Ada')
  await expect(page.getByTestId('calendar-sees')).toContainText(/fetch|network/i)
})
`

interface Report {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number }
  readonly suites: readonly unknown[]
}

async function play(...files: readonly string[]): Promise<{ report: Report; text: string }> {
  const cli = join(packed.app, 'node_modules/@playwright/test/cli.js')
  const { NODE_OPTIONS: _, ...environment } = process.env
  const { stdout } = await execute(process.execPath, [cli, 'test', ...files], {
    cwd: packed.app,
    env: environment,
    maxBuffer: 1e8,
  }).catch((failed: { stdout: string }) => failed)
  return { report: JSON.parse(stdout), text: stdout }
}

describe('16.4: a project with Playwright Test and the package as it is published', () => {
  it('is type-checked as the docs show it', async () => {
    const settings = readPage('docs/testing/playwright.md')
    write({
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: 'nodenext',
          target: 'es2022',
          types: ['node'],
          skipLibCheck: false,
        },
        include: ['*.ts'],
      }),
    })
    const compiler = resolve('node_modules/typescript/bin/tsc')

    const complaints = await execute(process.execPath, [compiler, '-p', packed.app]).then(
      () => '',
      ({ stdout }) => stdout,
    )

    expect(complaints).toBe('')
    expect(settings).toContain('defineConfig')
  })

  it('plays the tests of the docs in Chromium and Firefox, side by side', async () => {
    write({ 'package.json': '{ "type": "module" }', 'playwright.config.ts': toSettings(app()) })

    const { report, text } = await play('calendar.spec.ts')

    expect(report.stats, text).toMatchObject({ expected: 6, unexpected: 0, flaky: 0 })
  })

  it('fails a test that forgets to declare an API, and says what to write', async () => {
    write({ 'package.json': '{ "type": "module" }', 'playwright.config.ts': toSettings(app()), 'wrong.spec.ts': WRONG })

    const { report, text } = await play('wrong.spec.ts', '--project=chromium')

    expect(report.stats).toMatchObject({ unexpected: 1 })
    expect(text).toContain("api('https://calendar.example.com/v1/debug/**'")
    expect(readFileSync(join(packed.app, 'wrong.spec.ts'), 'utf8')).toBe(WRONG)
  })
})
