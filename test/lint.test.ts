import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { beforeAll, expect, it } from 'vitest'

type Sample = readonly [what: string, path: string, source: string, rule?: string]

const REFUSED: readonly Sample[] = [
  [
    'a room imports from above',
    'src/session/case-1.ts',
    `export type { Auth } from '../client/auth.js'`,
    'noRestrictedImports',
  ],
  ['a room imports a door', 'src/client/case-2.ts', `export type { Auth } from '../index.js'`, 'noRestrictedImports'],
  [
    'a room imports the package itself',
    'src/client/case-3.ts',
    `export type { Auth } from 'latchkey'`,
    'noRestrictedImports',
  ],
  [
    'oauth4webapi is imported outside protocol/',
    'src/client/case-4.ts',
    `export * from 'oauth4webapi'`,
    'noRestrictedImports',
  ],
  ['oauth4webapi is imported by a door', 'src/door.ts', `export * from 'oauth4webapi'`, 'noRestrictedImports'],
  ['jose is imported by the core', 'src/protocol/case-5.ts', `export * from 'jose'`, 'noRestrictedImports'],
  ['the side room is entered', 'src/client/case-6.ts', `export * from '../testing/keys.js'`, 'noRestrictedImports'],
  ['the demo goes past the doors', 'demo/app/case-7.ts', `export * from '../../src/index.js'`, 'noRestrictedImports'],
  [
    'the browser is read above platform/',
    'src/protocol/case-8.ts',
    'export const a = (): string => location.href',
    'noRestrictedGlobals',
  ],
  [
    'the clock is read above platform/',
    'src/domain/case-9.ts',
    'export const a = (): number => Date.now()',
    'noRestrictedGlobals',
  ],
  [
    'the global fetch is called above platform/',
    'src/client/case-10.ts',
    `export const a = () => fetch('/')`,
    'noRestrictedGlobals',
  ],
  ['chance is used above platform/', 'src/domain/case-11.ts', 'export const a = (): number => Math.random()', 'plugin'],
  [
    'the test kit touches a page',
    'src/testing/case-12.ts',
    'export const a = (): string => document.title',
    'noRestrictedGlobals',
  ],
  [
    'any is written outside protocol/',
    'src/session/case-13.ts',
    'export const a = (b: any): unknown => b',
    'noExplicitAny',
  ],
  ['something is exported as default', 'src/client/case-14.ts', 'export default 1', 'noDefaultExport'],
  ['an enum is declared', 'src/domain/case-15.ts', 'export enum A { B }', 'noEnum'],
  ['a namespace is declared', 'src/domain/case-16.ts', 'export namespace A { export const b = 1 }', 'noNamespace'],
  [
    'a catch says nothing',
    'src/client/case-17.ts',
    'export function a(b: () => void) { try { b() } catch {} }',
    'noEmptyBlockStatements',
  ],
  [
    'undefined is denied by a mark',
    'src/client/case-18.ts',
    'export const a = (b?: string): string => b!',
    'noNonNullAssertion',
  ],
  ['a module is mocked', 'test/case-19.test.ts', `vi.mock('../src/domain/user.js')`, 'plugin'],
  ['a test is left out', 'test/case-20.test.ts', `it.skip('later', () => {})`, 'noSkippedTests'],
  ['a file is not named in kebab-case', 'src/client/createAuth.ts', 'export const a = 1', 'useFilenamingConvention'],
]

const ACCEPTED: readonly Sample[] = [
  ['oauth4webapi in protocol/', 'src/protocol/case-21.ts', `export * from 'oauth4webapi'`],
  ['jose in the test kit', 'src/testing/case-22.ts', `export * from 'jose'`],
  [
    'the browser in platform/',
    'src/platform/case-23.ts',
    'export const a = (): string => location.href + Math.random() + Date.now()',
  ],
  ['WebCrypto in the test kit', 'src/testing/case-24.ts', 'export const a = (): string => crypto.randomUUID()'],
  ['a way down', 'src/session/case-25.ts', `export * from '../protocol/wire.js'`],
  [
    'a catch that says why',
    'src/client/case-26.ts',
    'export function a(b: () => void) {\n  try { b() } catch {\n    // Why.\n  }\n}',
  ],
  [
    'a member that is named like a global',
    'src/domain/case-27.ts',
    'export const a = (b: { fetch: number }): number => b.fetch',
  ],
]

/** The rules that each sample breaks, by what it is. */
let broken: ReadonlyMap<string, readonly string[]>

beforeAll(() => {
  broken = lint([...REFUSED, ...ACCEPTED])
})

it.for(REFUSED)('the linter objects when %s', ([what, , , rule]) => {
  expect(broken.get(what)).toContain(rule)
})

it.for(ACCEPTED)('the linter lets pass %s', ([what]) => {
  expect(broken.get(what)).toEqual([])
})

/** Lints all samples in one run, under the rules of this project, in a project of their own. */
function lint(samples: readonly Sample[]): ReadonlyMap<string, readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-lint-'))
  try {
    cpSync('biome.json', join(folder, 'biome.json'))
    cpSync('tools/lint', join(folder, 'tools/lint'), { recursive: true })
    for (const [, path, source] of samples) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), source)
    }

    const args = [
      resolve('node_modules/@biomejs/biome/bin/biome'),
      'lint',
      '--reporter=json',
      '--max-diagnostics=none',
      '.',
    ]
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    const diagnostics: { category: string; location: { path: string } }[] = JSON.parse(stdout).diagnostics
    const rulesOf = (path: string) =>
      diagnostics.filter(({ location }) => location.path === path).map(({ category }) => category.replace(/^.*\//, ''))
    return new Map(samples.map(([what, path]) => [what, rulesOf(path)]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
