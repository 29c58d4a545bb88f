import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { parseSync } from 'vite'

/** How a file refers to another: at run time, for its types alone, or when it is asked for. */
export type ImportKind = 'value' | 'type' | 'dynamic'

/** One import, re-export or `import('…')`, in code or in a type. */
export interface Import {
  readonly kind: ImportKind
  /** The file it leads to, from the root of the project, or the package as it is written. */
  readonly to: string
  readonly isPackage: boolean
  /** The names it takes: `*` for all of them, nothing for a mere side effect. */
  readonly names: readonly string[]
}

/** Anything the parser gives: only what is asked of a node is known of it. */
interface Node {
  readonly type: string
  readonly [property: string]: unknown
}

export interface File {
  readonly path: string
  readonly imports: readonly Import[]
  /** Every `object.property` in the file, for rules about a member that may not be used. */
  readonly members: ReadonlySet<string>
  /** What keeps something for as long as the module is loaded: variables of it, and constants made by `new`. */
  readonly variables: readonly string[]
  /** Every regular expression that is written in the file. */
  readonly patterns: readonly RegExp[]
}

/** Where an import leads whose target is known only when it runs. */
const COMPUTED = '(computed)'

/** The parsed files of a project, by path. */
export type Tree = ReadonlyMap<string, File>

/** The tree that these sources make: real ones, or a few lines in which a rule is broken. */
export function toTree(sources: Readonly<Record<string, string>>): Tree {
  return new Map(Object.entries(sources).map(([path, source]) => [path, parse(path, source)]))
}

/** The TypeScript files below a folder, read and parsed. */
export function readTree(folder: string): Tree {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
    // What an app has installed is not ours.
    .filter((path) => path.endsWith('.ts') && !path.includes('node_modules/'))
  return toTree(Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'utf8')])))
}

function parse(path: string, source: string): File {
  const { program, errors } = parseSync(path, source)
  if (errors.length) throw new SyntaxError(`${path}: ${errors[0]?.message}`)
  const nodes = [...walk(program)]
  return {
    path,
    imports: nodes.flatMap((node) => toImport(node, path) ?? []),
    members: new Set(nodes.flatMap((node) => toMember(node) ?? [])),
    variables: program.body.flatMap((node) => toVariables(node as unknown as Node)),
    patterns: nodes.flatMap((node) => toPattern(node) ?? []),
  }
}

function* walk(value: unknown): Generator<Node> {
  if (!value || typeof value !== 'object') return
  if (isNode(value)) yield value
  for (const child of Object.values(value)) yield* walk(child)
}

const isNode = (value: object): value is Node => 'type' in value && typeof value.type === 'string'

function toImport(node: Node, path: string): Import | undefined {
  const source = node['source'] as Node | undefined
  const kind = source && toKind(node)
  if (!kind) return undefined
  const specifier = typeof source['value'] === 'string' ? source['value'] : COMPUTED
  const isPackage = !specifier.startsWith('.') && specifier !== COMPUTED
  return { kind, to: isPackage ? specifier : resolve(path, specifier), isPackage, names: toNames(node) }
}

function toKind(node: Node): ImportKind | undefined {
  if (node.type === 'ImportExpression') return 'dynamic'
  if (node.type === 'TSImportType') return 'type'
  if (!/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type)) return undefined
  // `import { type A } from` stays in the output as a side effect (verbatimModuleSyntax), so only the keyword in front counts.
  return node['importKind'] === 'type' || node['exportKind'] === 'type' ? 'type' : 'value'
}

function toNames(node: Node): string[] {
  const specifiers = node['specifiers'] as readonly Node[] | undefined
  if (!specifiers) return ['*']
  return specifiers.map((specifier) => {
    const name = (specifier['imported'] ?? specifier['local']) as Node
    return specifier.type === 'ImportNamespaceSpecifier' ? '*' : String(name['name'] ?? name['value'])
  })
}

function toMember(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined
  const [object, property] = [node['object'], node['property']] as [Node, Node]
  return object.type === 'Identifier' ? `${object['name']}.${property['name'] ?? property['value']}` : undefined
}

function toVariables(node: Node): string[] {
  const declaration = (node['declaration'] ?? node) as Node
  if (declaration.type !== 'VariableDeclaration') return []
  return (declaration['declarations'] as readonly Node[])
    .filter((one) => declaration['kind'] !== 'const' || isMade(one['init'] as Node | null))
    .map((one) => String((one['id'] as Node)['name']))
}

/** Names that Angular goes by hold nothing: what goes by them is in an app or a request. */
const NAMES = ['InjectionToken', 'HttpContextToken']

const isMade = (value: Node | null) =>
  value?.type === 'NewExpression' && !NAMES.includes(String((value['callee'] as Node)['name']))

function toPattern(node: Node): RegExp | undefined {
  const regex = node['regex'] as { readonly pattern: string; readonly flags: string } | undefined
  return regex && new RegExp(regex.pattern, regex.flags)
}

/** A file by its path, written as it is in the source tree: `./a.js` is `a.ts`. */
function resolve(from: string, specifier: string): string {
  if (specifier === COMPUTED) return COMPUTED
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts')
}
