// Writes the API reference, docs/reference/: a page for each door of the package, made of the declarations and docstrings in src/ by
// TypeDoc. `node tools/api-reference.mjs [folder]`; fails when a docstring owes its reader something (tools/docstrings.mjs).
import { readFileSync } from 'node:fs'
import { createRequire, register } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

// TypeDoc asks for the compiler as a library, which TypeScript 7 is not: it gets the one that API Extractor has for the same reason.
const extractor = createRequire(import.meta.url).resolve('@microsoft/api-extractor/package.json')
const compiler = pathToFileURL(createRequire(extractor).resolve('typescript')).href
const hook = `export const resolve = (name, context, next) =>
  name === 'typescript' ? { url: ${JSON.stringify(compiler)}, shortCircuit: true } : next(name, context)`
register(`data:text/javascript,${encodeURIComponent(hook)}`)

const { Application, Comment, ReflectionKind } = await import('typedoc')
const { complaintsOf } = await import('./docstrings.mjs')
const { definePages } = await import('./reference-pages.mjs')

/** The sources of the doors, by the names they are imported by; that of the core first. */
export const DOORS = Object.fromEntries(
  Object.keys(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).exports)
    .filter((door) => door !== './package.json')
    .map((door) => [door.replace('.', 'latchkey'), join(ROOT, `src/${door === '.' ? 'index' : door}.ts`)]),
)

/**
 * Reads docstrings: those of the doors, and of every type that they lead to.
 * @param {Readonly<Record<string, string>>} doors
 * @param {string} tsconfig
 */
export async function read(doors, tsconfig = join(ROOT, 'tsconfig.json')) {
  const app = await Application.bootstrapWithPlugins({
    name: 'API reference',
    entryPoints: Object.values(doors),
    sortEntryPoints: false,
    tsconfig,
    plugin: ['typedoc-plugin-markdown', 'typedoc-plugin-missing-exports'],
    placeInternalsInOwningModule: true,
    logLevel: 'Warn',
    // `npm run typecheck` does.
    skipErrorChecking: true,
    readme: 'none',
    githubPages: false,
    disableSources: true,
    excludeExternals: true,
    sort: ['source-order'],
    groupOrder: ['Functions', 'Classes', 'Variables', 'Interfaces', 'Type Aliases'],
    router: 'doors',
    theme: 'doors',
    entryFileName: 'index',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    hideGroupHeadings: true,
    expandObjects: true,
    expandParameters: true,
    parametersFormat: 'none',
    useCustomAnchors: true,
    sanitizeComments: true,
    preservedTypeAnnotationTags: ['@throws'],
  })
  definePages(app)
  const project = await app.convert()
  if (!project) throw new Error('TypeDoc read nothing: see what it printed above.')
  for (const module of project.children ?? []) {
    const [door, file] = Object.entries(doors).find(([, path]) => path.endsWith(`/${module.name}.ts`)) ?? []
    if (!door || !file) throw new Error(`${module.name} is no door`)
    module.name = door
    module.comment ??= commentOf(file)
    for (const { children = [] } of module.groups ?? []) children.sort((one, other) => (one.name < other.name ? -1 : 1))
  }
  for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
    // One that the source takes apart goes by its type.
    if (parameter.name === '__namedParameters') parameter.name = toParameterName(`${parameter.type}`)
  }
  return { app, project }
}

/** `GuardOptions<App>` is `options`, `WayBack` is `wayBack`. */
function toParameterName(/** @type {string} */ type) {
  const [, word = 'options'] = /([A-Z][a-z]+|[A-Z]\w*)(?:<|$)/.exec(type.replace(/\w*(?=(Options|Props)\b)/, '')) ?? []
  return word.charAt(0).toLowerCase() + word.slice(1)
}

/** What a file says of itself. TypeDoc does not find it behind a directive (`'use client'`), which has to come first. */
function commentOf(/** @type {string} */ file) {
  const [, text] = /^'use client'\n\/\*\*\n([\s\S]*?) \*\n \* @module\n/.exec(readFileSync(file, 'utf8')) ?? []
  return text && new Comment([{ kind: 'text', text: text.replace(/^ \* ?/gm, '').trim() }])
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { app, project } = await read(DOORS)
  const complaints = complaintsOf(project)
  for (const complaint of complaints) console.error(complaint)
  if (complaints.length > 0) process.exitCode = 1
  else await app.generateDocs(project, resolve(process.argv[2] ?? join(ROOT, 'docs/reference')))
}
