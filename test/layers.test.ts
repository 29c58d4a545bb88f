import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  circles,
  danglingImports,
  doorDifferences,
  dynamicImports,
  loadedWith,
  mocks,
  programLeaks,
  revealers,
  sideRoomLeaks,
  strayPackages,
  undecidedNames,
  unknownRooms,
  upwardImports,
} from './house/rules.js'
import { readTree, toTree } from './house/tree.js'

/** Who may open a secret. A file joins this list in a commit that says what it does with the string. */
const REVEALERS: readonly string[] = [
  'src/access/fetch.ts',
  'src/access/headers-for.ts',
  'src/auth/inspect.ts',
  'src/sign-in/rp-initiated-logout.ts',
  'src/sign-in/authorization-request.ts',
  'src/protocol/authorization-request.ts',
  'src/protocol/revocation.ts',
  'src/protocol/dpop.ts',
  'src/protocol/received-id-token.ts',
  'src/protocol/tokens.ts',
  'src/protocol/user-info.ts',
  'src/session/attempts.ts',
  'src/session/to-record.ts',
]

/** Every part that is loaded later, and by whom. */
const DYNAMIC_IMPORTS: readonly string[] = [
  'src/auth/further-loading.ts → src/access/dpop.ts',
  'src/auth/further-loading.ts → src/access/headers-for.ts',
  'src/auth/further-loading.ts → src/access/refused-request.ts',
  'src/auth/further-loading.ts → src/access/turns.ts',
  'src/auth/further-loading.ts → src/access/user-info.ts',
  'src/auth/further-loading.ts → src/auth/inspect.ts',
  'src/auth/further-loading.ts → src/platform/form.ts',
  'src/auth/further-loading.ts → src/protocol/error-response.ts',
  'src/auth/further-loading.ts → src/protocol/odd-keys.ts',
  'src/auth/further-loading.ts → src/protocol/pushed-authorization-request.ts',
  'src/auth/further-loading.ts → src/sign-in/odd-return.ts',
  'src/auth/further-loading.ts → src/sign-in/popup.ts',
  'src/auth/further-loading.ts → src/sign-in/require-user.ts',
  'src/auth/further-loading.ts → src/sign-in/third-party-initiated-login.ts',
  'src/auth/loading.ts → src/auth/server-fetch.ts',
  'src/auth/loading.ts → src/auth/sign-in-and-access.ts',
  'src/auth/loading.ts → src/session/own-store.ts',
  'src/auth/loading.ts → src/sign-in/idle.ts',
  'src/testing/jose.ts → jose',
]

/** Who may import which package. */
const PACKAGES = {
  oauth4webapi: ['src/protocol/'],
  jose: ['src/testing.ts', 'src/testing/'],
  tldts: ['src/doctor/site.ts'],
  react: [
    'src/react.ts',
    'src/bindings/react-auth.ts',
    'src/bindings/use-required-user.ts',
    'src/bindings/use-way-back.ts',
  ],
  'react-router': ['src/react-router.ts'],
  '@tanstack/react-router': ['src/tanstack-router.ts'],
  '@angular/common': ['src/angular.ts'],
  '@angular/common/http': ['src/angular.ts'],
  '@angular/core': ['src/angular.ts'],
  '@angular/router': ['src/angular.ts'],
  rxjs: ['src/angular.ts'],
  'solid-js': ['src/solid.ts'],
  vue: ['src/vue.ts'],
  'vue-router': ['src/vue.ts'],
  svelte: ['src/svelte.ts'],
  'svelte/reactivity': ['src/svelte.ts'],
}

/** The doors that are for no framework. */
const OWN_DOORS = [
  'src/index.ts',
  'src/devtools.ts',
  'src/front-channel-logout.ts',
  'src/testing.ts',
  'src/testing/playwright.ts',
]

const src = readTree('src')
const exported = JSON.parse(readFileSync('package.json', 'utf8')).exports

