import { readFileSync } from 'node:fs'
import { prepareProviders } from '../../../tools/providers.mjs'

/** Loads a provider from the packages that are installed for these tests alone. They are untyped: each file says what it takes. */
export async function load<Module>(name: string): Promise<Module> {
  // Written out at run time: a bundler would look for it.
  const { load: loadHere } = await import(/* @vite-ignore */ prepareProviders())
  return loadHere(name)
}

/** The version of a package as the lockfile has it: of these providers, or of the project. */
export function versionOf(name: string): string {
  for (const file of ['test/providers/package-lock.json', 'package-lock.json']) {
    const { packages } = JSON.parse(readFileSync(file, 'utf8'))
    const version = packages[`node_modules/${name}`]?.version
    if (version) return version
  }
  throw new Error(`No lockfile has ${name}`)
}
