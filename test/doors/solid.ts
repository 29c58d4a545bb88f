// @ts-expect-error: see solid-builds.ts
import * as ofServer from 'server:latchkey/solid'
// @ts-expect-error: see solid-builds.ts
import * as server from 'server:solid-js/web'
import { AuthProvider, useAuth } from 'latchkey/solid'
import { type Component, createComponent, createRoot, type JSX } from 'solid-js'
import { getNextElement, hydrate, insert, render, template } from 'solid-js/web'
import { type App, type Door, type Given, toText } from './contract.js'

type Client = Parameters<Door['mount']>[0]
type See = (given: Given) => void

export const told = ({ status, user, state, ...actions }: ReturnType<typeof useAuth>): Given => ({
  status: status(),
  user: user(),
  state: state(),
  ...actions,
})

/** What Solid's compiler makes of `<p>{toText(…)}</p>`, for a page. */
const paragraph = template('<p></p>')
const toWho =
  (see: See): Component =>
  () => {
    const auth = useAuth()
    const element = getNextElement(paragraph)
    insert(element, () => {
      const given = told(auth)
      see(given)
      return toText(given)
    })
    return element
  }

/** And for a server. */
const WhoOfServer = () => {
  const auth = ofServer.useAuth()
  return server.ssr(['<p', '>', '</p>'], server.ssrHydrationKey(), server.escape(toText(told(auth))))
}

const GuardedOfServer = () => {
  const given = ofServer.useRequireUser(() => undefined, { signedOut: '/' })
  return server.ssr(['<b', '>', '</b>'], server.ssrHydrationKey(), server.escape(toText(told(given))))
}

/** An app with a client, as the compiler makes it. */
export const toApp = (auth: Client, child: Component) => (): JSX.Element =>
  createComponent(AuthProvider, {
    auth,
    get children() {
      return createComponent(child, {})
    },
  })

/** The HTML of one. */
const renderApp = (auth: Client, child: unknown): string =>
  server.renderToString(() =>
    server.createComponent(ofServer.AuthProvider, {
      auth,
      get children() {
        return server.createComponent(child, {})
      },
    }),
  )

/** The HTML of one with a guard. */
export const renderGuarded = (auth: Client): string => renderApp(auth, GuardedOfServer)

/** Takes over a page: with what the script of `generateHydrationScript` leaves in it. */
function hydrateApp(app: () => JSX.Element, element: HTMLElement): () => void {
  Object.assign(globalThis, { _$HY: { events: [], completed: new WeakSet(), r: {}, fe: () => undefined } })
  return hydrate(app, element)
}

function show(start: (app: () => JSX.Element, element: HTMLElement) => () => void) {
  return (auth: Client, element: HTMLElement): App => {
    let last: Given | undefined
    const see = (given: Given) => {
      last = given
    }
    const unmount = start(toApp(auth, toWho(see)), element)
    return { given: () => last, unmount }
  }
}

/** The door of Solid, in whichever version this project of tests has. A provider has its client for good. */
export const SOLID: Door = {
  wanted: '<AuthProvider auth={auth}>',
  mount: show(render),
  hydrate: show(hydrateApp),
  render: (auth) => renderApp(auth, WhoOfServer),
  renderWithout: () => createRoot(() => useAuth()),
}
