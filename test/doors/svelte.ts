import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import type { Auth } from 'latchkey'
import type { SvelteAuth } from 'latchkey/svelte'
import type * as Svelte from 'svelte'
import type { CompileOptions } from 'svelte/compiler'
import type { render as Render } from 'svelte/server'
import type { writable as Writable } from 'svelte/store'
import { type App, type Door, type Given, toText } from './contract.js'

/** Components of one version of Svelte, bundled with it and the door as an app's would be. */
interface Bundle {
  readonly components: Readonly<Record<string, Svelte.Component>>
  readonly svelte: typeof Svelte
  readonly render: typeof Render
  readonly writable: typeof Writable
}

export interface Built {
  readonly version: string
  readonly client: Bundle
  readonly server: Bundle
}

/** What the `.svelte` files of an app have, by their names. They import each other as `./Name.svelte`. */
export type Sources = Readonly<Record<string, string>>

/**
 * Bundles components for a browser and for a server, with the Svelte that is installed under this name. By a bundler, for it is
 * that which chooses: the door imports one `svelte` for both.
 */
export async function buildSvelte(name: string, sources: Sources, options: CompileOptions = {}): Promise<Built> {
  const path = pathToFileURL(resolve('node_modules', name, 'compiler/index.js')).href
  const { compile, VERSION } = (await import(/* @vite-ignore */ path)).default
  mkdirSync('.cache', { recursive: true })
  const folder = mkdtempSync(resolve('.cache/svelte-'))
  const bundle = async (generate: 'client' | 'server'): Promise<Bundle> => {
    const outfile = join(folder, `${generate}.mjs`)
    await build({
      stdin: { contents: toEntry(sources), resolveDir: resolve('.') },
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      conditions: generate === 'client' ? ['browser', 'development'] : ['development'],
      mainFields: ['module', 'main'],
      external: ['node:*'],
      logLevel: 'error',
      plugins: [toPlugin(name, sources, (source) => compile(source, { dev: true, ...options, generate }).js.code)],
      outfile,
    })
    return import(/* @vite-ignore */ pathToFileURL(outfile).href)
  }
  try {
    return { version: VERSION, client: await bundle('client'), server: await bundle('server') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const toEntry = (sources: Sources): string => {
  const names = Object.keys(sources)
  return `
    ${names.map((name) => `import ${name} from './${name}.svelte'`).join('\n')}
    export const components = { ${names.join(', ')} }
    export * as svelte from 'svelte'
    export { render } from 'svelte/server'
    export { writable } from 'svelte/store'`
}

const toPlugin = (name: string, sources: Sources, compile: (source: string) => string): Plugin => ({
  name: 'app',
  setup({ onResolve, onLoad, resolve: find }) {
    onResolve({ filter: /\.svelte$/ }, ({ path }) => ({ path: path.slice(2, -'.svelte'.length), namespace: 'app' }))
    onLoad({ filter: /./, namespace: 'app' }, ({ path }) => ({
      contents: compile(sources[path] ?? ''),
      resolveDir: resolve('.'),
    }))
    onResolve({ filter: /^latchkey\/svelte$/ }, () => ({ path: resolve('src/svelte.ts') }))
    // Another version has another name here.
    onResolve({ filter: /^svelte($|\/)/ }, ({ path, kind, pluginData }) =>
      pluginData === name
        ? undefined
        : find(path.replace('svelte', name), { kind, resolveDir: resolve('.'), pluginData: name }),
    )
  },
})

/** The app of the contract. */
export const CONTRACT: Sources = {
  App: `
    <script>
      import { setAuth } from 'latchkey/svelte'
      import Who from './Who.svelte'
      const { client, see } = $props()
      setAuth(() => $client)
    </script>
    <Who {see} />`,
  Who: `
    <script>
      import { getAuth } from 'latchkey/svelte'
      const { see } = $props()
      const session = getAuth()
    </script>
    <p>{see(session)}</p>`,
}

/** The door of Svelte, in the version that an app of the contract was built with. */
export function toDoor({ client, server }: Built): Door {
  const put = (how: 'mount' | 'hydrate') => (auth: Auth, target: HTMLElement) => {
    const chosen = client.writable(auth)
    const { see, given } = watch()
    const { App } = client.components as { App: Svelte.Component<object> }
    const app = client.svelte[how](App, { target, props: { client: chosen, see } })
    return toApp(given, () => client.svelte.unmount(app), chosen.set)
  }
  const onServer = (name: string, props: object): string =>
    server.render(server.components[name] as Svelte.Component<object>, { props }).body
  return {
    wanted: 'setAuth(auth)',
    mount: put('mount'),
    hydrate: put('hydrate'),
    render: (auth) => onServer('App', { client: server.writable(auth), see: watch().see }),
    renderWithout: () => onServer('Who', watch()),
  }
}

function watch(): { readonly see: (session: SvelteAuth) => string; readonly given: () => Given | undefined } {
  let last: Given | undefined
  const see = ({ status, user, state, signIn, signOut, fetch }: SvelteAuth) => {
    last = { status, user, state, signIn, signOut, fetch }
    return toText(last)
  }
  return { see, given: () => last }
}

function toApp(given: App['given'], stop: () => unknown, swap: App['swap'] & object): App {
  let isGone = false
  return {
    given,
    swap,
    unmount: () => {
      // Svelte complains when there is nothing to unmount.
      if (!isGone) stop()
      isGone = true
    },
  }
}