describe('rooms', () => {
  it('are those of the house', () => {
    expect(unknownRooms(src)).toEqual([])
  })

  it('are told from folders that nobody planned', () => {
    expect(unknownRooms(toTree({ 'src/index.ts': '', 'src/client/a.ts': '', 'src/attic/a.ts': '' }))).toEqual([
      'src/attic/a.ts',
    ])
  })

  it('hold no file or folder whose name says nothing', () => {
    const demo = readTree('demo')
    expect(undecidedNames([...src.keys(), ...demo.keys()])).toEqual([])
  })

  it('are searched for names that say nothing, folders and files alike', () => {
    expect(
      undecidedNames(['src/auth/create-client.ts', 'src/utils/a.ts', 'src/domain/types.ts', 'src/client/core.d.ts']),
    ).toEqual(['src/utils/a.ts', 'src/domain/types.ts', 'src/client/core.d.ts'])
  })
})

describe('imports', () => {
  it('go down only, type imports included', () => {
    expect(upwardImports(src)).toEqual([])
  })

  it.each([
    ['a value', `import { a } from '../client/a.js'`],
    ['a side effect', `import '../client/a.js'`],
    ['a type', `import type { A } from '../client/a.js'`],
    ['a type among values', `import { type A } from '../client/a.js'`],
    ['a re-export', `export { a } from '../client/a.js'`],
    ['a re-export of everything', `export * from '../client/a.js'`],
    ['a re-exported type', `export type { A } from '../client/a.js'`],
    ['a dynamic import', `export const later = () => import('../client/a.js')`],
    ['a dynamic import by a template', 'export const later = () => import(`../client/a.js`)'],
    ['an import inside a type', `export type Later = typeof import('../client/a.js')`],
    ['an import behind a comment', `/* ' */ import /* from './b.js' */ { a } from '../client/a.js' // "`],
  ])('are seen going up by %s', (_, source) => {
    const tree = toTree({ 'src/client/a.ts': 'export const a = 1', 'src/session/b.ts': source })

    expect([...upwardImports(tree), ...danglingImports(tree)]).toHaveLength(1)
  })

  it('are seen going from a room to a door, and from a door to a door', () => {
    const tree = toTree({
      'src/index.ts': '',
      'src/react.ts': `import { createAuth } from './index.js'\nimport type { Auth } from './index.js'`,
      'src/domain/user.ts': `import type { Auth } from '../index.js'`,
    })

    expect(upwardImports(tree)).toEqual(['src/react.ts → src/index.ts', 'src/domain/user.ts → src/index.ts'])
  })

  it('are seen going to a room beside their own', () => {
    const tree = toTree({
      'src/sign-in/a.ts': `import type { B } from '../access/b.js'`,
      'src/access/b.ts': '',
      'src/auth/c.ts': `import { a } from '../sign-in/a.js'\nimport { b } from '../access/b.js'`,
    })

    expect(upwardImports(tree)).toEqual(['src/sign-in/a.ts → src/access/b.ts'])
  })

  it('go round in no circle, type imports included', () => {
    expect(circles(src)).toEqual([])
  })

  it('are seen going round, by types and in a room, by each other and by themselves', () => {
    const tree = toTree({
      'src/client/a.ts': `import type { B } from './b.js'`,
      'src/client/b.ts': `export { c } from './c.js'`,
      'src/client/c.ts': `export type A = typeof import('./a.js')`,
      'src/client/d.ts': `import { b } from './b.js'\nimport './e.js'`,
      'src/client/e.ts': `export const later = () => import('./e.js')`,
    })

    expect(circles(tree)).toEqual(['src/client/a.ts ↔ src/client/b.ts ↔ src/client/c.ts', 'src/client/e.ts'])
  })

  it('are left alone when they go down or stay in their room', () => {
    const tree = toTree({
      'src/index.ts': `export { a } from './client/a.js'`,
      'src/client/a.ts': `import { b } from './b.js'\nimport type { C } from '../domain/c.js'\nimport text from "./not a.js'"`,
      'src/client/b.ts': `const quoted = "import '../index.js'" // import '../index.js'`,
      'src/domain/c.ts': '',
    })

    expect(upwardImports(tree)).toEqual([])
  })

  it('lead to files that exist', () => {
    expect(danglingImports(src)).toEqual([])
  })

  it('are seen leading nowhere, out of src, or to what only running tells', () => {
    const tree = toTree({
      'src/client/a.ts': `import './b.js'\nimport '../../demo/c.js'\nexport const d = (name: string) => import(name)`,
    })

    expect(danglingImports(tree)).toEqual([
      'src/client/a.ts → src/client/b.ts',
      'src/client/a.ts → demo/c.ts',
      'src/client/a.ts → (computed)',
    ])
  })
})

