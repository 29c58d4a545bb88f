import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { compile } from 'svelte/compiler'
import { describe, expect, it, onTestFinished } from 'vitest'
import { EXPLANATIONS } from '../src/development/explain.js'
import type { ErrorCode } from '../src/domain/errors.js'
import { toAuthError } from '../src/domain/to-auth-error.js'
import { CACHE_RULES } from '../src/testing/api-check/cache-rules.js'
import { CORS_RULES } from '../src/testing/api-check/cors-rules.js'
import { TOKEN_RULES } from '../src/testing/api-check/token-rules.js'
import {
  PAGES,
  readPage,
  type Snippet,
  toBlocks,
  toFirstColumn,
  toMembers,
  toSection,
  toSnippets,
} from './docs/pages.js'

const README = readPage('README.md')
const OPTIONS = readPage('docs/guides/options.md')
const AUTH = readPage('docs/guides/auth.md')
const COMMANDS = toSection(readPage('CONTRIBUTING.md'), '## Commands')
const ERRORS = readPage('docs/errors.md')
const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const errorCodes = toMembers('src/domain/errors.ts', 'ErrorDetails')
const codes = Object.keys(EXPLANATIONS)

describe('docs/security.md', () => {
  it('names only tests that there are, and rules that have one', () => {
    const named = readPage('docs/security.md').match(/test\/[\w./-]+\.ts/g) ?? []

    expect(named.length).toBeGreaterThan(15)
    expect(named.filter((file) => !existsSync(file))).toEqual([])
  })
})

// Next.js is not installed for this: it is a compiler and a server, too.
const NEXT = `declare module 'next/navigation' {
  export function useRouter(): { readonly replace: (href: string, options?: { scroll?: boolean }) => void }
}`

describe('snippets', () => {
  it('compile against the sources, as the strictest of apps would', () => {
    const folder = createFolder()
    // Proof that the compiler looks: without it, a wrong path to it or to the sources would pass as well.
    const wrong = write(folder, 'wrong.ts', `import { auth } from './docs/recipes/auth.js'\nauth.getAccessToken()\n`)
    const shared = [write(folder, 'next.d.ts', NEXT), resolve('test/docs/frameworks.d.ts')]
    const pages = PAGES.map((page) => ({
      page,
      files: toAppSnippets(page).map(({ name, code }) => write(folder, join(toFolderName(page), name), toSource(code))),
    })).filter(({ files }) => files.length > 0)

    const programs = [...new Set(pages.map(({ page }) => toProgram(page)))]
    const complaints = programs.flatMap((program, index) => {
      const files = pages.flatMap((one) => (toProgram(one.page) === program ? one.files : []))
      return typecheck(
        folder,
        [...files, ...shared, ...(index ? [] : [wrong])],
        program === 'bundled' ? AS_BUNDLED : {},
      )
    })

    expect(pages.flatMap(({ files }) => files).length).toBeGreaterThan(5)
    expect(complaints).toEqual([expect.stringContaining("wrong.ts(2,6): error TS2339: Property 'getAccessToken'")])
  }, 600_000)

  it('name each file of a page once, and every block its language', () => {
    for (const page of PAGES) {
      const names = toSnippets(readPage(page)).map(({ name }) => name)
      const languages = toBlocks(readPage(page)).map(({ language }) => language)

      expect(names, page).toEqual([...new Set(names)])
      expect(['ts', 'tsx', 'js', 'html', 'vue', 'svelte', 'sh', 'json', 'text'], page).toEqual(
        expect.arrayContaining([...new Set(languages)]),
      )
    }
  })

  it('of Svelte compile, and Svelte has nothing to say to them', () => {
    const blocks = PAGES.flatMap((page) => toBlocks(readPage(page))).filter(({ language }) => language === 'svelte')

    expect(blocks).not.toEqual([])
    expect(blocks.flatMap(({ code }) => compile(code, { runes: true }).warnings)).toEqual([])
  })

  it('show the test that runs here', () => {
    expect(readPage('docs/guides/testing.md')).toContain(readFileSync('test/docs/sign-in.test.ts', 'utf8'))
  })
})

