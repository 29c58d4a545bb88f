// What each door of the package gives, as a report in test/api/: the built declarations without docstrings, put together by API Extractor.
// `npm run api` says where a report differs from the build, and `npm run api -- --write` writes the reports anew.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const PACKAGE = join(ROOT, 'package.json')
const REPORTS = join(ROOT, 'test/api')
const CORE = 'latchkey'

const DOORS = Object.entries(JSON.parse(readFileSync(PACKAGE, 'utf8')).exports)
  .filter(([, { types }]) => types)
  .map(([door, { types }]) => ({ name: door.replace('.', CORE), declarations: join(ROOT, types) }))

const toFileName = (/** @type {string} */ name) => `${name.replace(/^latchkey\//, '').replaceAll('/', '-')}.api.md`

/** @typedef {{ readonly name: string, readonly file: string, readonly text: string }} Report */

/**
 * The reports of all doors, as they are now.
 * @returns {Report[]}
 */
export function toReports() {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-api-'))
  try {
    const configs = DOORS.map((door) => toConfig(door, folder))
    // One program for all.
    const [first] = configs
    const others = DOORS.map(({ declarations }) => declarations)
    const compilerState = CompilerState.create(first, { additionalEntryPoints: others })
    const messageCallback = (message) => {
      message.handled = true
    }
    for (const config of configs) Extractor.invoke(config, { compilerState, messageCallback })
    const parts = new Map(
      DOORS.map(({ name }) => [name, toParts(readFileSync(join(folder, toFileName(name)), 'utf8'))]),
    )
    const core = new Set((parts.get(CORE) ?? []).map(toHidden))
    return [...parts].map(([name, declarations]) => {
      const own = declarations.filter((part) => name === CORE || part.startsWith('export ') || !core.has(part))
      return { name, file: toFileName(name), text: `# ${name}\n\n\`\`\`ts\n${own.join('\n\n')}\n\`\`\`\n` }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The declarations of a report of API Extractor, without what it says of each. */
function toParts(/** @type {string} */ report) {
  const [, code = ''] = /```ts\n([\s\S]*)\n```/.exec(report) ?? []
  const lines = code.split('\n').filter((line) => !/^\s*\/\/ (@|\(undocumented\)|\(No @package)/.test(line))
  return lines
    .join('\n')
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .filter(Boolean)
}

/** A declaration as a door has it that does not export it. */
const toHidden = (/** @type {string} */ part) => part.replace(/^export /, '')

function toConfig({ name, declarations }, folder) {
  const none = { default: { logLevel: 'none' } }
  return ExtractorConfig.prepare({
    packageJsonFullPath: PACKAGE,
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: declarations,
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: { target: 'es2022', module: 'preserve', strict: true, skipLibCheck: true, types: [] },
          files: [declarations],
        },
      },
      apiReport: {
        enabled: true,
        includeForgottenExports: true,
        reportFolder: folder,
        reportTempFolder: folder,
        reportFileName: toFileName(name).replace('.api.md', ''),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: { compilerMessageReporting: none, extractorMessageReporting: none, tsdocMessageReporting: none },
    },
  })
}

/** The report of a door as it was written down; empty where there is none. */
export function readReport(/** @type {string} */ file) {
  const path = join(REPORTS, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const changed = toReports().filter(({ file, text }) => readReport(file) !== text)
  const isWriting = process.argv.includes('--write')
  for (const { name, file, text } of changed) {
    if (isWriting) writeFileSync(join(REPORTS, file), text)
    console.log(`${name} ${isWriting ? 'is written to' : 'is no longer as in'} test/api/${file}`)
  }
  if (changed.length > 0 && !isWriting) process.exitCode = 1
}
