import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { parseSync } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHUNKS, SHARED_BY_DOORS } from '../tools/chunks.mjs'
import { type Packed, pack } from './support/packed.js'

const execute = promisify(execFile)

// What every app uses: the rest is loaded for those who call it.
const APP = `
import { createAuth } from 'latchkey'

export const auth = createAuth({
  issuer: 'https://id.example.com',
  clientId: 'todo-spa',
  apis: { calendar: { url: 'https://calendar.example.com/v1/', scopes: ['events.read', 'events.write'] } },
})
auth.subscribe(({ status, user }) => {
  document.title = user?.name ?? status
})
document.querySelector('#sign-in').onclick = () => auth.signIn()
document.querySelector('#add').onclick = () => auth.fetch('https://calendar.example.com/v1/events', { method: 'POST' })
`

/** The same through the door of a framework: what each of its modules is needed for is there. */
const DOOR_APPS: Readonly<Record<string, string>> = {
  react: `
import { AuthProvider, SignedIn, useAuth, useUser } from 'latchkey/react'
export const app = [AuthProvider, SignedIn, useAuth, useUser]
`,
  vue: `
import { authPlugin, signedInGuard, useAuth } from 'latchkey/vue'
export const app = [authPlugin, signedInGuard(auth), useAuth]
`,
  svelte: `
import { getAuth, requireUser, requireUserLoad, setAuth } from 'latchkey/svelte'
export const app = [getAuth, requireUser, requireUserLoad(auth), setAuth]
`,
  solid: `
import { AuthProvider, useAuth } from 'latchkey/solid'
export const app = [AuthProvider, useAuth]
`,
}

/** The same with the developer panel, whose line stays in the code that is deployed. */
const WITH_PANEL = `${APP}
import { mountDevtools } from 'latchkey/devtools'
mountDevtools(auth)
`

/** A file that a bundler made of the app, as test/support/bundle.mjs tells it. */
interface Output {
  readonly file: string
  /** The chunks of latchkey in it, by their names in dist/, and `oauth4webapi`. */
  readonly parts: readonly string[]
  /** What is loaded with it: static imports, or what stands beside it in the page. */
  readonly imports: readonly string[]
  readonly isFirst: boolean
  readonly gzip: number
  readonly code: string
}

/** The chunks that an app in production has none of: two are for developers, one is of the door for a provider's frame. */
const IN_NO_APP = ['development', 'panel-hook', 'front-channel']
const later = [...new Set(CHUNKS.map(([name]) => name))].filter((name) => !['core', ...IN_NO_APP].includes(name))
const BUNDLERS = ['esbuild', 'rollup', 'vite', 'webpack', 'rspack', 'parcel'] as const

let packed: Packed
const made = new Map<string, Promise<readonly Output[]>>()

beforeAll(async () => {
  packed = await pack()
  writeApp('.', APP)
  mkdirSync(join(packed.app, 'devtools'))
  writeApp('devtools', WITH_PANEL, READS_EXPORTS)
  for (const [door, app] of Object.entries(DOOR_APPS)) {
    mkdirSync(join(packed.app, door))
    // Exported, so that no bundler leaves it out; called, so that it does something.
    writeApp(door, `${APP}${app}globalThis.app = app\n`, READS_EXPORTS)
  }
})

/** Without it Parcel looks into no `exports`: it finds `latchkey` by `main`, and no door. */
const READS_EXPORTS = { '@parcel/resolver-default': { packageExports: true } }

function writeApp(folder: string, code: string, settings: object = {}): void {
  const app = join(packed.app, folder)
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module', ...settings }))
  // By which Parcel knows where an app begins.
  writeFileSync(join(app, 'package-lock.json'), '{}')
  writeFileSync(join(app, 'main.js'), code)
}

afterAll(() => packed?.remove())

