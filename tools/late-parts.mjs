// Of what two chunks share that are both loaded by `import()` esbuild makes a third one, and everybody who comes back from the
// provider would wait one round trip longer for it. So the parts that few apps load import nothing of `sign-in`, nor a package
// that is in there: they are handed it when both are loaded. The sources say `import`, as everywhere; this plugin reads the
// imports of those parts, and whatever it cannot carry over fails the build.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { transform } from 'esbuild'
import { toChunk } from './chunks.mjs'

const SRC = resolve('src')
/** What hands over, and the module by which `import()` loads it. */
const GIVER = 'sign-in'
const GIVER_ENTRY = join(SRC, 'auth/sign-in-and-access.ts')
/** What is there before any `import()`. */
const FIRST = ['core', 'development']

/** A list of those who wait; once there is something to hand over, whoever is added gets it at once. */
const WAITING = 'build:waiting'
const HAND_OVER = 'build:hand-over'
/** The modules that the build adds, by their chunk. */
export const ADDED = { [WAITING]: 'core', [HAND_OVER]: GIVER }

const chunkOf = (/** @type {string} */ id) => toChunk(relative(SRC, id).replaceAll('\\', '/'))
const isTaker = (/** @type {string} */ id) => {
  const chunk = chunkOf(id)
  return chunk !== undefined && chunk !== GIVER && !FIRST.includes(chunk)
}

/**
 * @typedef {{ readonly source: string, readonly name: string, readonly local: string, readonly exported?: string }} Taken
 * @typedef {{ readonly start: number, readonly end: number, readonly taken: readonly Taken[] }} Statement
 */

/**
 * @param {readonly string[]} packages those that `sign-in` has
 * @returns {import('rollup').Plugin}
 */
export function lateParts(packages) {
  /** @type {Map<string, Pick<Taken, 'source' | 'name'>>} */
  let given = new Map()
  /** @type {Set<string | undefined>} */
  let takers = new Set()
  const indexOf = ({ source, name }) => {
    const index = [...given.keys()].indexOf(`${source} ${name}`)
    if (index < 0) throw new Error(`${name} of ${source} is not handed over`)
    return index
  }

  return {
    name: 'late-parts',

    // Before anything is transformed: what `sign-in` hands over is what all the others take.
    async buildStart() {
      const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).map((file) => join(SRC, file))
      const taken = []
      takers = new Set()
      for (const id of files.filter((file) => file.endsWith('.ts') && isTaker(file)).sort()) {
        const { code } = await transform(readFileSync(id, 'utf8'), { loader: 'ts', target: 'es2022' })
        const statements = findTaken(this.parse(code), id, packages)
        if (statements.length > 0) takers.add(chunkOf(id))
        taken.push(...statements.flatMap((statement) => statement.taken))
      }
      given = new Map(taken.map(({ source, name }) => [`${source} ${name}`, { source, name }]))
    },

    resolveId: (id) => (id in ADDED ? id : null),

    load(id) {
      if (id === WAITING) return { code: 'export const waiting = []', map: { mappings: '' } }
      if (id !== HAND_OVER) return null
      // A list: no minifier shortens the names of properties.
      const all = [...given.values()].map((one, index) => ({ ...one, local: `given${index}` }))
      const code = [
        `import { waiting } from '${WAITING}'`,
        ...all.map(({ source, name, local }) => `import { ${name} as ${local} } from ${JSON.stringify(source)}`),
        `const all = [${all.map(({ local }) => local).join(', ')}]`,
        'waiting.push = (take) => take(all)',
        'waiting.forEach(waiting.push)',
      ]
      return { code: code.join('\n'), map: { mappings: '' } }
    },

    transform(code, id) {
      if (id === GIVER_ENTRY) return { code: `${code}\nimport '${HAND_OVER}'`, map: null }
      if (isTaker(id)) return toTaker(code, findTaken(this.parse(code), id, packages), indexOf)
      if (FIRST.includes(chunkOf(id) ?? '')) return withGiver(code, findImports(this.parse(code), id, takers))
      return null
    },
  }
}

/**
 * The imports of a part that it is handed.
 * @returns {Statement[]}
 */
