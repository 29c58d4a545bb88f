import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { build } from 'esbuild'
import { projectRoot } from './root.js'

/** The app of a framework as it was built. */
export interface BuiltApp {
  /** The framework: `'react'`, … */
  readonly name: string
  /** The absolute folder of what a server hands out. */
  readonly folder: string
}

/** A file that the app's server hands out. */
export interface AppFile {
  readonly type: string
  readonly body: Uint8Array
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Builds the plain app with a file that `latchkey` stands for in its imports. */
export async function readPlainApp(sdk: string): Promise<ReadonlyMap<string, AppFile>> {
  const folder = join(projectRoot(), 'demo', 'app')
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'main.ts')],
    outdir: '/',
    write: false,
    bundle: true,
    // Several files, so that latchkey's dynamic import stays one.
    splitting: true,
    format: 'esm',
    target: 'es2022',
    chunkNames: 'chunk-[hash]',
    alias: { latchkey: sdk },
    logLevel: 'silent',
  })
  const files = new Map<string, AppFile>()
  for (const { path, contents } of outputFiles) add(files, path.split(/[\\/]/).pop() ?? '', contents)
  for (const name of ['index.html', 'app.css']) add(files, name, await readFile(join(folder, name)))
  add(files, 'icon.svg', await readFile(join(folder, 'public', 'icon.svg')))
  return files
}

/** Reads the files of an app that its framework has built. */
export async function readBuiltApp(folder: string): Promise<ReadonlyMap<string, AppFile>> {
  const files = new Map<string, AppFile>()
  for (const name of await readdir(folder, { recursive: true })) {
    if (extname(name) in TYPES) add(files, name.replaceAll('\\', '/'), await readFile(join(folder, name)))
  }
  return files
}

function add(files: Map<string, AppFile>, name: string, body: Uint8Array): void {
  files.set(`/${name}`, { type: TYPES[extname(name)] ?? 'application/octet-stream', body })
}