/** What a bundler makes of the app: made once. */
function bundle(
  bundler: string,
  mode: 'production' | 'development' = 'production',
  folder = '.',
): Promise<readonly Output[]> {
  const key = `${bundler} ${mode} ${folder}`
  const { NODE_ENV: _, VITEST: __, ...env } = process.env
  const run = async () => {
    const script = resolve('test/support/bundle.mjs')
    const app = join(packed.app, folder)
    const options = { env, cwd: app, maxBuffer: 2 ** 28 }
    return JSON.parse((await execute(process.execPath, [script, bundler, mode, app], options)).stdout)
  }
  const outputs = made.get(key) ?? run()
  made.set(key, outputs)
  return outputs
}

/** What is loaded with the app, before it runs. */
function toFirstLoad(outputs: readonly Output[]): readonly Output[] {
  const open = outputs.filter(({ isFirst }) => isFirst)
  for (const { imports } of open) {
    open.push(...outputs.filter((one) => imports.includes(one.file) && !open.includes(one)))
  }
  return open
}

const weigh = (outputs: readonly Output[]) => outputs.reduce((sum, { gzip }) => sum + gzip, 0)
const toParts = (outputs: readonly Output[]) => outputs.flatMap(({ parts }) => parts).sort()
const toText = (outputs: readonly Output[]) => outputs.map(({ code }) => code).join('\n')

/** What only a developer is told: every longer text of the explanations. */
function explanations(): readonly string[] {
  const code = packed.read('dist/development/development.js')
  const found: string[] = []
  const visit = (node: unknown): void => {
    if (!node || typeof node !== 'object') return
    if ('type' in node && node.type === 'Literal' && 'value' in node && typeof node.value === 'string')
      found.push(node.value)
    for (const value of Object.values(node)) visit(value)
  }
  visit(parseSync('development.js', code).program)
  return found.filter((text) => text.length > 40)
}

/** A text as it can be found in whatever a minifier made of it: the longest run of letters and blanks. */
const toNeedle = (text: string): string =>
  text.split(/[^\w ,.:]+/).sort((one, other) => other.length - one.length)[0] ?? text

