import { readFileSync, rmSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import esbuild, { minify } from 'rollup-plugin-esbuild'
import { minify as compress } from 'terser'
import { IN_PRODUCTION, toChunk, toSharedChunk } from './tools/chunks.mjs'
import { copies, toSource } from './tools/copies.mjs'
import { ADDED, lateParts } from './tools/late-parts.mjs'
import { collectLicences, LICENCES } from './tools/licences.mjs'

const { version, exports: doors, dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const title = `latchkey ${version} | MIT, (c) 2026 latchkey contributors`
// The file may be copied to where there is no other.
const BUNDLED = 'oauth4webapi (MIT, (c) 2022 Filip Skokan)'
const licences = collectLicences()

/** The sources of the doors that have this condition, by the names of their files in dist/. */
const doorsWith = (condition) =>
  Object.fromEntries(
    Object.entries(doors)
      .filter(([, targets]) => condition in Object(targets))
      .map(([name]) => (name === '.' ? 'index' : name.slice('./'.length)))
      .map((name) => [name, `src/${name}.ts`]),
  )

const CLIENT = "'use client'"

// An import that cannot be resolved is a mere warning to rollup, and a broken package to everyone else.
const onwarn = (warning) => {
  throw new Error(warning.message)
}

/** Carries the directive of a file over to its chunk, which rollup does not. */
const directives = {
  name: 'directives',
  transform: (code, id) => (isClient(id) ? { code: code.replace(CLIENT, ' '.repeat(CLIENT.length)), map: null } : null),
  // One file of several must not take the others along.
  banner: ({ moduleIds: [id, ...others] }) => (others.length === 0 && isClient(id) ? `${CLIENT};` : ''),
}
const isClient = (id) => id.startsWith(resolve('src')) && readFileSync(toSource(id), 'utf8').startsWith(CLIENT)

const toPath = (id) => relative('src', id).replaceAll('\\', '/')

/** Leaves out what only a developer meets. */
const production = { name: 'production', load: (id) => IN_PRODUCTION[toPath(id)] ?? null }

/**
 * Puts what is used once or never changes where it is used, which not every minifier of an app does. Names and lines stay, for who
 * reads a stack trace. A function is called where it stands: to write out each of its calls would be longer. A directive (`'use client'`) is not ours to drop.
 */
const compressed = {
  name: 'compressed',
  async renderChunk(source) {
    const { code, map } = await compress(source, {
      module: true,
      ecma: 2022,
      compress: { passes: 2, reduce_funcs: false, directives: false },
      mangle: false,
      format: { beautify: true, quote_style: 3 },
      sourceMap: true,
    })
    return { code, map }
  },
}

// What an earlier build left would be published with this one.
const clean = { name: 'clean', buildStart: () => rmSync('dist', { recursive: true, force: true }) }

/** A build of the package: a few named chunks, not minified. */
const toBuild = (condition, dir, plugins) => ({
  input: doorsWith(condition),
  onwarn,
  external: Object.keys({ ...dependencies, ...peerDependencies }).map((name) => new RegExp(`^${name}($|/)`)),
  plugins: [
    copies(),
    ...plugins,
    directives,
    esbuild({ target: 'es2022' }),
    lateParts(['oauth4webapi']),
    licences.note,
  ],
  output: {
    dir,
    format: 'esm',
    sourcemap: true,
    chunkFileNames: '[name].js',
    // What a chunk loads is loaded with it by whoever asks for it: it names what it uses itself.
    hoistTransitiveImports: false,
    generatedCode: { arrowFunctions: true, constBindings: true, objectShorthand: true },
    manualChunks: (id) => ADDED[id] ?? toChunk(toPath(id), plugins.includes(production)) ?? toSharedChunk(toPath(id)),
  },
})

/** For an app in production, whatever its host; and with the explanations, for one that a developer is at work on. */
export const BUILDS = {
  production: toBuild('default', 'dist', [production, compressed]),
  development: toBuild('development', 'dist/development', []),
}

const singleFile = {
  input: 'src/index.ts',
  onwarn,
  // Minified as a whole: module by module, the names that modules share would keep their length.
  plugins: [
    production,
    nodeResolve({ browser: true }),
    esbuild({ target: 'es2022' }),
    minify({ target: 'es2022', banner: `/*! ${title} | with ${BUNDLED}, see ${LICENCES} */`, legalComments: 'none' }),
    licences.note,
  ],
  output: { file: 'dist/latchkey.min.js', format: 'esm', inlineDynamicImports: true, sourcemap: true },
}

// One file that a bare Node runs, wherever npm has put it: it loads no other file of the package and no package. The protocol is in
// it, and the list of public suffixes, which the doctor tells sites by.
const program = {
  input: 'src/cli/latchkey.ts',
  onwarn,
  plugins: [nodeResolve(), esbuild({ target: 'es2022' }), licences.note, licences.write],
  output: {
    file: 'dist/cli.js',
    format: 'esm',
    banner: `#!/usr/bin/env node\n/*! ${title} | with what ${LICENCES} lists */`,
  },
}

export default [
  { ...BUILDS.production, plugins: [clean, ...BUILDS.production.plugins] },
  BUILDS.development,
  singleFile,
  program,
]
