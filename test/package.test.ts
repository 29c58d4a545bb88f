import { execFile } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { parseSync } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHUNKS, SHARED_BY_DOORS } from '../tools/chunks.mjs'
import { findDeadLinks } from './docs/links.js'
import { PAGES } from './docs/pages.js'
import { readTree } from './house/tree.js'
import { type Packed, pack } from './support/packed.js'

const execute = promisify(execFile)
const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const doors = Object.keys(manifest.exports).filter((name) => name !== './package.json')
const modules = [...readTree('src').keys()].map((path) => path.slice('src/'.length, -'.ts'.length))
const chunks = CHUNKS.map(([name]) => name).filter((name) => !['development', 'panel-hook'].includes(name))
const shared = SHARED_BY_DOORS.map(([name]) => name)
const doorFiles = doors.map((name) => (name === '.' ? 'index' : name.slice('./'.length)))

let packed: Packed

beforeAll(async () => {
  packed = await pack()
})

afterAll(() => packed?.remove())

describe('the tarball', () => {
  it('holds the modules, their sources and declarations, the single file, and nothing else', () => {
    const expected = new Set([
      ...[
        'package.json',
        'LICENSE',
        'CONTRIBUTING.md',
        'SECURITY.md',
        ...PAGES,
        'docs/benchmarks.json',
        'docs/benchmarks.svg',
        'docs/public/demo.webp',
        'dist/cli.js',
        'dist/THIRD-PARTY-LICENSES.txt',
        'dist/latchkey.min.js',
        'dist/latchkey.min.js.map',
      ],
      ...modules.flatMap((name) => [`src/${name}.ts`, `dist/${name}.d.ts`, `dist/${name}.d.ts.map`]),
      ...[...chunks, ...shared, ...doorFiles].flatMap((name) => [`dist/${name}.js`, `dist/${name}.js.map`]),
      // The page that a provider frames has no explanations.
      ...[
        'index',
        'testing',
        'devtools',
        'test-provider',
        'development',
        'panel-hook',
        ...chunks.filter((name) => name !== 'front-channel'),
      ].flatMap((name) => [`dist/development/${name}.js`, `dist/development/${name}.js.map`]),
    ])

    expect([...packed.files].sort()).toEqual([...expected].sort())
  })

  it('holds no test and nothing of the demo', () => {
    expect(packed.files.filter((file) => /(^|\/)(test|tests|demo|bench|tools)\/|\.test\./.test(file))).toEqual([])
  })

  it('has no source map that points to what is not there', () => {
    const missing = packed.files
      .filter((file) => file.endsWith('.map'))
      .flatMap((file) => {
        const { sources, sourcesContent } = JSON.parse(packed.read(file))
        return sources
          .map((source: string) => posix.join(posix.dirname(file), source))
          .filter((source: string, index: number) => !packed.files.includes(source) && !sourcesContent?.[index])
          .map((source: string) => `${file} → ${source}`)
      })

    expect(missing).toEqual([])
  })

  it('18.6: has all that its pages lead to', () => {
    const root = join(packed.app, 'node_modules/latchkey')
    const pages = packed.files.filter((file) => file.endsWith('.md'))

    expect(pages).toContain('README.md')
    expect(
      pages.flatMap((page) => findDeadLinks(page, packed.read(page), root).map((href) => `${page} → ${href}`)),
    ).toEqual([])
  })

  it('has no dependency on where it was built', () => {
    expect(packed.files.filter((file) => packed.read(file).includes(resolve('.')))).toEqual([])
  })
})

