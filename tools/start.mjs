// `npm start`: installs, builds and starts the demo, with the app in plain TypeScript or in a framework. `npm start -- --check` plays its story in a browser instead.
import { join } from 'node:path'
import { buildApp, prepareApp, toDevelopmentApp } from './apps.mjs'
import { findChromium, launchChromium } from './browser.mjs'
import { buildDemo } from './demo.mjs'
import { buildPackage, installPackages, ROOT } from './setup.mjs'
import { readOptions, USAGE } from './start-options.mjs'

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
  // Before the build, so that who lacks a browser does not wait for it.
  if (options.check) findChromium()
  buildPackage()
  const { startDemo, checkDemo } = await buildDemo()
  if (options.check) await check(startDemo, checkDemo, options)
  else await serve(startDemo, options)
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

async function serve(startDemo, { ports, clientOrigins, accessTokenSeconds, ...options }) {
  // A developer is at work: with the explanations in the console, and the button of the developer panel.
  const sdk = join(ROOT, 'dist', 'development', 'index.js')
  const { app, provider, api, microblog, postbox } = await startDemo({
    ports,
    clientOrigins,
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
${clientOrigins.map((origin) => `  Your app     ${origin}   (may sign in here as todo-spa, and come back to ${origin}/)\n`).join('')}
  Ctrl+C ends it.
`)
}