function findTaken(program, /** @type {string} */ id, /** @type {readonly string[]} */ packages) {
  const statements = program.body.flatMap((node) => {
    if (!('source' in node) || !node.source) return []
    const specifier = node.source.value
    const source = specifier.startsWith('.') ? toSource(specifier, id) : specifier
    if (packages.includes(source) ? false : chunkOf(source) !== GIVER) return []
    const isImport = node.type === 'ImportDeclaration'
    const taken = (node.specifiers ?? []).map((one) =>
      isImport
        ? { source, name: one.imported?.name, local: one.local.name }
        : { source, name: one.local.name, local: `${one.local.name}$`, exported: one.exported.name },
    )
    if (taken.length === 0 || taken.some(({ name }) => !name))
      throw new Error(`${relative(SRC, id)}: only what is imported by name can be handed over of ${specifier}`)
    return [{ start: node.start, end: node.end, taken }]
  })
  const names = new Set(statements.flatMap(({ taken }) => taken.map(({ local }) => local)))
  for (const node of program.body) if (node.type !== 'ImportDeclaration') refuseEarlyUse(node, names, id)
  return statements
}

/** What is handed over is not there while the part is evaluated, only when its functions are called. */
function refuseEarlyUse(node, /** @type {ReadonlySet<string>} */ names, /** @type {string} */ id) {
  if (!node || typeof node !== 'object') return
  if (Array.isArray(node)) {
    for (const one of node) refuseEarlyUse(one, names, id)
    return
  }
  // An export is the variable, not what it holds.
  if (/Function|^ExportSpecifier$/.test(node.type ?? '')) return
  if (node.type === 'Identifier' && names.has(node.name))
    throw new Error(`${relative(SRC, id)}: ${node.name} is used before it can be handed over`)
  // A property's name is none of ours.
  const isNamed = (node.type === 'MemberExpression' || node.type === 'Property') && !node.computed
  for (const [key, value] of Object.entries(node)) {
    if (isNamed && (key === 'property' || (key === 'key' && !node.shorthand))) continue
    refuseEarlyUse(value, names, id)
  }
}

/** The `import()`s of a part that is handed something, by a module that may run before it can be. */
function findImports(program, /** @type {string} */ id, takers) {
  const found = []
  const visit = (node) => {
    if (!node || typeof node !== 'object') return
    if (Array.isArray(node)) return void node.forEach(visit)
    if (node.type === 'ImportExpression' && takers.has(chunkOf(toSource(node.source.value, id)))) found.push(node)
    for (const value of Object.values(node)) visit(value)
  }
  visit(program.body)
  return found
}

const toSource = (/** @type {string} */ specifier, /** @type {string} */ id) =>
  resolve(dirname(id), specifier.replace(/\.js$/, '.ts'))

/** The part with what it takes in variables. No line moves, so that source maps stay true. */
function toTaker(code, /** @type {readonly Statement[]} */ statements, indexOf) {
  const [first] = statements
  if (!first) return null
  const taken = statements.flatMap((statement) => statement.taken)
  const names = taken.map(({ local }) => local).join(', ')
  const assignments = taken.map((one) => `${one.local} = all[${indexOf(one)}];`).join(' ')
  const exported = taken.flatMap((one) => (one.exported ? `${one.local} as ${one.exported}` : [])).join(', ')
  const take = `let ${names}; waiting.push((all) => { ${assignments} }); export { ${exported} };`
  const replaced = inPlace(code, statements, (statement, text) => {
    return (statement === first ? take : '') + text.replace(/[^\n]/g, '')
  })
  return { code: `${replaced}\nimport { waiting } from '${WAITING}'`, map: null }
}

/** The module with every such `import()` beside one of what hands over. Both are loaded at once. */
function withGiver(code, found) {
  if (found.length === 0) return null
  const giver = JSON.stringify(GIVER_ENTRY)
  return {
    code: inPlace(code, found, (_, text) => `Promise.all([${text}, import(${giver})]).then(([part]) => part)`),
    map: null,
  }
}

/** @template {{ readonly start: number, readonly end: number }} Node */
function inPlace(
  /** @type {string} */ code,
  /** @type {readonly Node[]} */ nodes,
  /** @type {(node: Node, text: string) => string} */ replace,
) {
  return [...nodes]
    .sort((one, other) => other.start - one.start)
    .reduce(
      (rest, node) =>
        rest.slice(0, node.start) + replace(node, rest.slice(node.start, node.end)) + rest.slice(node.end),
      code,
    )
}