describe('packages', () => {
  it('are imported only where they belong: oauth4webapi in protocol/, jose in testing', () => {
    expect(strayPackages(src, PACKAGES)).toEqual([])
  })

  it('are seen where they do not belong, types included, and when nobody allowed them', () => {
    const tree = toTree({
      'src/protocol/flow.ts': `import * as oauth from 'oauth4webapi'`,
      'src/client/a.ts': `import type { Client } from 'oauth4webapi'`,
      'src/protocol/b.ts': `import { jwtVerify } from 'jose'`,
      'src/platform/c.ts': `import { readFile } from 'node:fs'`,
      'src/testing/d.ts': `export type Key = import('jose').JWK`,
    })

    expect(strayPackages(tree, PACKAGES)).toEqual([
      'src/client/a.ts → oauth4webapi',
      'src/protocol/b.ts → jose',
      'src/platform/c.ts → node:fs',
    ])
  })
})

describe('the side room', () => {
  it('is entered by its door and the test kit alone, and takes nothing but types of domain/; and so is the kit', () => {
    expect(sideRoomLeaks(src)).toEqual([])
  })

  it('is seen entered from elsewhere, and seen reaching into the stack', () => {
    const tree = toTree({
      'src/testing.ts': `export { a } from './testing/a.js'`,
      'src/testing/a.ts': `import type { User } from '../domain/user.js'\nimport { b } from './b.js'`,
      'src/testing/b.ts': `import { toUser } from '../domain/user.js'\nimport type { Vault } from '../session/vault.js'`,
      'src/client/c.ts': `import type { A } from '../testing/a.js'`,
      'src/react.ts': `import { A } from './testing.js'`,
      'src/domain/user.ts': '',
      'src/session/vault.ts': '',
      'src/kit/d.ts': `import { a } from '../testing/a.js'\nimport { v } from '../session/vault.js'`,
      'src/kit/e.ts': `import './d.js'\nimport '../testing.js'`,
      'src/auth/f.ts': `import { d } from '../kit/d.js'`,
      'src/testing/g.ts': `import { d } from '../kit/d.js'`,
    })

    expect(sideRoomLeaks(tree)).toEqual([
      'src/testing/b.ts → src/domain/user.ts',
      'src/testing/b.ts → src/session/vault.ts',
      'src/client/c.ts → src/testing/a.ts',
      'src/react.ts → src/testing.ts',
      'src/kit/e.ts → src/testing.ts',
      'src/auth/f.ts → src/kit/d.ts',
      'src/testing/g.ts → src/kit/d.ts',
    ])
  })
})

