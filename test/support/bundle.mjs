// Bundles an app with one bundler, as its own command would, and prints what came of it as JSON:
// `node bundle.mjs <bundler> <production|development> <folder of the app, with main.js>`.
// A process of its own: bundlers go by NODE_ENV, which a test runner has set.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parseSync } from 'vite'

const [, , bundler = '', mode = '', app = ''] = process.argv
const entry = join(app, 'main.js')
const out = join(app, `out-${bundler}-${mode}`)
const isProduction = mode === 'production'

/** `sign-in` for a chunk of latchkey, `development/sign-in` for one of its development build, `oauth4webapi` for that package. */
const toPart = (path) => {
  if (path.includes('oauth4webapi')) return 'oauth4webapi'
  return /latchkey\/dist\/(.*)\.js$/.exec(path.replaceAll('\\', '/').replace(/\?.*/, ''))?.[1] ?? []
}

const toFile = ({ file, modules, imports, code, isFirst = false }) => ({
  file,
  parts: modules.flatMap(toPart),
  imports,
  isFirst,
  gzip: gzipSync(code, { level: 9 }).length,
  code: code.toString(),
})

const BUNDLERS = {
  async esbuild() {
    const { build } = await import('esbuild')
    const { metafile } = await build({
      entryPoints: [entry],
      outdir: out,
      bundle: true,
      splitting: true,
      format: 'esm',
      target: 'es2022',
      platform: 'browser',
      minify: isProduction,
      metafile: true,
      logLevel: 'error',
      // As everybody who has esbuild and a development server says it.
      ...(isProduction ? {} : { conditions: ['development'] }),
      absWorkingDir: app,
    })
    return Object.entries(metafile.outputs).map(([path, { imports, inputs, entryPoint }]) =>
      toFile({
        file: relative(out, join(app, path)),
        modules: Object.keys(inputs),
        imports: imports
          .filter(({ kind }) => kind === 'import-statement')
          .map((one) => (one.external ? one.path : relative(out, join(app, one.path)))),
        code: readFileSync(join(app, path)),
        isFirst: entryPoint === 'main.js',
      }),
    )
  },

  async rollup() {
    const { rollup } = await import('rollup')
    const { nodeResolve } = await import('@rollup/plugin-node-resolve')
    const { minify } = await import('rollup-plugin-esbuild')
    const build = await rollup({
      input: entry,
      onwarn: refuse,
      plugins: [
        nodeResolve({ browser: true, exportConditions: [mode] }),
        ...(isProduction ? [minify({ target: 'es2022' })] : []),
      ],
    })
    const { output } = await build.generate({ dir: out, format: 'esm' })
    return fromRollup(output)
  },

  async vite() {
    const { build } = await import('vite')
    if (!isProduction) return fromViteServer()
    const { output } = await build({
      root: app,
      configFile: false,
      logLevel: 'error',
      build: {
        outDir: out,
        emptyOutDir: false,
        write: false,
        target: 'es2022',
        modulePreload: { polyfill: false },
        rolldownOptions: { input: entry },
      },
    })
    return fromRollup(output)
  },

  webpack: async () => fromWebpack((await import('webpack')).default),
  rspack: async () => fromWebpack((await import('@rspack/core')).rspack),
  // As Next.js sets webpack up for the browser: the fields are its own, the conditions webpack's.
  next: async () =>
    fromWebpack((await import('webpack')).default, {
      mainFields: ['browser', 'module', 'main'],
      fullySpecified: false,
    }),

  // From a page, as it is used: of a script alone it makes one for old browsers.
  async parcel() {
    const { Parcel } = await import('@parcel/core')
    const page = join(app, 'index.html')
    writeFileSync(page, '<!doctype html><script type="module" src="main.js"></script>')
    const { bundleGraph } = await new Parcel({
      entries: page,
      defaultConfig: createRequire(import.meta.url).resolve('@parcel/config-default'),
      mode,
      shouldDisableCache: true,
      cacheDir: join(out, 'cache'),
      defaultTargetOptions: {
        distDir: out,
        sourceMaps: false,
        engines: { browsers: 'supports es6-module and supports es6-module-dynamic-import' },
      },
    }).run()
    const beside = (bundle) => bundleGraph.getReferencedBundles(bundle)
    const first = bundleGraph.getEntryBundles().flatMap(beside)
    return bundleGraph
      .getBundles()
      .filter(({ type }) => type === 'js')
      .map((bundle) => {
        const modules = []
        bundle.traverseAssets(({ filePath }) => void modules.push(filePath))
        return toFile({
          file: basename(bundle.filePath),
          modules,
          imports: beside(bundle).map(({ filePath }) => basename(filePath)),
          code: readFileSync(bundle.filePath),
          isFirst: first.includes(bundle),
        })
      })
  },
}