describe.each(BUNDLERS)('an app that %s bundles', (bundler) => {
  it('has every chunk in a file of its own, and none twice', async () => {
    const outputs = await bundle(bundler)

    expect(toParts(outputs)).toEqual([...later, 'core', 'index', 'oauth4webapi'].sort())
    for (const name of later) {
      const others = outputs.filter(({ parts }) => parts.includes(name)).flatMap(({ parts }) => parts)
      expect(others.filter((part) => part !== name && part !== 'oauth4webapi')).toEqual([])
    }
  })

  it('loads the core first, and as much as with any other bundler', async () => {
    const first = toFirstLoad(await bundle(bundler))
    const others = toFirstLoad(await bundle('esbuild'))

    expect(toParts(first)).toEqual(['core', 'index'])
    // What a bundler needs to load the rest is its own. Parcel brings most for it, and keeps its long names of what modules share.
    expect(Math.abs(weigh(first) - weigh(others))).toBeLessThan(bundler === 'parcel' ? 2560 : 1024)
  })

  it('waits for one answer, not two, when a part is loaded later', async () => {
    const outputs = await bundle(bundler)
    const first = toFirstLoad(outputs).map(({ file }) => file)

    const chained = outputs.filter(({ imports }) => imports.some((file) => !first.includes(file)))
    expect(chained.map(({ file, parts }) => `${file}: ${parts}`)).toEqual([])
  })

  it('has the library beside what signs in, and nothing left to resolve', async () => {
    const outputs = await bundle(bundler)

    expect(outputs.filter(({ parts }) => parts.includes('oauth4webapi')).map(({ parts }) => [...parts].sort())).toEqual(
      [['oauth4webapi', 'sign-in']],
    )
    const files = outputs.map(({ file }) => file)
    expect(outputs.flatMap(({ imports }) => imports).filter((file) => !files.includes(file))).toEqual([])
    expect(toText(outputs)).not.toMatch(/\b(from|import)\s*\(?["'](oauth4webapi|latchkey)/)
  })

  it('holds nothing of what only a developer is told', async () => {
    const text = toText(await bundle(bundler))

    expect(explanations().filter((one) => text.includes(toNeedle(one)))).toEqual([])
    expect(text).not.toContain('did you mean')
  })
})

describe.each(Object.keys(DOOR_APPS))('an app with the door latchkey/%s', (door) => {
  const shared = SHARED_BY_DOORS.map(([name]) => name)

  // What differs between bundlers is looked at with one door, and what differs between doors with one bundler.
  it.each(door === 'react' ? ['esbuild', 'vite', 'webpack', 'rspack', 'parcel'] : ['esbuild'])(
    'that %s bundles loads core and door first, and one core',
    async (bundler) => {
      const outputs = await bundle(bundler, 'production', door)

      expect(toParts(toFirstLoad(outputs)).filter((part) => !shared.includes(part))).toEqual(
        ['core', 'index', door].sort(),
      )
      expect(toParts(outputs).filter((part) => ![door, ...shared].includes(part))).toEqual(
        [...later, 'core', 'index', 'oauth4webapi'].sort(),
      )
    },
  )
})

/** What the panel shows, in words that no minifier changes. */
const PANEL = ['latchkey-devtools', 'Expire the tokens', 'setOffline']
const foundIn = (text: string) => PANEL.filter((word) => text.includes(word))

describe('an app with the line of the developer panel', () => {
  it.each(['esbuild', 'rollup', 'vite', 'webpack', 'parcel'])(
    'that %s bundles for production has nothing of it, and is 0.2 KB larger at most',
    async (bundler) => {
      const outputs = await bundle(bundler, 'production', 'devtools')
      const without = await bundle(bundler)

      expect(foundIn(toText(outputs))).toEqual([])
      expect(toParts(outputs).filter((part) => !['devtools', ...toParts(without)].includes(part))).toEqual([])
      expect(weigh(outputs) - weigh(without)).toBeLessThanOrEqual(0.2 * 1024)
    },
  )

  it.each(['esbuild', 'vite'])('that %s bundles for development has all of it', async (bundler) => {
    expect(foundIn(toText(await bundle(bundler, 'development', 'devtools')))).toEqual(PANEL)
  })

  it.each(['esbuild', 'vite'])('without that line, %s brings it along for nobody', async (bundler) => {
    expect(foundIn(toText(await bundle(bundler, 'development')))).toEqual(['setOffline'])
  })
})

it.each([
  ['vite', 'as its development server serves it', '.'],
  ['webpack', 'in its development mode', '.'],
  ['rspack', 'in its development mode', '.'],
  ['next', 'with webpack as Next.js sets it up', '.'],
  ['esbuild', 'with the condition', '.'],
  ['parcel', 'in its development mode, which reads exports', 'react'],
])('an app has the explanations in its first load of %s, %s', async (bundler, _, folder) => {
  const texts = explanations()
  const first = toText(toFirstLoad(await bundle(bundler, 'development', folder)))

  expect(texts.length).toBeGreaterThan(20)
  expect(texts.filter((text) => !first.includes(toNeedle(text)))).toEqual([])
  expect(first).toContain('did you mean')
})

it('an app that webpack bundles as Next.js sets it up, for production, is as any other', async () => {
  const outputs = await bundle('next')

  expect(toParts(outputs)).toEqual(toParts(await bundle('webpack')))
  expect(toParts(toFirstLoad(outputs))).toEqual(['core', 'index'])
})

it('the single file is for production', () => {
  const text = packed.read('dist/latchkey.min.js')

  expect(explanations().filter((one) => text.includes(toNeedle(one)))).toEqual([])
  expect(text).not.toContain('did you mean')
})