describe('16.6: the program', () => {
  it('is imported by nobody, and takes the side room and the doctor alone; and that the rules of the core', () => {
    expect(programLeaks(src)).toEqual([])
  })

  it('needs no package but those that the build puts into it, in all that it loads', () => {
    const loaded = [...loadedWith(src, 'src/cli/latchkey.ts')]

    expect(loaded).toContain('src/testing/api-check/check-api.ts')
    expect(loaded.filter((path) => !path.startsWith('src/')).sort()).toEqual(['oauth4webapi', 'tldts'])
  })

  it('is seen imported, and seen reaching into the stack, to a door and to a package; and so is the doctor', () => {
    const tree = toTree({
      'src/cli/a.ts': `import { b } from '../testing/b.js'\nimport './c.js'\nimport '../doctor/d.js'`,
      'src/cli/c.ts': `import type { User } from '../domain/user.js'\nimport '../index.js'\nimport 'node:fs'`,
      'src/doctor/d.ts': `import type { User } from '../domain/user.js'\nimport '../testing/api-check/e.js'\nimport 'tldts'`,
      'src/doctor/f.ts': `import '../testing/b.js'\nimport '../index.js'\nimport '../session/g.js'\nimport '../cli/a.js'`,
      'src/session/g.ts': `import type { D } from '../doctor/d.js'`,
      'src/testing/b.ts': `import '../cli/c.js'`,
      'src/testing/api-check/e.ts': '',
      'src/domain/user.ts': '',
      'src/index.ts': `export * from './cli/a.js'`,
    })

    expect(programLeaks(tree)).toEqual([
      'src/cli/c.ts → src/domain/user.ts',
      'src/cli/c.ts → src/index.ts',
      'src/cli/c.ts → node:fs',
      'src/doctor/f.ts → src/testing/b.ts',
      'src/doctor/f.ts → src/index.ts',
      'src/doctor/f.ts → src/session/g.ts',
      'src/doctor/f.ts → src/cli/a.ts',
      'src/session/g.ts → src/doctor/d.ts',
      'src/testing/b.ts → src/cli/c.ts',
      'src/index.ts → src/cli/a.ts',
    ])
  })
})

describe('doors', () => {
  it('are exactly the exports of the package', () => {
    expect(doorDifferences(src, exported)).toEqual([])
  })

  it('are seen missing from the exports, missing from src, and with the types not first', () => {
    const tree = toTree({ 'src/index.ts': '', 'src/react.ts': '', 'src/vue.ts': '', 'src/client/a.ts': '' })
    const exports = {
      '.': {
        types: './dist/index.d.ts',
        development: './dist/development/index.js',
        default: './dist/index.js',
      },
      './package.json': './package.json',
      './svelte': { types: './dist/svelte.d.ts', default: './dist/svelte.js' },
      './vue': { default: './dist/vue.js', types: './dist/vue.d.ts' },
    }

    expect(doorDifferences(tree, exports).sort()).toEqual(['./react', './svelte', './vue'])
  })
})

describe('doors for frameworks', () => {
  const doors = [...src.keys()].filter((path) => /^src\/[^/]+$/.test(path) && !OWN_DOORS.includes(path))

  it.each(doors)('%s brings no second core: of that it takes types alone', (door) => {
    const ours = [...loadedWith(src, door)].filter((path) => path.startsWith('src/') && path !== door)

    expect(ours.filter((path) => !path.startsWith('src/bindings/'))).toEqual([])
  })

  it('share what no other door loads', () => {
    const loaded = OWN_DOORS.flatMap((door) => [...loadedWith(src, door)])

    expect(doors).not.toEqual([])
    expect(loaded.filter((path) => path.startsWith('src/bindings/'))).toEqual([])
  })

  it('hold nothing that outlives an app or a request: no variable of a module', () => {
    const files = [...src.values()].filter(({ path }) => doors.includes(path) || path.startsWith('src/bindings/'))

    expect(files.filter(({ variables }) => variables.length).map(({ path }) => path)).toEqual([])
  })

  it('are seen holding something, in a variable or in a map', () => {
    const { variables } = toTree({
      'src/vue.ts': `let a = 1\nexport let b\nexport const c = new WeakMap()\nconst d = 1\nconst e = () => { let f }\nconst g = new InjectionToken('g')`,
    }).get('src/vue.ts') ?? { variables: [] }

    expect(variables).toEqual(['a', 'b', 'c'])
  })
})

