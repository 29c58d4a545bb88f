import { readFileSync } from 'node:fs'
import { loadFrom } from '../../../demo/providers/load.js'
import type { App, Boot, Booted } from '../../../demo/providers/provider.js'
import { freePort } from '../../../demo/server/listen.js'
import { prepareProviders } from '../../../tools/providers.mjs'

/** Loads a provider from the packages that are installed for providers alone. They are untyped: each file says what it takes. */
export const load = <Module>(name: string): Promise<Module> => loadFrom(prepareProviders(), name)

/** Boots a provider that comes from npm, at any free port. */
export const fromNpm =
  (boot: Boot) =>
  async (app: App): Promise<Booted> =>
    boot(app, { folder: prepareProviders(), port: await freePort() })

/** The version of a package as the lockfile has it: of these providers, or of the project. */
export function versionOf(name: string): string {
  for (const file of ['test/providers/package-lock.json', 'package-lock.json']) {
    const { packages } = JSON.parse(readFileSync(file, 'utf8'))
    const version = packages[`node_modules/${name}`]?.version
    if (version) return version
  }
  throw new Error(`No lockfile has ${name}`)
}
