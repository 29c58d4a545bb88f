// `npm start`: installs, builds and starts the demo, with the app in plain TypeScript or in a framework. `npm start -- --check` plays its story in a browser instead.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { buildApp, FRAMEWORKS, prepareApp, toDevelopmentApp } from './apps.mjs'
import { findChromium, launchChromium } from './browser.mjs'
import { buildPackage, installPackages, ROOT } from './setup.mjs'

const USAGE = `npm start [-- options]

  --framework <name>          the app written with ${FRAMEWORKS.join(', ')}; without any unless set
  --dev                       that app from its framework's own server for development: an edit in demo/apps is on the page at once
  --check                     play the story in a headless browser and exit 0 or 1
  --app-port <port>           5170 unless set, here or as DEMO_APP_PORT
  --provider-port <port>      5171 unless set, here or as DEMO_PROVIDER_PORT
  --api-port <port>           5172 unless set, here or as DEMO_API_PORT
  --microblog-port <port>     5173 unless set, here or as DEMO_MICROBLOG_PORT
  --token-seconds <seconds>   how long access tokens live: 300 unless set, here or as DEMO_TOKEN_SECONDS
`

// Errors whose message is for the person at the terminal. Of any other the stack is worth having.
const EXPECTED = new Set(['SetupFailed', 'NoBrowser', 'PortTaken', 'CheckFailed', 'BadOption'])

try {
  await main()
} catch (error) {
  console.error(EXPECTED.has(error.name) ? error.message : error)
  // Servers that stand keep the process alive; there is nothing left to serve.
  process.exit(1)
}

async function main() {
  const options = readOptions()
  if (options.help) return console.log(USAGE)
  installPackages()
  // Before the build, so that who lacks a browser does not wait for it.
  if (options.check) findChromium()
  buildPackage()
  const { startDemo, checkDemo } = await buildDemo()
  if (options.check) await check(startDemo, checkDemo, options)
  else await serve(startDemo, options)
}

function readOptions() {
  const number = (name, value, fallback) => {
    const set = value ?? process.env[`DEMO_${name}`]
    if (set === undefined) return fallback
    if (/^\d{1,6}$/.test(set)) return Number(set)
    throw badOption(`${name.toLowerCase().replace('_', '-')} is a number, not ${set}.`)
  }
  const text = { type: 'string' }
  const flag = { type: 'boolean', default: false }
  try {
    const { values } = parseArgs({
      options: {
        check: flag,
        dev: flag,
        help: flag,
        framework: text,
        'app-port': text,
        'provider-port': text,
        'api-port': text,
        'microblog-port': text,
        'token-seconds': text,
      },
    })
    const { framework, dev } = values
    if (framework !== undefined && !FRAMEWORKS.includes(framework))
      throw badOption(`There is no app in ${framework}: there are ${FRAMEWORKS.join(', ')}.`)
    if (dev && framework === undefined)
      throw badOption(`--dev is for an app in a framework: add --framework ${FRAMEWORKS.join('|')}.`)
    return {
      framework,
      dev,
      check: values.check,
      help: values.help,
      ports: {
        app: number('APP_PORT', values['app-port'], 5170),
        provider: number('PROVIDER_PORT', values['provider-port'], 5171),
        api: number('API_PORT', values['api-port'], 5172),
        microblog: number('MICROBLOG_PORT', values['microblog-port'], 5173),
      },
      accessTokenSeconds: number('TOKEN_SECONDS', values['token-seconds'], 300),
    }
  } catch (error) {
    if (error.code?.startsWith('ERR_PARSE_ARGS')) error.name = 'BadOption'
    throw error
  }
}

function badOption(message) {
  return Object.assign(new Error(message), { name: 'BadOption' })
}

/** The servers are TypeScript, which Node does not read everywhere yet. */
async function buildDemo() {
  const { build } = await import('esbuild')
  const folder = join(ROOT, '.cache', 'demo')
  await build({
    entryPoints: [join(ROOT, 'demo', 'server', 'start-demo.ts'), join(ROOT, 'demo', 'check.ts')],
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
  const [{ startDemo }, { checkDemo }] = await Promise.all([load('server/start-demo.mjs'), load('check.mjs')])
  return { startDemo, checkDemo }
}

/** The option of `startDemo` that names the app of a framework: as it was built, or as its files are. */
function toApp({ framework, dev }) {
  if (framework === undefined) return {}
  if (!dev) return { framework: { name: framework, folder: buildApp(framework) } }
  prepareApp(framework)
  return { development: toDevelopmentApp(framework) }
}

async function check(startDemo, checkDemo, options) {
  const demo = await startDemo(toApp(options))
  const browser = await launchChromium()
  try {
    await checkDemo(demo, browser, (line) => console.log(line))
  } finally {
    await browser.close()
    await demo.close()
  }
}

async function serve(startDemo, { ports, accessTokenSeconds, ...options }) {
  // A developer is at work: with the explanations in the console, and the button of the developer panel.
  const sdk = join(ROOT, 'dist', 'development', 'index.js')
  const { app, provider, api, microblog, postbox } = await startDemo({
    ports,
    accessTokenSeconds,
    sdk,
    ...toApp(options),
  })
  // A process that a signal ends tells its server for development nothing.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit())
  const hint = options.dev ? `open this one, and edit demo/apps/${options.framework}` : 'open this one'
  console.log(`
  To-do list   ${app}   (${hint})
  Provider     ${provider}
  Calendar     ${api}
  Postbox      ${postbox}   (nobody signs in to it)
  Microblog    ${microblog}

  Ctrl+C ends it.
`)
}
