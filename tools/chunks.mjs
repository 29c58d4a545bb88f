// In which chunk of dist/ a file of src/ is: the first line that fits. What a page with a session runs is `core`; what signs in
// and out, renews and answers refused calls is `sign-in`, loaded a little later by every app; the others are for what few use.
// test/size.test.ts weighs each of them.

/** @type {readonly (readonly [name: string, files: RegExp])[]} */
export const CHUNKS = [
  ['development', /^development\/|^platform\/policy-violations\./],
  ['popup', /^sign-in\/popup\.|^session\/memory-store\./],
  ['dpop', /^(access|protocol)\/dpop\./],
  ['own-store', /^session\/(own-store|page-rows|tab-rows)\./],
  ['pushed-authorization-request', /\/pushed-authorization-request\./],
  ['third-party-initiated-login', /^sign-in\/third-party-initiated-login\./],
  ['require-user', /^sign-in\/require-user\./],
  ['idle', /^sign-in\/idle\./],
  ['headers-for', /^access\/headers-for\./],
  ['inspect', /^auth\/inspect\./],
  ['server-fetch', /^auth\/server-fetch\./],
  ['form', /^platform\/form\./],
  ['frame', /^platform\/frame\./],
  [
    'core',
    /^access\/fetch\.|^sign-in\/(authorization-response|sign-out)\.|^session\/(record|unseal|vault|vault-row)\./,
  ],
  [
    'sign-in',
    /^(access|protocol|session|sign-in)\/|^auth\/(complete-return|further-loading|sign-in-and-access)\.|^platform\/date\./,
  ],
  ['sign-in', /^domain\/(attempt|claim-types|expires-in|from-base64url|scope|to-auth-error)\./],
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
const TAKES_LATE = new RegExp(`^import \\{ ([^}]*) \\} from '\\./${LATE}\\.js';$`, 'm')
// As rollup writes the object of what the dynamic import of a module gives, where its chunk has other exports, too.
const NAMESPACE = /^const (\w+) = \/\*#__PURE__\*\/Object\.freeze\(\{\n {2}__proto__: null,\n([\s\S]*?)\n\}\);$/m
const EXPORTS = /^export \{ (.*) \};$/m

/**
 * A chunk that `sign-in` loads takes what it uses of `sign-in` from there when it is loaded. A static import would say the
 * same, but of what two chunks share that are both loaded by `import()` esbuild makes a third one, and everybody who comes
 * back from the provider would wait one round trip longer for it. No line moves, so that source maps stay true.
 * @type {import('rollup').Plugin}
 */
export const bindLate = {
  name: 'bind-late',
  renderDynamicImport({ getTargetChunkImports }) {
    const isBound = getTargetChunkImports()?.some(({ fileName }) => fileName === `${LATE}.js`)
    return isBound ? { left: 'bound(import(', right: '))' } : null
  },
  renderChunk(code, { name }) {
    if (name === LATE) return { code: toLate(code), map: null }
    const [statement, names = ''] = TAKES_LATE.exec(code) ?? []
    // Whoever loads it gets what the module gives.
    if (!statement) return { code: code.replace(/(import\('\.\/sign-in\.js'\))\.then\(n => n\.\w+\)/, '$1'), map: null }
    const locals = names.split(', ').map((one) => one.split(' as ').at(-1))
    const bind = `let ${locals.join(', ')}; const bind = (late) => { ({ ${names.replaceAll(' as ', ': ')} } = late); };`
    return { code: code.replace(statement, bind).replace(/^export \{ /m, 'export { bind, '), map: null }
  },
}

/** The chunk that binds others: it exports what its module does, and hands over the rest. @param {string} code */
function toLate(code) {
  const [object, namespace, members] = NAMESPACE.exec(code) ?? []
  const [statement, exported] = EXPORTS.exec(code) ?? []
  if (!object || !statement) throw new Error(`${LATE} is not as rollup writes it: see tools/chunks.mjs`)
  const shared = exported.split(', ').filter((name) => name.split(' as ')[0] !== namespace)
  const bound = `const bound = (part) => part.then((part) => (part.bind({ ${toMembers(shared)} }), part));`
  return code
    .replace(object, object.replace(/.+/g, ''))
    .replace(statement, `${bound} export { ${toExports(members)} };`)
}

const toMembers = (/** @type {readonly string[]} */ names) =>
  names.map((one) => one.split(' as ').reverse().join(': ')).join(', ')

const toExports = (/** @type {string} */ members) =>
  members
    .split(',\n')
    .map((one) => one.trim().split(': ').reverse().join(' as '))
    .join(', ')
