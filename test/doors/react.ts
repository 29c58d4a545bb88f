import { AuthProvider, useAuth } from 'latchkey/react'
import { createElement, type ReactNode } from 'react'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { type App, type Door, type Given, toText } from './contract.js'

/** The door of React, in whichever version this project of tests has. */
export const REACT: Door = {
  wanted: '<AuthProvider auth={auth}>',
  mount: (auth, element) => {
    const root = createRoot(element)
    return show(root, (see) => root.render(toApp(see)(auth)))
  },
  hydrate: (auth, element) => {
    let root: Root | undefined
    const start = (see: See) => {
      root = hydrateRoot(element, toApp(see)(auth))
    }
    return show({ render: (node) => root?.render(node), unmount: () => root?.unmount() }, start)
  },
  render: (auth) => renderToString(toApp(() => undefined)(auth)),
  renderWithout: () => renderToString(createElement(Who, { see: () => undefined })),
}

type See = (given: Given) => void
type Client = Parameters<Door['mount']>[0]

const toApp = (see: See) => (auth: Client) => createElement(AuthProvider, { auth }, createElement(Who, { see }))

function Who({ see }: { readonly see: See }): ReactNode {
  const given = useAuth()
  see(given)
  return createElement('p', null, toText(given))
}

function show(root: Pick<Root, 'render' | 'unmount'>, start: (see: See) => void): App {
  let last: Given | undefined
  const see = (given: Given) => {
    last = given
  }
  start(see)
  return { given: () => last, unmount: () => root.unmount(), swap: (auth) => root.render(toApp(see)(auth)) }
}
