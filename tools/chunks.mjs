// In which chunk of dist/ a file of src/ is: the first line that fits. What a page with a session runs is `core`; what signs in
// and out, renews and answers refused calls is `sign-in`, loaded a little later by every app; the others are for what few use.
// test/size.test.ts weighs each of them.

/** @type {readonly (readonly [name: string, files: RegExp])[]} */
export const CHUNKS = [
  ['development', /^development\/|^platform\/policy-violations\./],
  ['popup', /^sign-in\/(popup|silent)\.|^platform\/relay-window\.|^session\/memory-store\./],
  ['dpop', /^(access|protocol)\/dpop\./],
  ['own-store', /^session\/(own-store|page-rows|tab-rows)\./],
  ['pushed-authorization-request', /\/pushed-authorization-request\./],
  ['third-party-initiated-login', /^sign-in\/third-party-initiated-login\./],
  ['require-user', /^sign-in\/(require-user|demand)\./],
  ['idle', /^sign-in\/idle\./],
  ['headers-for', /^access\/headers-for\./],
  ['refused-request', /^access\/(refused-request|challenge)\.|^protocol\/challenge\./],
  ['user-info', /^(access|protocol)\/user-info\.|^session\/info\./],
  ['inspect', /^auth\/inspect\./],
  ['server-fetch', /^auth\/server-fetch\./],
  ['form', /^platform\/form\./],
  [
    'core',
    /^access\/fetch\.|^sign-in\/(authorization-response|sign-out)\.|^session\/(record|unseal|vault|vault-row)\./,
  ],
  [
    'sign-in',
    /^(access|protocol|session|sign-in)\/|^auth\/(complete-return|further-loading|sign-in-and-access)\.|^platform\/(date|own-window)\./,
  ],
  ['sign-in', /^domain\/(attempt|challenge|expires-in|from-base64url|is-other-user|scope|to-auth-error)\./],
  ['core', /^(auth|client|domain|platform)\//],
]

/**
 * What the production build has in the place of a file of src/: nothing of what only a developer meets.
 * @type {Readonly<Record<string, string>>}
 */
export const IN_PRODUCTION = {
  'development/development.ts': 'export const DEVELOPMENT = undefined',
  'client/did-you-mean.ts': "export const didYouMean = () => ''",
}

/**
 * The chunk of a file of src/, by its path from there; `undefined` for a door and what belongs to one alone.
 * @param {string} file
 * @param {boolean} isProduction
 */
export function toChunk(file, isProduction = false) {
  const name = CHUNKS.find(([, files]) => files.test(file))?.[0]
  return isProduction && name === 'development' ? 'core' : name
}

const LATE = 'sign-in'
const LIBRARY = 'oauth4webapi'
const toTakes = (/** @type {string} */ from) => new RegExp(`^import \\{ ([^}]*) \\} from '${from}';$`, 'm')
const [TAKES_LATE, TAKES_LIBRARY] = [toTakes(`\\./${LATE}\\.js`), toTakes(LIBRARY)]
// As rollup writes the object of what the dynamic import of a module gives, where its chunk has other exports, too.
const NAMESPACE = /^const (\w+) = \/\*#__PURE__\*\/Object\.freeze\(\{\n {2}__proto__: null,\n([\s\S]*?)\n\}\);$/m
const EXPORTS = /^export \{ (.*) \};$/m

/**
 * A chunk that `sign-in` loads takes what it uses of `sign-in`, and of the protocol library, from there when it is loaded. Static
 * imports would say the same, but of what two chunks share that are both loaded by `import()` bundlers make a third one, and
 * everybody who comes back from the provider would wait for it, too. No line moves, so that source maps stay true.
 * @type {import('rollup').Plugin}
 */
export const bindLate = {
  name: 'bind-late',
  renderDynamicImport({ chunk, targetChunk, getTargetChunkImports }) {
    const isBound = getTargetChunkImports()?.some(({ fileName }) => fileName === `${LATE}.js`)
    // Nobody else has what it is bound to.
    if (isBound && chunk.name !== LATE) throw new Error(`${targetChunk?.name} is to be loaded by ${LATE}`)
    return isBound ? { left: 'bound(import(', right: '))' } : null
  },
  renderChunk(code, { name }, _, { chunks }) {
    if (name === LATE) return { code: toLate(code, chunks), map: null }
    const [statement, names = ''] = TAKES_LATE.exec(code) ?? []
    // Whoever loads it gets what the module gives.
    if (!statement) return { code: code.replace(/(import\('\.\/sign-in\.js'\))\.then\(n => n\.\w+\)/, '$1'), map: null }
    const [library, taken] = TAKES_LIBRARY.exec(code) ?? []
    const all = [...names.split(', '), ...(taken?.split(', ') ?? [])]
    const bind = `let ${all.map(toLocal).join(', ')}; const bind = (late) => { ({ ${toMembers(all)} } = late); };`
    return {
      code: code
        .replace(library ?? '', '')
        .replace(statement, bind)
        .replace(/^export \{ /m, 'export { bind, '),
      map: null,
    }
  },
}

/** The chunk that binds others: it exports what its module does, and hands over the rest. */
function toLate(/** @type {string} */ code, /** @type {Record<string, import('rollup').RenderedChunk>} */ chunks) {
  const [object, namespace, members] = NAMESPACE.exec(code) ?? []
  const [statement, exported] = EXPORTS.exec(code) ?? []
  const [library, own] = TAKES_LIBRARY.exec(code) ?? []
  if (!object || !statement || !library) throw new Error(`${LATE} is not as rollup writes it: see tools/chunks.mjs`)
  const bindings = Object.values(chunks).filter(({ imports }) => imports.includes(`${LATE}.js`))
  const lent = new Set(bindings.flatMap(({ importedBindings }) => importedBindings[LIBRARY] ?? []))
  const shared = exported.split(', ').filter((name) => name.split(' as ')[0] !== namespace)
  const handed = shared.map((one) => one.split(' as ').reverse().join(' as '))
  const bound = `const bound = (part) => part.then((part) => (part.bind({ ${toMembers([...handed, ...lent])} }), part));`
  return code
    .replace(object, object.replace(/.+/g, ''))
    .replace(library, `import { ${[...new Set([...own.split(', '), ...lent])].join(', ')} } from '${LIBRARY}';`)
    .replace(statement, `${bound} export { ${toExports(members)} };`)
}

/** Of a name in an import or export statement, `name` or `name as other`. */
const toLocal = (/** @type {string} */ one) => one.split(' as ').at(-1)
const toMembers = (/** @type {readonly string[]} */ names) => names.map((one) => one.replace(' as ', ': ')).join(', ')

const toExports = (/** @type {string} */ members) =>
  members
    .split(',\n')
    .map((one) => one.trim().split(': ').reverse().join(' as '))
    .join(', ')
