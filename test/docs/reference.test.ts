import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { parseSync } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CODES, outsideCode } from '../../tools/reference-text.mjs'

const doors = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).exports).filter(
  (door) => door !== './package.json',
)
const folder = mkdtempSync(join(tmpdir(), 'latchkey-reference-'))
const toPage = (door: string) => (door === '.' ? 'latchkey.md' : `${door.slice(2).replaceAll('/', '-')}.md`)
const read = (page: string) => readFileSync(join(folder, 'pages', page), 'utf8')
const toAnchors = (page: string) => [...page.matchAll(/^#+ .* \{#(.+)\}$/gm)].map(([, anchor]) => anchor)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the API reference', () => {
  let written: string

  beforeAll(() => {
    const tool = ['tools/api-reference.mjs', join(folder, 'pages')]
    const { stdout, stderr } = spawnSync(process.execPath, tool, { encoding: 'utf8' })
    written = `${stdout}${stderr}`
  }, 600_000)

  it('18.2: is written without a complaint, a page for each door', () => {
    expect(written).toBe('')
    expect(readdirSync(join(folder, 'pages')).sort()).toEqual(['index.md', ...doors.map(toPage)].sort())
  })

  it.each(doors)('18.2: has all that %s exports', (door) => {
    const file = `src/${door === '.' ? 'index' : door.slice(2)}.ts`
    const exported = parseSync(file, readFileSync(file, 'utf8')).module.staticExports.flatMap(({ entries }) =>
      entries.map(({ exportName }) => `${exportName.name}`),
    )

    expect(exported).not.toEqual([])
    expect(toAnchors(read(toPage(door)))).toEqual(expect.arrayContaining(exported))
  })

  it('18.2: has no heading twice, and links that lead somewhere', () => {
    const pages = readdirSync(join(folder, 'pages'))
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !leads(page, target))
        .map((target) => `${page}: ${target}`),
    )
    const twice = pages.flatMap((page) => {
      const anchors = toAnchors(read(page))
      return anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index).map((anchor) => `${page}#${anchor}`)
    })

    expect([broken, twice]).toEqual([[], []])
  })

  it('18.2: tells of options unit, bounds and default, of calls the errors, and of all the source', () => {
    const page = read('latchkey.md')
    const toSection = (anchor: string) => page.split(`{#${anchor}}`)[1]?.split(/^#/m)[0] ?? ''

    expect(toSection('AuthOptions-sessionLifetimeSeconds')).toMatch(
      /in seconds, 60 to 31,536,000; 2,592,000 .* unless set/,
    )
    expect(toSection('Auth-fetch')).toContain(
      '- Throws `AuthError` [`sign-in-required`](../errors.md#sign-in-required), ',
    )
    expect(toSection('AuthOptions-dpop')).toContain('[RFC 9449](https://www.rfc-editor.org/rfc/rfc9449.html)')
  })

  it('18.2: leads to each specification that it names, and to each section of an RFC', () => {
    const pages = readdirSync(join(folder, 'pages')).filter((page) => page !== 'index.md')
    const named: string[] = []
    for (const page of pages) {
      outsideCode(read(page), (text) => {
        named.push(
          ...(text.match(/\[?(RFC\s+\d+(,?\s+section\s+[\d.]*\d)?|OpenID\s+Connect\s+[\w\s-]+1\.0)(\]\(\S+\))?/g) ??
            []),
        )
        return text
      })
    }

    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((link) => !/^\[[^\]]+\]\(https:\S+\)$/.test(link))).toEqual([])
    expect(named.filter((link) => /^\[RFC[^\]]*section/.test(link) && !link.includes('#section-'))).toEqual([])
  })
})

/** Where a link of a page of the reference leads: to an anchor that there is, to a page of docs/, or out. */
function leads(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#')
  if (path.startsWith('https://')) return URL.canParse(target)
  if (path === '../errors.md') return anchor === undefined || CODES.has(anchor)
  if (path.startsWith('../')) return readFileSync(posix.join('docs', path.slice(3)), 'utf8') !== ''
  return toAnchors(read(path || page)).includes(anchor) || (anchor === undefined && path !== '')
}

describe('what docstrings owe their reader', () => {
  const SAMPLE = `/** A door. @module */
/** Is thrown. @throws TypeError for nothing */
export const untyped = (): void => {}
/** Fails. @throws {AuthError} not-a-code, sign-in-required, after a sign-in */
export function fails(): void {}
export function silent(): void {}
/** Options. */
export interface Options {
  told: string
  /** Is told. */
  readonly withoutDefault?: string
  /** Is 5 unless set. */
  readonly withoutUnit?: number
  /** In seconds, 5 unless set. */
  readonly withoutBounds?: number
  /** In seconds, 1 to 9; 5 unless set. */
  readonly good?: number
  /** Has \`named\`. */
  readonly nested: { readonly named: string; readonly unnamed: string }
}
export type Alias = Hidden
type Hidden = { readonly member: string }
`

  it('18.2: is missed where it is missing, and nowhere else', async () => {
    // TypeDoc takes a lone file for the project itself.
    const files = { sample: join(folder, 'sample.ts'), bare: join(folder, 'bare.ts') }
    const tsconfig = join(folder, 'tsconfig.json')
    writeFileSync(files.sample, SAMPLE)
    writeFileSync(files.bare, 'export {}')
    writeFileSync(tsconfig, JSON.stringify({ files: Object.values(files) }))
    const script = `const { read } = await import('./tools/api-reference.mjs')
const { complaintsOf } = await import('./tools/docstrings.mjs')
const { project } = await read(...JSON.parse(process.argv[1]))
console.log(JSON.stringify(complaintsOf(project)))`
    const { stdout } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', script, '--', JSON.stringify([files, tsconfig])],
      { encoding: 'utf8' },
    )

    expect(JSON.parse(stdout)).toEqual([
      'Alias has no docstring',
      'Hidden has no docstring',
      'Hidden.member has no docstring',
      'Options.nested.unnamed has no docstring',
      'Options.told has no docstring',
      'Options.withoutBounds does not say its bounds',
      'Options.withoutDefault does not say what is unless it is set',
      'Options.withoutUnit does not say its bounds',
      'Options.withoutUnit does not say its unit',
      'bare has no docstring',
      'fails names an unknown error, not-a-code',
      'silent has no docstring',
      'untyped does not say the type of what it throws: `@throws {…}`',
    ])
  })
})
