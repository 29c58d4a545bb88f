import { fileURLToPath } from 'node:url'

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Where the builds of a version are: for pages, and for servers. */
const BUILDS: Readonly<Record<'1.9' | '2', Readonly<Record<string, readonly [page: string, server: string]>>>> = {
  '1.9': {
    'solid-js': ['solid-js/dist/dev.js', 'solid-js/dist/server.js'],
    'solid-js/web': ['solid-js/web/dist/dev.js', 'solid-js/web/dist/server.js'],
  },
  '2': {
    'solid-js': ['solid-js2/dist/solid.dev.js', 'solid-js2/dist/server.dev.js'],
    'solid-js/internal': ['solid-js2/dist/solid.dev.js', 'solid-js2/dist/server.dev.js'],
    'solid-js/web': ['@solidjs/web/dist/web.dev.js', '@solidjs/web/dist/server.dev.js'],
  },
}

/** A server's end of a module is `server:` and its name: a test needs both ends, and the door with each of them. */
const SERVER = 'server:'

/** Gives each importer Solid as it is at its end. */
export const solid = (version: keyof typeof BUILDS): { readonly name: string } => {
  const builds = BUILDS[version]
  const resolveId = (id: string, importer = '') => {
    const name = id.replace(SERVER, '')
    const isServer = name !== id || /[?/]server(\.dev)?(\.js)?$/.test(importer)
    const build = builds[name]?.[isServer ? 1 : 0]
    if (build) return at(`node_modules/${build}`)
    return name === id ? undefined : `${at(`src/${name.replace('latchkey/', '')}.ts`)}?server`
  }
  return Object.assign({ name: 'solid' }, { enforce: 'pre', resolveId })
}
