import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Loads a package of the folder that providers are installed in. They are untyped: each file says what it takes. */
export async function loadFrom<Module>(folder: string, name: string): Promise<Module> {
  // It stands beside the packages, so that their names are looked up there. Written out at run time: a bundler would look for it.
  const { load } = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'load.mjs')).href)
  return load(name)
}
