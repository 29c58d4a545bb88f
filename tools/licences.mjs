// Whoever takes the code of others along shows their licences: what the builds bundle of other packages, each with its licence, in
// dist/THIRD-PARTY-LICENSES.txt.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

export const LICENCES = 'THIRD-PARTY-LICENSES.txt'

const HEAD = `The files of this folder that are named below have code of other packages in them, under these licences.
All else is latchkey's own, under the licence in LICENSE.`

/** What a package has from elsewhere, and its own licence does not tell. */
const FURTHER = {
  tldts: `The list in it is the Public Suffix List (https://publicsuffix.org/list/), which is subject to the terms of the Mozilla
Public License, v. 2.0 (https://mozilla.org/MPL/2.0/).`,
}

/**
 * Two plugins for builds that belong together: `note` for each, `write` for the last.
 * @returns {{ note: import('rollup').Plugin, write: import('rollup').Plugin }}
 */
export function collectLicences() {
  /** The files that have something of a package, by its folder. @type {Map<string, Set<string>>} */
  const bundled = new Map()
  return {
    note: {
      name: 'note-licences',
      generateBundle({ file }, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk') continue
          for (const folder of toPackages(chunk.modules)) {
            bundled.set(folder, (bundled.get(folder) ?? new Set()).add(file ? basename(file) : chunk.fileName))
          }
        }
      },
    },
    write: {
      name: 'write-licences',
      generateBundle() {
        const parts = [...bundled].sort().map(([folder, files]) => toPart(folder, [...files].sort()))
        this.emitFile({
          type: 'asset',
          fileName: LICENCES,
          source: `${[HEAD, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
        })
      },
    },
  }
}

/** The folders of the packages of which something is left in a chunk. */
const toPackages = (modules) =>
  Object.entries(modules)
    .filter(([, { renderedLength }]) => renderedLength > 0)
    .flatMap(([id]) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id) ?? [])

function toPart(/** @type {string} */ folder, /** @type {readonly string[]} */ files) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.(md|txt))?$/i.test(each))
  if (!file) throw new Error(`${name} is bundled and has no licence to show`)
  const text = readFileSync(join(folder, file), 'utf8').trim()
  return [`${name} ${version} (${license}), in ${files.join(', ')}`, text, FURTHER[name] ?? []].flat().join('\n\n')
}
