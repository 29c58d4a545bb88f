import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder of the project. Found by walking up from this module, because the same code runs from `demo/server/` in the
 * tests and from a bundle in `.cache/` under `npm start`.
 */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'demo', 'app', 'index.html'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('demo/app/index.html was not found in any folder above this module')
    folder = parent
  }
  return folder
}
