import { authPlugin, useAuth } from 'latchkey/vue'
import { createApp, createSSRApp, defineComponent, h, type App as VueApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { type App, type Door, type Given, toText } from './contract.js'

/** The door of Vue, in whichever version this project of tests has. An app has its client for good. */
export const VUE: Door = {
  wanted: 'app.use(authPlugin(auth))',
  mount: (auth, element) => show(createApp, auth, element),
  hydrate: (auth, element) => show(createSSRApp, auth, element),
  render: (auth) => renderToString(createSSRApp(toWho(() => undefined)).use(authPlugin(auth))),
  renderWithout: () => {
    const app = createSSRApp(toWho(() => undefined))
    let thrown: unknown
    app.config.errorHandler = (error) => {
      thrown ??= error
    }
    const isRendered = renderToString(app).catch((error: unknown) => {
      thrown ??= error
    })
    return isRendered.then(() => {
      throw thrown
    })
  },
}

type See = (given: Given) => void

const toWho = (see: See) =>
  defineComponent(() => {
    // As apps take it: apart.
    const { status, user, state, signIn, signOut, fetch } = useAuth()
    return () => {
      const given = { status: status.value, user: user.value, state: state.value, signIn, signOut, fetch }
      see(given)
      return h('p', toText(given))
    }
  })

function show(create: typeof createApp, auth: Parameters<Door['mount']>[0], element: HTMLElement): App {
  let last: Given | undefined
  const see = (given: Given) => {
    last = given
  }
  const app: VueApp = create(toWho(see)).use(authPlugin(auth))
  app.mount(element)
  return { given: () => last, unmount: () => app.unmount() }
}
