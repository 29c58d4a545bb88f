import type { File, Tree } from './tree.js'

/** From the top: code in a room may use its own room and those of the floors that stand later in this list. */
export const FLOORS: readonly (readonly string[])[] = [
  ['bindings', 'devtools'],
  ['kit'],
  ['auth'],
  ['sign-in', 'access', 'development'],
  ['client'],
  ['session'],
  ['protocol'],
  ['platform'],
  ['domain'],
]

/** Beside the stack: the provider for tests, which shares no code with what it tests. Its own door opens it, and the test kit. */
const SIDE_ROOM = 'testing'
/** On top of the stack: what that door has of the core itself, put together for a test. */
const KIT = 'kit'

/** The program: nobody imports it, and of the rest it takes the side room and the doctor alone. */
const PROGRAM = 'cli'
/** What the program examines a provider with: it holds answers against the core's own rules. */
const DOCTOR = 'doctor'
/** Where those rules are, and the ways to ask. */
const DOCTORS_SOURCES = ['development', 'client', 'protocol', 'platform', 'domain']

const DOOR = 'door'
/** A door that is in a room: what it opens needs nothing of any other. */
const INNER_DOOR = 'src/testing/playwright.ts'

/** Names for not having decided. */
const UNDECIDED = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'core', 'types', 'constants'])

/** `door` for a file directly in `src/` and for the one inside, otherwise the name of its first folder; `undefined` for a package. */
function roomOf(path: string): string | undefined {
  const [root, room, ...rest] = path.split('/')
  if (root !== 'src' || !room) return undefined
  if (path === INNER_DOOR) return DOOR
  return rest.length ? room : DOOR
}

const edgesOf = (tree: Tree) =>
  [...tree.values()].flatMap(({ path, imports }) => imports.map((one) => ({ from: path, ...one })))

type Edge = ReturnType<typeof edgesOf>[number]

const said = ({ from, to }: Edge): string => `${from} → ${to}`

/** Files in a folder that is no room. */
export function unknownRooms(tree: Tree): string[] {
  const known = new Set([DOOR, SIDE_ROOM, PROGRAM, DOCTOR, ...FLOORS.flat()])
  return [...tree.keys()].filter((path) => !known.has(roomOf(path) ?? ''))
}

/**
 * Imports that lead up, to a room beside their own, or to a door; type imports and dynamic ones included.
 * One way is open: a door takes the types of another. So a door for a framework adds no second core, and that of a router
 * knows what was registered with its framework's.
 */
export function upwardImports(tree: Tree): string[] {
  const stack = [[DOOR], ...FLOORS]
  const floorOf = (path: string) => stack.findIndex((floor) => floor.includes(roomOf(path) ?? ''))
  return edgesOf(tree)
    .filter(({ from, to, kind }) => {
      const [own, target] = [floorOf(from), floorOf(to)]
      if (own === 0 && target === 0) return kind !== 'type'
      if (own < 0 || target < 0) return false
      return target === 0 || target < own || (target === own && roomOf(from) !== roomOf(to))
    })
    .map(said)
}

/** Circles of imports, type imports and dynamic ones included, each with the files that reach each other, in alphabetical order. */
export function circles(tree: Tree): string[] {
  const reached = new Map([...tree.keys()].map((path) => [path, reachableFrom(tree, path)]))
  const found = new Set<string>()
  for (const [path, others] of reached) {
    const circle = [...others].filter((other) => reached.get(other)?.has(path)).sort()
    if (others.has(path)) found.add(circle.join(' ↔ '))
  }
  return [...found]
}

/** What a file imports, and what that imports: the file itself only when it comes back to it. */
function reachableFrom(tree: Tree, path: string): Set<string> {
  const reached = new Set<string>()
  const open = [path]
  for (let file = open.pop(); file; file = open.pop()) {
    for (const { to } of tree.get(file)?.imports ?? []) {
      if (reached.has(to)) continue
      reached.add(to)
      open.push(to)
    }
  }
  return reached
}

/** Imports that lead to no file: a rule about files must not be dodged by a path that it does not understand. */
export function danglingImports(tree: Tree): string[] {
  return edgesOf(tree)
    .filter(({ to, isPackage }) => !isPackage && !tree.has(to))
    .map(said)
}

/**
 * Ways into the side room other than its door and the test kit, and ways out of it other than to the types of `domain/`. And ways
 * into the kit other than that door: what is for tests is in no app.
 */