describe('docs/apis.md', () => {
  const page = readPage('docs/apis.md')

  it('16.6: lists the rows that there are, in their order', () => {
    const rows = [...toSection(page, '## What is looked at').matchAll(/^\| (`.*?) \|/gm)]
    const listed = rows.flatMap(([, cell = '']) => cell.match(/[\w-]+/g) ?? [])

    expect(listed).toEqual([...TOKEN_RULES, ...CORS_RULES, ...CACHE_RULES].map(({ id }) => id))
  })

  it('16.6: shows of the program what it prints', () => {
    const shown = toBlocks(page).find(({ language }) => language === 'text')?.code ?? ''
    const said = [...TOKEN_RULES, ...CORS_RULES, ...CACHE_RULES].map(({ what, expected, source }) => [
      what,
      `expected: ${expected} (${source})`,
    ])
    const lines = shown.trimEnd().split('\n')

    for (const line of lines.filter((each) => /^\w/.test(each)))
      expect(
        said.some(([what]) => line.slice(13).startsWith(`${what}  `)),
        line,
      ).toBe(true)
    for (const line of lines.filter((each) => each.includes('expected: ')))
      expect(said.map(([, told]) => told)).toContain(line.trim())
  })
})

describe('docs/errors.md', () => {
  it('has one section for every code, and none for anything else', () => {
    const sections = [...ERRORS.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading)

    expect([...sections].sort()).toEqual([...codes].sort())
  })

  it.each(codes)('says of %s what it is, how it is recognised, what to do and what to tell', (code) => {
    const section = toSection(ERRORS, `### ${code}`)

    expect(section).toMatch(
      /^\n- Cause: .+\n- How latchkey knows: .+\n- What to do: .+\n(- Details: .+\n)?- Tell the user: .+\n- Ends: .+ · Retry: .+\n/,
    )
    expect(section).toMatch(/- Tell the user: (nothing$|\*\*(Try again|Sign in again|Contact us)\*\*)/m)
  })

  it.each(errorCodes)('says of %s what the error says', (code) => {
    const section = toSection(ERRORS, `### ${code}`)
    // Without the details of its code, which nothing here reads.
    const error = toAuthError(code as 'sign-in-required', 'A message')
    const sentence = { later: 'Try again', 'sign-in': 'Sign in again', never: 'Contact us' }[error.retry]

    expect(section).toContain(`- Ends: \`${error.ends}\` · Retry: \`${error.retry}\``)
    expect(section).toMatch(new RegExp(`Tell the user: (nothing|\\*\\*${sentence}\\*\\*)`))
    expect(toDetailNames(/^- Details: (.*)$/m.exec(section)?.[1])).toEqual(toDeclaredDetails(code as ErrorCode))
  })

  it('is where `error.docs` leads, in the package too', () => {
    const { docs } = toAuthError('sign-in-required', 'A message')
    const [file = '', anchor] = docs.replace(`${manifest.name}/`, '').split('#')

    expect(readPage(file)).toContain(`\n### ${anchor}\n`)
    expect(manifest.files).toContain(dirname(file))
  })
})

describe('docs/guides', () => {
  it('lists the options that there are', () => {
    const options = toFirstColumn(toSection(OPTIONS, '## Options'))

    expect([...options].sort()).toEqual([...toMembers('src/client/options.ts', 'AuthOptions')].sort())
  })

  it('lists the members that there are', () => {
    const members = toFirstColumn(toSection(AUTH, '## Members'))

    expect(members.map((member) => member.replace(/\(.*/, '')).sort()).toEqual(
      [...new Set(toMembers('src/auth/auth.ts', 'Auth'))].sort(),
    )
  })

  it('lists the events that there are', () => {
    const events = toFirstColumn(toSection(AUTH, '## Events'))

    expect([...events].sort()).toEqual([...toMembers('src/domain/events.ts', 'AuthEvents')].sort())
  })

  it.each(['SignInOptions', 'SignOutOptions', 'RequireUserOptions', 'ApiOptions'])(
    'names every member of %s',
    (name) => {
      const told = toSection(OPTIONS, '## Options')
      // The only mode there is, is told where the others are missed.
      const members = toMembers('src/client/options.ts', name).filter((member) => member !== 'mode')

      expect(members.length).toBeGreaterThan(2)
      expect(members.filter((member) => !new RegExp(`\`${member}\\b`).test(told))).toEqual([])
    },
  )

  it('18.2: names only tests that there are, and codes with a section', () => {
    const guides = PAGES.filter((page) => page.startsWith('docs/guides/')).map(readPage)
    const named = guides.flatMap((text) => text.match(/test\/[\w./-]+\.ts/g) ?? [])
    const led = guides.flatMap((text) => [...text.matchAll(/\[`([\w-]+)`\]\(\.\.\/errors\.md#([\w-]+)\)/g)])

    expect(named.length).toBeGreaterThan(20)
    expect(named.filter((file) => !existsSync(file))).toEqual([])
    expect(led.length).toBeGreaterThan(20)
    expect(
      led.filter(([, code = '', anchor]) => code !== anchor || !codes.includes(code)).map(([text]) => text),
    ).toEqual([])
  })
})

describe('README.md', () => {
  it('18.1: has at most 150 lines, and a picture of at most 80 KB with its text', () => {
    const [, text = '', picture = ''] = /^!\[(.*?)\]\((docs\/\S+)\)$/m.exec(README) ?? []

    expect(README.split('\n').length - 1).toBeLessThanOrEqual(150)
    expect(text.length).toBeGreaterThan(40)
    expect(statSync(picture).size).toBeLessThan(80 * 1024)
  })

  it('names only scripts that there are, as CONTRIBUTING.md does', () => {
    const toNamed = (text: string) =>
      [...text.matchAll(/npm (?:run ([\w:]+)|(start|test))/g)].map(([, script, short]) => script ?? short)
    // Those of the app that it makes.
    const named = [...toNamed(README).filter((script) => script !== 'dev'), ...toNamed(COMMANDS)]

    expect(named.length).toBeGreaterThan(15)
    expect(named.filter((script) => !(`${script}` in manifest.scripts))).toEqual([])
  })

  it('18.1: tells of the benchmarks what their page has', () => {
    const told = /<!-- benchmarks -->\n([\s\S]*?)<!-- \/benchmarks -->/.exec(README)?.[1] ?? ''
    const toRows = (text: string) =>
      [...text.matchAll(/^\| (.*) \|$/gm)]
        .map(([, cells = '']) => cells.split(' | '))
        .filter(([first]) => first !== '---')
    const [titles = [], ...rows] = toRows(told)
    const [wholeTitles = [], ...wholeRows] = toRows(readPage('docs/benchmarks.md'))

    expect(rows).toHaveLength(2)
    for (const [name = '', ...cells] of rows) {
      const whole = wholeRows.find(([first]) => first === name) ?? []
      expect(cells, name).toEqual(titles.slice(1).map((title) => whole[wholeTitles.indexOf(title)]))
    }
  })

  it('18.1: shows the app that docs/start/react.md begins with', () => {
    const app = (text: string) => toSnippets(text).find(({ name }) => name === 'src/main.tsx')?.code

    expect(app(README)).toBe(app(readPage('docs/start/react.md')))
  })
})

function createFolder(): string {
  mkdirSync('.cache', { recursive: true })
  const folder = mkdtempSync(resolve('.cache/docs-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function write(folder: string, name: string, text: string): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
  return name
}

/** A snippet with what an app's own settings say: its JSX is Solid's where it takes the door of Solid. */
const toSource = (code: string) =>
  code.includes("from 'latchkey/solid'") ? `/** @jsxImportSource solid-js */ ${code}` : code

/** Whether a page has a recipe for a test runner. */
const isRecipe = (page: string) => page.startsWith('docs/testing/')

/** Whether a page has what a bundler or test runner reads, which looks for files without their ending. */
const isBundled = (page: string) => isRecipe(page) || page.startsWith('docs/start/')

/** What a page is compiled with. A page that registers a type is alone: that counts in all of a program. */
function toProgram(page: string): string {
  if (/^declare module 'latchkey/m.test(readPage(page))) return page
  return isBundled(page) ? 'bundled' : 'pages'
}

/** As bundlers and test runners resolve imports. */
const AS_BUNDLED = { module: 'preserve' }

/** The snippets of a page; those of the recipes for runners with the app that they are of, which is on the page above them. */
function toAppSnippets(page: string): readonly Snippet[] {
  const own = toSnippets(readPage(page))
  if (!isRecipe(page)) return own
  const app = toSnippets(readPage('docs/testing.md')).filter(({ name }) => name.startsWith('src/'))
  return [...app.filter(({ name }) => own.every((one) => one.name !== name)), ...own]
}

const toFolderName = (page: string) => page.replace(/\.md$/, '').toLowerCase()

/** What the compiler says about files of a folder. */
function typecheck(folder: string, files: readonly string[], options: object): readonly string[] {
  const compilerOptions = {
    rootDir: resolve('.'),
    moduleDetection: 'force',
    jsx: 'react-jsx',
    // As Angular has them.
    experimentalDecorators: true,
    // What an example leaves unused, and `dataset.auth`, are no mistakes.
    noUnusedLocals: false,
    noPropertyAccessFromIndexSignature: false,
    ...options,
  }
  write(
    folder,
    'tsconfig.json',
    JSON.stringify({
      extends: resolve('test/tsconfig.json'),
      compilerOptions,
      include: [],
      files: [...files, resolve('test/docs/sveltekit.d.ts')],
    }),
  )
  const { stdout, stderr } = spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder], {
    encoding: 'utf8',
  })
  return `${stdout}${stderr}`.split('\n').filter((line) => line && !line.startsWith(' '))
}

/** The fields that a section names: `url`, `why`. */
const toDetailNames = (text = ''): readonly string[] =>
  [...text.replace(/: .*/, '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name)

function toDeclaredDetails(code: ErrorCode): readonly string[] {
  const source = readFileSync('src/domain/errors.ts', 'utf8')
  const declared = new RegExp(`^ {2}'${code}': (.*)$`, 'm').exec(source)?.[1]
  if (declared === 'ProviderAnswer') return toMembers('src/domain/errors.ts', 'ProviderAnswer')
  return [...(declared ?? '').matchAll(/readonly (\w+)\??:/g)].map(([, name = '']) => name)
}
