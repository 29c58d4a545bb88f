import { readFileSync, rmSync } from 'node:fs'
import { relative } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import esbuild, { minify } from 'rollup-plugin-esbuild'
import { toChunk } from './tools/chunks.mjs'

const { version, exports: doors, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const banner = `/*! latchkey ${version} | MIT, (c) 2026 latchkey contributors */`
const input = Object.values(doors)
  .filter((door) => typeof door === 'object')
  .map((door) => door.default.replace('./dist/', 'src/').replace(/\.js$/, '.ts'))

// An import that cannot be resolved is a mere warning to rollup, and a broken package to everyone else.
const onwarn = (warning) => {
  throw new Error(warning.message)
}

// One file has no chunk to load later: there the console gives the code and its address, and the page stays small.
const shortExplanations = {
  name: 'short-explanations',
  load: (id) =>
    /[\\/]development[\\/]explain\.ts$/.test(id)
      ? "export const explain = (problem) => 'latchkey: latchkey/docs/errors.md#' + (problem.code ?? problem)"
      : null,
}

/** The package: a few named chunks, not minified. */
export const chunks = {
  input,
  onwarn,
  external: Object.keys(dependencies).map((name) => new RegExp(`^${name}($|/)`)),
  plugins: [esbuild({ target: 'es2022' })],
  output: {
    dir: 'dist',
    format: 'esm',
    sourcemap: true,
    chunkFileNames: '[name].js',
    // The names of the sources: this is code that people read.
    minifyInternalExports: false,
    // Everyone who may read this code knows ES2022.
    generatedCode: { preset: 'es2015' },
    manualChunks: (id) => toChunk(relative('src', id).replaceAll('\\', '/')),
  },
}

// What an earlier build left would be published with this one.
const clean = { name: 'clean', buildStart: () => rmSync('dist', { recursive: true, force: true }) }

export default [
  { ...chunks, plugins: [clean, ...chunks.plugins] },
  {
    input: 'src/index.ts',
    onwarn,
    // Minified as a whole: module by module, the names that modules share would keep their length.
    plugins: [
      shortExplanations,
      nodeResolve({ browser: true }),
      esbuild({ target: 'es2022' }),
      minify({ target: 'es2022', banner, legalComments: 'none' }),
    ],
    output: { file: 'dist/latchkey.min.js', format: 'esm', inlineDynamicImports: true, sourcemap: true },
  },
]
