// `npm start`: installs, builds and starts the demo, with the app in plain TypeScript or in a framework, at the demo's own provider or another. `npm start -- --check` plays its story in a browser instead.
import { join } from 'node:path'
import { buildApp, prepareApp, toDevelopmentApp } from './apps.mjs'
import { findChromium, launchChromium } from './browser.mjs'
import { buildDemo } from './demo.mjs'
import { serveGuides } from './guides.mjs'
import { prepareKeycloak, prepareProviders } from './providers.mjs'
import { buildPackage, installPackages, ROOT, SetupFailed } from './setup.mjs'
import { readOptions, USAGE } from './start-options.mjs'

/** A developer is at work: with the explanations in the console, and the button of the developer panel. */
const DEVELOPMENT = join(ROOT, 'dist', 'development', 'index.js')

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
  const options = readOptions(process.argv.slice(2))
  if (options.help) return console.log(USAGE)
  installPackages()
  // Before the build, so that who lacks a browser does not wait for it, and who lacks Java.
  if (options.check) findChromium()
  const folder = options.provider && prepareProvider(options.provider)
  buildPackage()
  const demo = await buildDemo()
  if (options.provider) await playElsewhere(demo, { ...options, folder })
  else if (options.check) await check(demo.checkDemo, await demo.startDemo(toApp(options)))
  else await serve(demo.startDemo, options)
}

/** The folder of a provider, installed if it is not there yet. */
function prepareProvider(provider) {
  if (provider !== 'keycloak') return prepareProviders()
  const folder = prepareKeycloak()
  if (folder === undefined)
    throw new SetupFailed(
      'Keycloak could not be installed: it takes Java 17 or newer and Maven (java and mvn in PATH).',
    )
  return folder
}

/** The option of `startDemo` that names the app of a framework: as it was built, or as its files are. */
function toApp({ framework, dev }) {
  if (framework === undefined) return {}
  if (!dev) return { framework: { name: framework, folder: buildApp(framework) } }
  prepareApp(framework)
  return { development: toDevelopmentApp(framework) }
}

async function check(play, demo) {
  const browser = await launchChromium()
  try {
    await play(demo, browser, (line) => console.log(line))
  } finally {
    await browser.close()
    await demo.close()
  }
}

/** The app at another provider: played, or served. */
async function playElsewhere({ startElsewhere, checkElsewhere }, { provider, folder, ...options }) {
  if (options.check) return check(checkElsewhere, await startElsewhere({ provider, folder }))
  const { origin: guides } = await serveGuides({ port: options.guidesPort })
  const demo = await startElsewhere({ provider, folder, guides, ports: options.ports, sdk: DEVELOPMENT })
  endBySignal()
  const { title, note, page, calendar } = demo.elsewhere
  console.log(`
  To-do list   ${demo.app}   (open this one)
  ${title.padEnd(12)} ${demo.issuer}
  Calendar     ${calendar.url}

  ${note}
  See ${page.slice(1)}.

  Ctrl+C ends it.
`)
}

/** A process that a signal ends tells what it has started nothing. */
function endBySignal() {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit())
}

async function serve(startDemo, { ports, guidesPort, clientOrigins, accessTokenSeconds, ...options }) {
  const { origin: guides } = await serveGuides({ port: guidesPort })
  const { app, provider, api, microblog, postbox } = await startDemo({
    ports,
    clientOrigins,
    accessTokenSeconds,
    guides,
    sdk: DEVELOPMENT,
    ...toApp(options),
  })
  endBySignal()
  const hint = options.dev ? `open this one, and edit demo/apps/${options.framework}` : 'open this one'
  console.log(`
  To-do list   ${app}   (${hint})
  Provider     ${provider}
  Calendar     ${api}
  Postbox      ${postbox}   (nobody signs in to it)
  Microblog    ${microblog}
  Guides       ${guides}   (built at the first visit)
${clientOrigins.map((origin) => `  Your app     ${origin}   (may sign in here as todo-spa, and come back to ${origin}/)\n`).join('')}
  Ctrl+C ends it.
`)
}