describe('the door of the developer panel', () => {
  it('brings no second core: of that it takes types, and its hook', () => {
    const loaded = [...loadedWith(src, 'src/devtools.ts')].filter((path) => !/^src\/(devtools\b|domain\/)/.test(path))

    expect(loaded).toEqual(['src/development/panel-hook.ts'])
  })
})

describe('the door for tests', () => {
  it('loads no jose and no oauth4webapi with the double of an Auth (16.1)', () => {
    const loaded = [...loadedWith(src, 'src/testing.ts')]

    expect(loaded).toContain('src/access/fetch.ts')
    expect(loaded.filter((path) => !path.startsWith('src/'))).toEqual([])
  })
})

describe('what is loaded first', () => {
  it('holds no oauth4webapi', () => {
    expect([...loadedWith(src, 'src/index.ts')]).not.toContain('oauth4webapi')
  })

  it('is followed through values and re-exports, and not through types and dynamic imports', () => {
    const tree = toTree({
      'src/index.ts': `export * from './client/a.js'\nimport { type X } from './client/x.js'`,
      'src/client/a.ts': `import type { B } from './b.js'\nexport const c = () => import('./c.js')\nexport { d } from './d.js'`,
      'src/client/b.ts': `import 'oauth4webapi'`,
      'src/client/c.ts': `import 'oauth4webapi'`,
      'src/client/d.ts': `import './a.js'\nimport 'jose'`,
      'src/client/x.ts': '',
    })

    expect([...loadedWith(tree, 'src/index.ts')].sort()).toEqual([
      'jose',
      'src/client/a.ts',
      'src/client/d.ts',
      'src/client/x.ts',
      'src/index.ts',
    ])
  })

  it('leaves for later exactly what is listed', () => {
    expect(dynamicImports(src)).toEqual([...DYNAMIC_IMPORTS].sort())
  })
})

describe('secrets', () => {
  it('are opened only by the files that are listed, and by each of them', () => {
    expect(revealers(src)).toEqual([...REVEALERS].sort())
  })

  it('are seen opened under another name, through the class, and when the means is handed on', () => {
    const tree = toTree({
      'src/domain/secret.ts': `export const reveal = (s: Secret) => Secret.open(s)`,
      'src/client/alias.ts': `import { reveal as look } from '../domain/secret.js'`,
      'src/client/all.ts': `import * as secret from '../domain/secret.js'`,
      'src/client/class.ts': `import { Secret } from '../domain/secret.js'\nexport const look = (s: Secret) => Secret.open(s)`,
      'src/client/handed-on.ts': `export { reveal } from '../domain/secret.js'`,
      'src/client/innocent.ts': `import { Secret } from '../domain/secret.js'\nimport type { reveal } from '../domain/secret.js'`,
      'src/client/later.ts': `export const look = () => import('../domain/secret.js')`,
      'src/client/plain.ts': `import { reveal } from '../domain/secret.js'`,
    })

    expect(revealers(tree)).toEqual(
      ['alias', 'all', 'class', 'handed-on', 'later', 'plain'].map((name) => `src/client/${name}.ts`),
    )
  })
})

describe('tests', () => {
  it('mock no module', () => {
    expect(mocks(readTree('test'))).toEqual([])
  })

  it('are seen mocking one', () => {
    const tree = toTree({
      'test/a.test.ts': `vi.mock('../src/domain/user.js')`,
      'test/b.test.ts': `vi.doMock(import('../src/domain/user.js'))`,
      'test/c.test.ts': `const said = "vi.mock('x')" // vi.mock('x')`,
    })

    expect(mocks(tree)).toEqual(['test/a.test.ts', 'test/b.test.ts'])
  })
})