/** What a page gets of Vite's development server before the app runs: what it asks for by `import()` is left out. */
async function fromViteServer() {
  const { createServer } = await import('vite')
  const server = await createServer({
    root: app,
    configFile: false,
    logLevel: 'error',
    cacheDir: join(out, 'cache'),
    optimizeDeps: { entries: ['main.js'] },
    server: { host: '127.0.0.1', port: 0, strictPort: false, ws: false, hmr: false, watch: null },
  })
  try {
    await server.listen()
    const { port } = server.httpServer.address()
    const files = []
    const open = ['/main.js']
    for (const path of open) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`)
      if (!response.ok) throw new Error(`${path}: ${response.status}`)
      const code = await response.text()
      const { module } = parseSync('page.js', code)
      const imports = module.staticImports.map(({ moduleRequest }) => resolvePath(moduleRequest.value, path))
      open.push(...imports.filter((one) => !open.includes(one)))
      files.push(toFile({ file: path, modules: [], imports, code: Buffer.from(code), isFirst: path === '/main.js' }))
    }
    return files
  } finally {
    await server.close()
  }
}

const resolvePath = (specifier, from) => {
  const { pathname, search } = new URL(specifier, new URL(from, 'http://page'))
  return pathname + search
}

function refuse(warning) {
  throw new Error(warning.message)
}

const fromRollup = (output) =>
  output
    .filter(({ type }) => type === 'chunk')
    .map(({ fileName, modules, imports, code, isEntry }) =>
      toFile({
        file: fileName,
        // What is left of it, not what was looked at.
        modules: Object.entries(modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? id : [])),
        imports,
        code: Buffer.from(code),
        isFirst: isEntry,
      }),
    )

async function fromWebpack(bundle, resolve = {}) {
  const compiler = bundle({
    context: app,
    entry: './main.js',
    mode,
    target: ['web', 'es2022'],
    devtool: false,
    output: { path: out },
    resolve,
    performance: { hints: false },
  })
  const stats = await new Promise((done, fail) => compiler.run((error, result) => (error ? fail(error) : done(result))))
  await new Promise((done) => compiler.close(done))
  const told = stats.toJson({
    ...{ all: false, errors: true, warnings: true, entrypoints: true, ids: true },
    ...{ chunks: true, chunkModules: true, modules: true, nestedModules: true },
    ...{ orphanModules: true, dependentModules: true },
    ...{ modulesSpace: Infinity, chunkModulesSpace: Infinity, nestedModulesSpace: Infinity },
  })
  for (const problem of [...told.errors, ...told.warnings]) refuse(problem)
  const first = told.entrypoints.main.assets.map(({ name }) => name)
  const flat = (modules = []) =>
    modules.flatMap((one) => [one.nameForCondition ?? one.name ?? '', ...flat(one.modules)])
  return told.chunks.map(({ files: [file], modules }) =>
    toFile({
      file,
      modules: [...new Set(flat(modules))],
      imports: first.includes(file) ? first.filter((one) => one !== file) : [],
      code: readFileSync(join(out, file)),
      isFirst: file === 'main.js',
    }),
  )
}

const files = await BUNDLERS[bundler]()
console.log(JSON.stringify(files))
