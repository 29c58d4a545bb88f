// What Angular publishes, and the components here, are compiled as they are loaded.
import '@angular/compiler'
import {
  type ApplicationConfig,
  Component,
  computed,
  InjectionToken,
  inject,
  provideZoneChangeDetection,
  provideZonelessChangeDetection,
  type Type,
} from '@angular/core'
import { bootstrapApplication, createApplication, provideClientHydration } from '@angular/platform-browser'
import { provideServerRendering, renderApplication } from '@angular/platform-server'
import { injectAuth, provideAuth } from 'latchkey/angular'
import { type App, type Door, type Given, toText } from './contract.js'

export type Providers = ApplicationConfig['providers']

/** Zones, where this project of tests has them, or signals alone. */
export const providers: Providers = [
  'Zone' in globalThis ? provideZoneChangeDetection() : provideZonelessChangeDetection(),
]

/** The door of Angular, in whichever version this project of tests has. */
export const ANGULAR: Door = {
  wanted: 'provideAuth(auth)',
  mount: (auth, root) => show(root.appendChild(document.createElement('app-who')), [...providers, provideAuth(auth)]),
  hydrate: (auth, root) => show(arrive(root), [...providers, provideClientHydration(), provideAuth(auth)]),
  render: (auth) => render(Who, [...providers, provideAuth(auth)]),
  renderWithout: () => show(document.body.appendChild(document.createElement('app-who')), providers),
}

/** A component: what a decorator does, without a compiler of its own. */
export const toComponent = <Instance>(template: string, type: Type<Instance>, selector = 'app-who'): Type<Instance> =>
  Component({ selector, template })(type) ?? type

/** What a server sends of an app: its element, and what hydration reads. */
export async function render(app: Type<unknown>, providers: Providers): Promise<string> {
  const all = [...providers, provideServerRendering(), provideClientHydration()]
  const html = await renderApplication((context) => bootstrapApplication(app, { providers: all }, context), {
    document: '<!doctype html><html><body><app-who></app-who></body></html>',
    url: '/',
  }).finally(() => {
    // A process that has rendered counts as a server from then on, and this one is a browser as well.
    Object.assign(globalThis, { ngServerMode: undefined })
  })
  return (html.match(/<app-who.*<\/app-who>|<script id="ng-state".*?<\/script>/gs) ?? []).join('')
}

/** Has what `render` gave stand in the page as a server sends it: with its state and its mark around it. Gives its element. */
export function arrive(root: HTMLElement): Element | undefined {
  document.head.replaceChildren(...root.querySelectorAll('script'))
  document.body.prepend(document.createComment('nghm'))
  return root.children[0]
}

type See = (given: Given) => void
const SEE = new InjectionToken<See>('see', { factory: () => () => undefined })

const Who = toComponent(
  '<p>{{ text() }}</p>',
  class Who {
    readonly auth = injectAuth()
    readonly see = inject(SEE)
    readonly text = computed(() => {
      const { auth } = this
      const given = { ...auth, status: auth.status(), user: auth.user(), state: auth.state() }
      this.see(given)
      return toText(given)
    })
  },
)

async function show(element: Element | undefined, providers: Providers): Promise<App> {
  let last: Given | undefined
  const see: See = (given) => {
    last = given
  }
  const app = await createApplication({ providers: [...providers, { provide: SEE, useValue: see }] })
  app.bootstrap(Who, element)
  return { given: () => last, unmount: () => app.destroyed || app.destroy() }
}
