// The double of an `Auth` decides by code of the core. What it shares with the core's chunks could not be put where it is used any more
// and would make them longer for every app; and the chunk `sign-in` brings oauth4webapi along, which a test DOM may not even be able
// to load. So the door for tests has that code once more, for itself. Errors it shares, so that an `AuthError` is of one class.
import { readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { toChunk } from './chunks.mjs'

const SRC = resolve('src')
const KIT = join(SRC, 'kit')
/** Where the copies would lie if they were files. */
const COPIES = join(KIT, 'copies')
const SHARED = ['domain/errors.ts']
/** What has the core itself, and no double. */
const REAL = /^kit\/(signed-in|memory-platform|memory-tab)\./

const toPath = (/** @type {string} */ id) => relative(SRC, id).replaceAll('\\', '/')
const isCopy = (/** @type {string} */ id) => id.startsWith(COPIES)
/** The file that a copy is of, or that a module is in. */
export const toSource = (/** @type {string} */ id) => (isCopy(id) ? join(SRC, relative(COPIES, id)) : id)

/** @returns {import('rollup').Plugin} */
export function copies() {
  return {
    name: 'copies',
    resolveId(specifier, importer) {
      if (!importer?.startsWith(KIT) || REAL.test(toPath(importer)) || !specifier.startsWith('.')) return null
      const id = resolve(dirname(toSource(importer)), specifier.replace(/\.js$/, '.ts'))
      const path = toPath(id)
      return SHARED.includes(path) || toChunk(path) === undefined ? id : join(COPIES, path)
    },
    load: (id) => (isCopy(id) ? readFileSync(toSource(id), 'utf8') : null),
  }
}
