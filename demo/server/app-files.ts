import { readdir, readFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
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

/** Builds an app in plain TypeScript, the to-do list or Postbox, with a file that `latchkey` stands for in its imports. */
export async function readPlainApp(name: 'app' | 'postbox', sdk: string): Promise<ReadonlyMap<string, AppFile>> {
  const demo = join(projectRoot(), 'demo')
  const { outputFiles } = await build({
    // Its client is a file of its own, so that whoever has the console open can import it and try what it refuses.
    entryPoints: ['main.ts', 'auth.ts'].map((file) => join(demo, name, file)),
    outdir: '/',
    write: false,
    bundle: true,
    // Several files, so that latchkey's dynamic import stays one.
    splitting: true,
    format: 'esm',
    target: 'es2022',
    chunkNames: 'chunk-[hash]',
    alias: { latchkey: sdk, 'latchkey/devtools': join(dirname(sdk), 'devtools.js') },
    logLevel: 'silent',
  })
  const files = new Map<string, AppFile>()
  for (const { path, contents } of outputFiles) add(files, path.split(/[\\/]/).pop() ?? '', contents)
  for (const path of [`${name}/index.html`, 'app/app.css', 'app/public/icon.svg'])
    add(files, path.split('/').pop() ?? '', await readFile(join(demo, path)))
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