describe('the manifest', () => {
  it('promises that importing has no side effects, and ESM alone', () => {
    expect(manifest).toMatchObject({ name: 'latchkey', type: 'module', sideEffects: false })
    expect(JSON.stringify(manifest.exports)).not.toMatch(/require|import"|\.cjs/)
  })

  it('exports doors whose code and types are there, types first', () => {
    for (const door of doors) {
      expect(Object.keys(manifest.exports[door])).toEqual(
        /^\.(\/testing|\/devtools)?$/.test(door) ? ['types', 'development', 'default'] : ['types', 'default'],
      )
      for (const target of Object.values<string>(manifest.exports[door]))
        expect(packed.files).toContain(target.slice(2))
    }
  })

  it('needs no script to install', () => {
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([])
  })

  it('gives publint nothing to say', async () => {
    const { messages, pkg } = await publint({
      pkgDir: join(packed.app, 'node_modules/latchkey'),
      pack: false,
      strict: true,
    })

    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
  })

  it('resolves for TypeScript in every mode that knows ESM', async () => {
    const cli = resolve('node_modules/@arethetypeswrong/cli/dist/index.js')
    const run = execute(process.execPath, [
      cli,
      packed.tarball,
      '--profile',
      'esm-only',
      '--no-color',
      '--format',
      'ascii',
    ])
    const report = await run.then(
      () => 'clean',
      ({ stdout }) => stdout,
    )

    expect(report).toBe('clean')
  })

  it('is found by what knows no `exports`: the code by `main`, the types by `types` and `typesVersions`', () => {
    expect(manifest.main).toBe(manifest.exports['.'].default)
    expect(manifest.types).toBe(manifest.exports['.'].types)
    for (const door of doors.filter((each) => each !== '.')) {
      expect(manifest.typesVersions['*'][door.slice(2)]).toEqual([manifest.exports[door].types])
    }
  })

  // The frameworks' own declarations want newer compilers: theirs are checked against each version in test/types.
  it.each([
    ['5.4', 'bundler'],
    ['5.4', 'nodenext'],
    ['5.4', 'node10'],
  ])('has types without a fault for TypeScript %s that looks into libraries and resolves by %s', async (_, way) => {
    const module = way === 'nodenext' ? way : 'esnext'
    const compilerOptions = {
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      types: [],
      module,
      moduleResolution: way,
    }
    const lib = ['ES2022', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable']
    writeFileSync(
      join(packed.app, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...compilerOptions, lib, target: 'es2022' }, files: ['app.mts'] }),
    )
    writeFileSync(
      join(packed.app, 'app.mts'),
      `import { createAuth, type RefusedResponse } from 'latchkey'
import { createTestProvider } from 'latchkey/testing'
import { authFixture } from 'latchkey/testing/playwright'
const auth = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa', apis: { calendar: { url: '/v1/' } } })
export const refused = (response: RefusedResponse) => auth.signIn({ challenge: auth.challengeOf(response), apis: ['calendar'] })
export const provider = createTestProvider({ issuer: 'https://id.example.com', clientId: 'todo-spa', redirectUri: '/' })
export const fixture = authFixture({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
`,
    )
    const compiler = resolve('node_modules/older-typescript/lib/tsc.js')

    const complaints = await execute(process.execPath, [compiler, '-p', packed.app]).then(
      () => '',
      ({ stdout }) => stdout,
    )

    expect(complaints).toBe('')
  })

  it('has every member of an Auth as a property, so that handing one on is no fault for `unbound-method`', () => {
    const declaration = packed.read('dist/auth/auth.d.ts')

    for (const name of ['OAuth', 'Auth']) {
      const [, members = ''] =
        new RegExp(`export interface ${name}<[^{]*\\{\\n(.*?)\\n\\}`, 's').exec(declaration) ?? []
      expect(members).toContain('readonly signIn: ')
      expect(members.match(/^ {4}\w+[(<].*$/gm)).toBeNull()
    }
  })
})

/** What a framework wants to be there in a bare Node: that of Angular is published half compiled. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  './angular': ['--import', pathToFileURL(resolve('node_modules/@angular/compiler/fesm2022/compiler.mjs')).href],
}

describe.each(doors)('the door %s', (door) => {
  const name = posix.join('latchkey', door)

  it('is imported by a bare Node without reading one global or doing anything', async () => {
    const script = join(packed.app, 'bare-import.mjs')
    copyFileSync('test/support/bare-import.mjs', script)
    const ours = pathToFileURL(join(packed.app, 'node_modules/latchkey')).href
    // A timer or a connection left open would keep the process alive: it has to end by itself.
    const { stdout, stderr } = await execute(process.execPath, [...(BEFORE[door] ?? []), script, name, ours], {
      cwd: packed.app,
      timeout: 120_000,
    })

    expect([stdout, stderr]).toEqual(['imported\n', ''])
  })

  it('has declarations that do not lead to oauth4webapi', () => {
    const types: string = manifest.exports[door].types.slice(2)

    expect([...reachedTypes(types)].filter((target) => target.startsWith('oauth4webapi'))).toEqual([])
  })
})

describe.each(['dist', 'dist/development'])('the chunks of %s', (folder) => {
  it('import sign-in when it is asked for, and never with themselves', () => {
    const texts = [...chunks, 'index']
      .map((chunk) => `${folder}/${chunk}.js`)
      .filter((file) => packed.files.includes(file))
      .map(packed.read)

    expect(texts.filter((text) => /^import .* from '\.\/sign-in\.js'/m.test(text))).toEqual([])
  })
})

describe('the door for tests', () => {
  it.each(['dist', 'dist/development'])(
    'loads neither jose nor oauth4webapi from %s with the double (16.1)',
    (folder) => {
      const loaded = staticallyLoaded(`${folder}/testing.js`)

      expect(loaded).toContain(`${folder}/core.js`)
      expect(loaded.filter((name) => !name.startsWith(`${folder}/`))).toEqual([])
    },
  )

  it('gives a double in a Node that has neither of the two, and its errors are those of the app (16.1)', async () => {
    const script = join(packed.app, 'double.mjs')
    writeFileSync(
      script,
      `import { register } from 'node:module'
const refuse = \`export async function resolve(name, context, next) {
  if (/^(jose|oauth4webapi)($|\\\\/)/.test(name)) throw new Error(name + ' is loaded')
  return next(name, context)
}\`
register('data:text/javascript,' + encodeURIComponent(refuse))
const { AuthError } = await import('latchkey')
const { createTestAuth, createTestProvider } = await import('latchkey/testing')
const url = 'https://calendar.example.com/v1/'
const auth = createTestAuth({ apis: { calendar: { url } } })
const error = await auth.fetch(url).catch((error) => error)
const guarded = await auth.requireUser({ redirect: false }).catch(({ code }) => code)
auth.set('signed-in')
await auth.fetch(url)
await auth.signOut()
const keys = await createTestProvider({ issuer: 'https://id.example.com', clientId: 'a', redirectUri: '/' }).keys().catch(({ message }) => message)
console.log(JSON.stringify([error instanceof AuthError, error.code, guarded, auth.calls.map(({ token }) => token), keys]))
`,
    )

    const told = []
    for (const condition of ['default', 'development']) {
      const { stdout } = await execute(process.execPath, ['-C', condition, script], { cwd: packed.app })
      told.push(JSON.parse(stdout))
    }

    const one = [true, 'sign-in-required', 'sign-in-required', ['access'], 'jose is loaded']
    expect(told).toEqual([one, one])
  })
})

describe('a bare import', () => {
  it('is seen reading a global', async () => {
    const reading = pathToFileURL(resolve('test/support/reads-a-global.mjs')).href
    const run = execute(process.execPath, ['test/support/bare-import.mjs', reading, reading])

    await expect(run).rejects.toThrow(/localStorage is read while .* is imported/)
  })
})

describe('what frameworks render on a server', () => {
  it('starts with “use client” where the source does, and nothing else does', () => {
    const isClient = (text: string) => text.startsWith("'use client'")
    const sources = packed.files.filter((file) => file.startsWith('src/') && isClient(packed.read(file)))
    const built = packed.files.filter((file) => /^dist\/.*\.js$/.test(file) && isClient(packed.read(file)))

    expect(sources).not.toEqual([])
    expect(built.map((file) => posix.basename(file, '.js')).sort()).toEqual(
      sources.map((file) => posix.basename(file, '.ts')).sort(),
    )
  })
})

describe('the single file', () => {
  const read = () => packed.read('dist/latchkey.min.js')

  it('imports nothing, statically or later', () => {
    const { module, program } = parseSync('latchkey.min.js', read())

    expect(module.staticImports).toEqual([])
    expect(module.dynamicImports).toEqual([])
    expect(module.staticExports.flatMap(({ entries }) => entries).filter(({ moduleRequest }) => moduleRequest)).toEqual(
      [],
    )
    expect(program.body.length).toBeGreaterThan(0)
  })

  it('starts with its licence', () => {
    expect(read()).toMatch(new RegExp(`^/\\*! latchkey ${manifest.version}\\b[^*]*MIT[^*]*\\*/`))
  })

  it('is imported by a page as it is, and gives what the core gives', async () => {
    const file = pathToFileURL(join(packed.app, 'node_modules/latchkey/dist/latchkey.min.js')).href
    const core = pathToFileURL(join(packed.app, 'node_modules/latchkey/dist/index.js')).href

    expect(Object.keys(await import(/* @vite-ignore */ file)).sort()).toEqual(
      Object.keys(await import(/* @vite-ignore */ core)).sort(),
    )
  })
})

/** What loading a module loads with it: files of the package, and other packages. */
function staticallyLoaded(entry: string): string[] {
  const loaded = new Set<string>()
  const open = [entry]
  for (let file = open.pop(); file; file = open.pop()) {
    if (loaded.has(file)) continue
    loaded.add(file)
    if (!file.startsWith('dist/')) continue
    const { module } = parseSync(file, packed.read(file))
    const names = [...module.staticImports, ...module.staticExports.flatMap(({ entries }) => entries)].flatMap(
      ({ moduleRequest }) => moduleRequest?.value ?? [],
    )
    open.push(...names.map((name) => (name.startsWith('.') ? posix.join(dirname(file), name) : name)))
  }
  return [...loaded]
}

/** Everything that declarations lead to from `entry` on: files of the package and other packages. */
function reachedTypes(entry: string): Set<string> {
  const reached = new Set<string>()
  const open = [entry]
  for (let file = open.pop(); file; file = open.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    if (!file.startsWith('dist/')) continue
    for (const [, specifier = ''] of packed.read(file).matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)) {
      open.push(specifier.startsWith('.') ? posix.join(dirname(file), specifier).replace(/\.js$/, '.d.ts') : specifier)
    }
  }
  return reached
}
