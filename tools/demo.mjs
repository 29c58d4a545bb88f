// The demo's servers, for what starts them from here.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './setup.mjs'

const ENTRIES = ['server/start-demo', 'server/start-elsewhere', 'check', 'check-elsewhere']

/** Builds the demo's servers and gives what starts and checks them: they are TypeScript, which Node does not read everywhere yet. */
export async function buildDemo() {
  const { build } = await import('esbuild')
  const folder = join(ROOT, '.cache', 'demo')
  await build({
    entryPoints: ENTRIES.map((name) => join(ROOT, 'demo', `${name}.ts`)),
    outdir: folder,
    outbase: join(ROOT, 'demo'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  process.setSourceMapsEnabled(true)
  const load = (file) => import(pathToFileURL(join(folder, file)).href)
  return Object.assign({}, ...(await Promise.all(ENTRIES.map((name) => load(`${name}.mjs`)))))
}
