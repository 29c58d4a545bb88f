// `npm run docs`: builds the site from docs/ and serves it on this machine; `npm run docs -- --build` only builds it.
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { PortTaken, serveSite } from './serve-site.mjs'
import { installPackages, ROOT, SetupFailed } from './setup.mjs'

const USAGE = `npm run docs [-- options]

  --build          only builds
  --out <folder>   where to: docs/.vitepress/dist unless set
  --base <path>    the path that the site will be served under, with a slash at both ends: / unless set
  --port <number>  5176 unless set; 0 takes any free one
`

/** Writes the pages that are generated, and builds the site into a folder. What that says goes to stderr. */
function buildSite({ base, folder }) {
  run('The pages of the API reference could not be written', join(ROOT, 'tools', 'api-reference.mjs'))
  const vitepress = join(ROOT, 'node_modules', 'vitepress', 'bin', 'vitepress.js')
  run('The site could not be built', vitepress, 'build', 'docs', '--base', base, '--outDir', folder)
}

function run(trouble, script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: ROOT, stdio: ['ignore', 2, 2] })
  if (status !== 0) throw new SetupFailed(`${trouble}: see what was printed above.`)
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      build: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      base: { type: 'string', default: '/' },
      out: { type: 'string', default: join(ROOT, 'docs', '.vitepress', 'dist') },
      port: { type: 'string', default: '5176' },
    },
  })
  if (!/^\/(.*\/)?$/.test(values.base))
    throw new SetupFailed(`--base begins and ends with a slash, not ${values.base}.`)
  if (!/^\d{1,5}$/.test(values.port)) throw new SetupFailed(`--port is a number, not ${values.port}.`)
  return { ...values, folder: resolve(values.out), port: Number(values.port) }
}

async function main() {
  const { help, build, base, folder, port } = readOptions()
  if (help) return console.log(USAGE)
  installPackages()
  buildSite({ base, folder })
  if (build) return console.log(`The site is in ${folder}`)
  const { origin } = await serveSite(folder, { base, port })
  console.log(`\n  ${origin}${base}\n\n  Ctrl+C ends it.\n`)
}

try {
  await main()
} catch (error) {
  const isExpected = error instanceof SetupFailed || error instanceof PortTaken || /^ERR_PARSE_ARGS/.test(error.code)
  console.error(isExpected ? error.message : error)
  process.exitCode = 1
}
