import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { solid } from './test/doors/solid-builds.js'
import { IN_PRODUCTION } from './tools/chunks.mjs'

const source = (file: string) => fileURLToPath(new URL(`./src/${file}`, import.meta.url))
export const ALIAS = [
  { find: /^latchkey$/, replacement: source('index.ts') },
  { find: /^latchkey\/(.*)$/, replacement: source('$1.ts') },
]
// Their framework has another build for each end: they are run apart.
const SOLID = ['test/doors/solid.test.ts', 'test/docs/components/solid.test.ts']
const PACKAGE = [
  'test/package.test.ts',
  'test/api.test.ts',
  'test/licences.test.ts',
  'test/bundlers.test.ts',
  'test/size.test.ts',
  'test/cli/program.test.ts',
]
const BROWSER = ['test/browser/**/*.test.ts']
/** What every day runs in Chromium alone, or with the first rows of its tables in Firefox: see `USUAL_BROWSERS` and `usualRows`. */
const USUAL = ['test/browser/{playwright-{fixture,like,provider},postbox,strangers}.test.ts']
const FRAMEWORKS = ['test/frameworks/*.test.ts']
// Below them are the projects that they run: another runner's tests are no tests of this one.
const RUNNERS = ['test/runners/*.test.ts']
const OTHER_RUNNERS = ['test/runners/*/**']
const PROVIDERS = ['test/providers/{matrix,demo}.test.ts']
// Thousands of cases each: a part of its own, so that the quick tests stay quick.
export const FUZZ = ['test/**/*fuzz*.test.ts', 'test/model/**/*.test.ts']

const inRooms = (rooms: readonly string[]) => rooms.map((room) => `test/${room}/**/*.test.ts`)
// What an app meets of either build; what only a developer meets is in test/development.
const BOTH = inRooms(['auth', 'sign-in', 'access', 'client', 'session', 'protocol', 'domain'])
/** Tests of whole worlds: no module keeps what one file could leave for the next, so they are loaded once for all. */
const WORLDS = [...BOTH, ...inRooms(['conformance', 'development', 'testing'])]

/** The sources as the production build has them. */
const production = {
  name: 'production',
  enforce: 'pre' as const,
  load: (id: string) => IN_PRODUCTION[id.replace(source(''), '')],
}

export default defineConfig({
  test: {
    // One core more than is left free unless told: on two, that is everything at once instead of one after the other.
    maxWorkers: '100%',
    projects: [
      {
        resolve: { alias: ALIAS },
        // Longer than any wait in a test, and than any test on a slow machine: only a hang reaches it.
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            ...PACKAGE,
            ...BROWSER,
            ...FRAMEWORKS,
            ...RUNNERS,
            ...OTHER_RUNNERS,
            ...PROVIDERS,
            ...FUZZ,
            ...SOLID,
            ...WORLDS,
          ],
          testTimeout: 120_000,
          expect: { poll: { timeout: 50_000 } },
        },
      },
      {
        resolve: { alias: ALIAS },
        test: {
          name: 'unit (worlds)',
          include: WORLDS,
          exclude: FUZZ,
          isolate: false,
          testTimeout: 120_000,
          expect: { poll: { timeout: 50_000 } },
        },
      },
      {
        resolve: {
          alias: [
            ...ALIAS,
            { find: /^react(?=$|\/)/, replacement: 'react18' },
            { find: /^react-dom(?=$|\/)/, replacement: 'react-dom18' },
          ],
        },
        test: {
          name: 'unit (React 18.2)',
          include: ['test/doors/{react,next}.test.ts'],
          setupFiles: ['test/doors/react-18.ts'],
          testTimeout: 120_000,
        },
      },
      {
        resolve: { alias: [...ALIAS, { find: /^react-router$/, replacement: 'react-router8' }] },
        test: {
          name: 'unit (React Router 8)',
          include: ['test/doors/react-router.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        resolve: { alias: [...ALIAS, { find: /^@angular\//, replacement: '@angular20/' }] },
        test: {
          name: 'unit (Angular 20, with zones)',
          include: ['test/doors/angular*.test.ts'],
          setupFiles: ['test/doors/zone.ts'],
          // What of Angular imports Angular is led to the same version.
          server: { deps: { inline: [/@angular20/] } },
          testTimeout: 120_000,
        },
      },
      {
        resolve: {
          alias: [
            ...ALIAS,
            { find: /^vue(?=$|\/)/, replacement: 'vue34' },
            { find: /^vue-router$/, replacement: 'vue-router4' },
          ],
        },
        test: {
          name: 'unit (Vue 3.4)',
          include: ['test/doors/vue.test.ts', 'test/doors/vue-router.test.ts'],
          // So that what the router asks for by `vue` is that one, too.
          server: { deps: { inline: ['vue-router4'] } },
          testTimeout: 120_000,
        },
      },
      ...(['1.9', '2'] as const).map((version) => ({
        plugins: [solid(version)],
        resolve: { alias: ALIAS },
        test: {
          name: `unit (Solid ${version})`,
          include: SOLID,
          server: { deps: { inline: [/solid-?js/] } },
          testTimeout: 120_000,
        },
      })),
      {
        plugins: [production],
        resolve: { alias: ALIAS },
        test: {
          name: 'production',
          include: BOTH,
          exclude: FUZZ,
          isolate: false,
          testTimeout: 120_000,
        },
      },
      {
        resolve: { alias: ALIAS },
        test: { name: 'fuzz', include: FUZZ, isolate: false, testTimeout: 240_000 },
      },
      {
        test: { name: 'package', include: PACKAGE, testTimeout: 600_000, hookTimeout: 600_000 },
      },
      {
        test: {
          name: 'runners',
          include: RUNNERS,
          globalSetup: ['test/support/pack-once.ts'],
          testTimeout: 600_000,
          hookTimeout: 900_000,
        },
      },
      ...[
        // One more than the cores of a small machine: they wait for browsers for much of the time.
        { name: 'browser', include: BROWSER, maxWorkers: 3 },
        { name: 'firefox', include: USUAL, maxWorkers: 3, env: { EVERY_BROWSER: '1' } },
        // One at a time: each builds apps, with a bundler that takes all cores.
        { name: 'frameworks', include: FRAMEWORKS, maxWorkers: 1 },
        // All that is tried at a provider in a browser is one test.
        { name: 'providers', include: PROVIDERS, maxWorkers: 1, testTimeout: 900_000 },
      ].map((part) => ({
        test: {
          // Only a hang reaches these: waits are for conditions, on a machine that may be eight times slower.
          testTimeout: 240_000,
          ...part,
          // An app that a server renders is installed and built before its tests.
          hookTimeout: 900_000,
          expect: { poll: { timeout: 120_000 } },
        },
      })),
    ],
  },
})
