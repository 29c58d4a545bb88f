import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Metafile, type OutputFile } from 'esbuild'

const COMMON = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  platform: 'browser',
  legalComments: 'none',
  outdir: '/',
  entryNames: 'app',
  write: false,
  metafile: true,
} as const

/** In bytes of gzip -9. */
export interface Sizes {
  /** What the page waits for. */
  readonly first: number
  /** With every chunk that may be loaded later. */
  readonly everything: number
  /** Without code splitting. */
  readonly oneFile: number
}

/** An app with the driver's part in it, ready to be served. */
export interface BuiltApp {
  /** Path to text. */
  readonly files: Readonly<Record<string, string>>
  /** What its script imports statically: a bundler that writes the page names them there, so that they are asked for at once. */
  readonly preloads: readonly string[]
}

export async function buildApp(folder: string, name: string): Promise<BuiltApp> {
  const contents = `import * as app from './apps/${name}.ts'\nimport { mount } from './apps/mount.ts'\nmount(app)`
  const { outputFiles, metafile } = await bundle(folder, contents, true)
  const outputs = relative(metafile)
  const entry = Object.keys(outputs).filter((path) => outputs[path]?.entryPoint === '<stdin>')
  return {
    files: Object.fromEntries(outputFiles.map(({ path, text }) => [path.replaceAll('\\', '/'), text])),
    preloads: [...reachable(outputs, entry)].filter((path) => !entry.includes(path)).map((path) => `/${path}`),
  }
}

/** Weighs an app that starts, signs in and calls, and nothing else: the driver's part is not in it. */
export async function weighApp(folder: string, name: string): Promise<Sizes> {
  const contents = `import { start, signIn, call } from './apps/${name}.ts'\nstart().then(() => { onclick = signIn; onkeydown = () => call('/') })`
  const split = await bundle(folder, contents, true)
  const one = await bundle(folder, contents, false)
  const weights = new Map(split.outputFiles.map((file) => [file.path, weigh(file)]))
  const sum = (paths: Iterable<string>) => [...paths].reduce((total, path) => total + (weights.get(`/${path}`) ?? 0), 0)
  const outputs = relative(split.metafile)
  const entry = Object.keys(outputs).filter((path) => outputs[path]?.entryPoint === '<stdin>')
  const later = Object.keys(outputs)
  return {
    first: sum(reachable(outputs, entry)),
    everything: sum(reachable(outputs, [...entry, ...later.filter((path) => outputs[path]?.entryPoint !== undefined)])),
    oneFile: one.outputFiles.reduce((total, file) => total + weigh(file), 0),
  }
}

const weigh = ({ contents }: OutputFile) => gzipSync(contents, { level: 9 }).length

function bundle(folder: string, contents: string, splitting: boolean) {
  return build({
    ...COMMON,
    splitting,
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    absWorkingDir: folder,
    alias: { latchkey: join(folder, '../dist/index.js') },
  })
}

type Outputs = Readonly<Record<string, Metafile['outputs'][string]>>

/** esbuild names outputs relative to the working folder; the files themselves lie at the root. */
function relative({ outputs }: Metafile): Outputs {
  const short = (path: string) => path.replace(/^(?:\.\.\/)+/, '')
  return Object.fromEntries(
    Object.entries(outputs).map(([path, output]) => [
      short(path),
      { ...output, imports: output.imports.map((one) => ({ ...one, path: short(one.path) })) },
    ]),
  )
}

/** The outputs that `from` import statically, and they themselves. */
function reachable(outputs: Outputs, from: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>()
  const open = [...from]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    for (const one of outputs[path]?.imports ?? [])
      if (one.kind === 'import-statement' && one.external !== true) open.push(one.path)
  }
  return reached
}