export function sideRoomLeaks(tree: Tree): string[] {
  const door = `src/${SIDE_ROOM}.ts`
  const isInside = (path: string) => path === door || path === INNER_DOOR || roomOf(path) === SIDE_ROOM
  return edgesOf(tree)
    .filter(({ from, to, kind }) => {
      if (roomOf(to) === KIT) return roomOf(from) !== KIT && from !== door
      if (roomOf(from) === PROGRAM || roomOf(from) === DOCTOR) return false
      if (!isInside(from)) return isInside(to) && !(roomOf(from) === KIT && to !== door)
      return roomOf(to) !== undefined && !isInside(to) && !(roomOf(to) === 'domain' && kind === 'type')
    })
    .map(said)
}

/**
 * Ways into the program and into its doctor, and ways out: of the program other than into the side room and the doctor, where a package is
 * one; of the doctor other than into the rooms that have the core's rules, and into what examines an API in the side room.
 */
export function programLeaks(tree: Tree): string[] {
  const mayBeTaken = ({ from, to, isPackage }: Edge): boolean => {
    const [own, target] = [roomOf(from) ?? '', roomOf(to) ?? '']
    if (own === PROGRAM) return [PROGRAM, DOCTOR, SIDE_ROOM].includes(target)
    if (own !== DOCTOR) return target !== PROGRAM && target !== DOCTOR
    return isPackage || target === DOCTOR || DOCTORS_SOURCES.includes(target) || to.startsWith('src/testing/api-check/')
  }
  return edgesOf(tree)
    .filter((edge) => !mayBeTaken(edge))
    .map(said)
}

/** Packages that are imported where they have no business, or that nobody allowed. `allowed`: package → start of a path. */
export function strayPackages(tree: Tree, allowed: Readonly<Record<string, readonly string[]>>): string[] {
  return edgesOf(tree)
    .filter(({ from, to, isPackage }) => isPackage && !allowed[to]?.some((start) => from.startsWith(start)))
    .map(said)
}

/** The files that can open a secret: by `reveal`, by whatever `reveal` calls, or by handing either on. */
export function revealers(tree: Tree): string[] {
  const source = 'src/domain/secret.ts'
  return [...tree.values()]
    .filter((file) => file.path !== source && (file.members.has('Secret.open') || takesReveal(file)))
    .map((file) => file.path)
    .sort()

  function takesReveal(file: File): boolean {
    return file.imports.some(
      ({ to, names, kind }) =>
        to === source && kind !== 'type' && names.some((name) => name === 'reveal' || name === '*'),
    )
  }
}

/** Every dynamic import, as `from → to`. */
export function dynamicImports(tree: Tree): string[] {
  return edgesOf(tree)
    .filter(({ kind }) => kind === 'dynamic')
    .map(said)
    .sort()
}

/** What loading `entry` loads with it, packages included: the way follows imports of values, not types, not dynamic imports. */
export function loadedWith(tree: Tree, entry: string): Set<string> {
  const loaded = new Set<string>()
  const open = [entry]
  for (let path = open.pop(); path; path = open.pop()) {
    if (loaded.has(path)) continue
    loaded.add(path)
    open.push(...(tree.get(path)?.imports ?? []).filter(({ kind }) => kind === 'value').map(({ to }) => to))
  }
  return loaded
}

/** Files and folders whose name says nothing. */
export function undecidedNames(paths: Iterable<string>): string[] {
  return [...paths].filter((path) => path.split('/').some((part) => UNDECIDED.has(part.replace(/\..*$/, ''))))
}

/** Where a module of ours is replaced instead of used. */
export function mocks(tree: Tree): string[] {
  return [...tree.values()]
    .filter((file) =>
      ['vi.mock', 'vi.doMock', 'vi.hoisted', 'vitest.mock', 'vitest.doMock'].some((call) => file.members.has(call)),
    )
    .map((file) => file.path)
}

/** How the doors in `src/` and the `exports` of the package differ. */
export function doorDifferences(tree: Tree, exported: Readonly<Record<string, unknown>>): string[] {
  const doors = [...tree.keys()]
    .filter((path) => roomOf(path) === DOOR)
    .map((path) => path.slice('src/'.length, -'.ts'.length))
  const toTargets = (door: string) => ({
    types: `./dist/${door}.d.ts`,
    // Only the core and the panel have what a developer alone meets; and what is for tests shares that core with the app.
    ...(/^(index|testing|devtools)$/.test(door) && { development: `./dist/development/${door}.js` }),
    default: `./dist/${door}.js`,
  })
  const expected = Object.fromEntries([
    ...doors.map((door) => [door === 'index' ? '.' : `./${door}`, toTargets(door)]),
    ['./package.json', './package.json'],
  ])
  const names = new Set([...Object.keys(expected), ...Object.keys(exported)])
  return [...names].filter((name) => JSON.stringify(expected[name]) !== JSON.stringify(exported[name]))
}
