// @vitest-environment happy-dom
// What Angular publishes is compiled as it is loaded.
import '@angular/compiler'
import { APP_BASE_HREF, PlatformLocation } from '@angular/common'
import { MockPlatformLocation } from '@angular/common/testing'
import { ApplicationRef, runInInjectionContext, VERSION } from '@angular/core'
import { createApplication, provideClientHydration } from '@angular/platform-browser'
import { provideRouter, Router, type Routes } from '@angular/router'
import type { Auth } from 'latchkey'
import { injectAuth, provideAuth, signedInGuard } from 'latchkey/angular'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createServerAuth } from '../../src/auth/server-auth.js'
import { CLIENT_ID, departure, ISSUER, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { turn, until } from '../support/until.js'
import { ANGULAR, arrive, providers, render, toComponent } from './angular.js'
import { counted, describeDoor } from './contract.js'

beforeEach(() => void vi.spyOn(console, 'log').mockImplementation(() => undefined))
afterEach(() => void vi.restoreAllMocks())

describeDoor(`Angular ${VERSION.major}`, ANGULAR)

describe('signedInGuard', () => {
  const guards = [signedInGuard({ signedOut: '/welcome' })]
  const Page = toComponent('', class Page {})
  const EITHER: readonly (readonly [string, Routes[number]])[] = [
    ['canActivate', { path: 'private', component: Page, canActivate: guards }],
    ['canActivateChild', { path: '', canActivateChild: guards, children: [{ path: 'private', component: Page }] }],
    ['canMatch', { path: 'private', component: Page, canMatch: guards }],
  ]

  /** The router of an app with this route, at its root. */
  async function open(auth: Auth, route = EITHER[0]?.[1], base = '/') {
    const routes: Routes = [
      { path: 'welcome', component: Page },
      { path: 'old', redirectTo: 'private' },
      ...(route ? [route] : []),
      { path: 'strict', component: Page, canActivate: [signedInGuard()] },
      { path: '**', component: Page },
    ]
    const app = await createApplication({
      providers: [
        ...providers,
        provideAuth(auth),
        provideRouter(routes),
        { provide: PlatformLocation, useClass: MockPlatformLocation },
        { provide: APP_BASE_HREF, useValue: base },
      ],
    })
    onTestFinished(() => app.destroy())
    return app.injector.get(Router)
  }

  it.each(EITHER)('lets in who is signed in, by %s', async (_, route) => {
    const { auth, tab } = await setUpSignedIn()
    const router = await open(auth, route)

    await router.navigateByUrl('/private?a=1#h')

    expect(router.url).toBe('/private?a=1#h')
    expect(tab.departures).toHaveLength(1)
  })

  it.each(EITHER)('has everybody else sign in and come back to where they wanted to go, by %s', async (_, route) => {
    const { tab, provider } = setUp()
    const auth = tab.auth()
    const router = await open(auth, route)

    const url = await departure(tab, () => router.navigateByUrl('/private?a=1#h'))
    tab.goTo(await provider.authorize(url))
    await tab.auth().ready

    expect(tab.url).toBe('https://todo.example.com/private?a=1#h')
  })

  it('brings back below the base of the app, and before a redirect of the router', async () => {
    const { tab, provider } = setUp()
    const router = await open(tab.auth(), undefined, '/app/')

    const url = await departure(tab, () => router.navigateByUrl('/old?a=1'))
    tab.goTo(await provider.authorize(url))
    await tab.auth().ready

    expect(tab.url).toBe('https://todo.example.com/app/old?a=1')
  })

  it('waits for a session that is being restored', async () => {
    const { tab, provider } = setUp()
    await signIn(tab, provider)
    tab.reload()
    const router = await open(tab.auth())

    await router.navigateByUrl('/private')

    expect(router.url).toBe('/private')
  })

  it.each(EITHER)('goes elsewhere after a sign-out, where nobody is asked, by %s', async (_, route) => {
    const { auth, tab } = await setUpSignedIn()
    await auth.signOut({ provider: false })
    const router = await open(auth, route)

    await router.navigateByUrl('/private')

    expect(router.url).toBe('/welcome')
    expect(tab.departures).toHaveLength(1)
  })

  it('fails with sign-in-required there, where it was not told another place', async () => {
    const { auth } = await setUpSignedIn()
    await auth.signOut({ provider: false })
    const router = await open(auth)

    await expect(router.navigateByUrl('/strict')).rejects.toMatchObject({ code: 'sign-in-required' })
  })

  it('fails with the error of a sign-in that failed: elsewhere nobody would see it', async () => {
    const { tab, provider } = setUp()
    tab.goTo(await visitProvider(tab, provider, { visit: { deny: 'access_denied' } }))
    const router = await open(tab.auth())

    await expect(router.navigateByUrl('/private')).rejects.toMatchObject({ code: 'sign-in-denied' })
  })

  it('calls the sign-in off when another navigation takes the place of this one', async () => {
    const { tab, world } = setUp()
    const router = await open(tab.auth())
    const hold = world.network.hold(ISSUER)
    router.navigateByUrl('/private')
    await until(() => hold.count)

    await router.navigateByUrl('/open')
    hold.release()
    await world.rest()

    expect(router.url).toBe('/open')
    expect(tab.departures).toEqual([])
  })

  it('lets everybody in on a server, for a page that is pending', async () => {
    const router = await open(createServerAuth({ issuer: ISSUER, clientId: CLIENT_ID }, fetch))

    await router.navigateByUrl('/private')

    expect(router.url).toBe('/private')
  })
})

describe('injectAuth', () => {
  it('shows the user in the first picture of a page that no server rendered', async () => {
    const { auth } = await setUpSignedIn()
    const app = await createApplication({ providers: [...providers, provideAuth(auth)] })
    onTestFinished(() => app.destroy())
    const root = document.createElement('app-who')
    const Who = toComponent(
      '{{ auth.user()?.name ?? auth.status() }}',
      class Who {
        readonly auth = injectAuth()
      },
    )

    app.bootstrap(Who, root)

    // Nothing was awaited: what Angular renders twice in one go, the browser paints once.
    expect(root.textContent).toBe('Ada Lovelace')
  })

  it('tells a service in an app that shows nothing', async () => {
    const { auth } = await setUpSignedIn()
    const app = await createApplication({ providers: [...providers, provideAuth(auth)] })
    onTestFinished(() => app.destroy())

    const { status } = runInInjectionContext(app.injector, injectAuth)

    await until(() => status() === 'signed-in')
  })

  it('gives every component the same, of one subscription', async () => {
    const { auth, listeners } = counted(await setUpSignedIn())
    const app = await createApplication({ providers: [...providers, provideAuth(auth)] })
    onTestFinished(() => app.destroy())

    const [one, other] = [1, 2].map(() => runInInjectionContext(app.injector, injectAuth))
    app.injector.get(ApplicationRef).tick()
    await turn()

    expect(one).toBe(other)
    expect(listeners()).toBe(1)
  })

  it('changes a page of a server once it is in place, and Angular complains of nothing', async () => {
    const { auth } = await setUpSignedIn()
    const template = '<p>@if (auth.user(); as user) { <b>{{ user.name }}</b> } @else { <i>{{ auth.status() }}</i> }</p>'
    const Who = toComponent(
      template,
      class Who {
        readonly auth = injectAuth()
      },
    )
    const root = document.body.appendChild(document.createElement('div'))
    root.innerHTML = await render(Who, [...providers, provideAuth(setUp().tab.auth())])
    const paragraph = root.querySelector('p')
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect(paragraph?.textContent).toContain('pending')
    const element = arrive(root)

    const app = await createApplication({ providers: [...providers, provideClientHydration(), provideAuth(auth)] })
    onTestFinished(() => app.destroy())
    app.bootstrap(Who, element)

    await until(() => root.textContent?.includes('Ada Lovelace'))
    expect(root.querySelector('p')).toBe(paragraph)
    expect(paragraph?.textContent).not.toContain('pending')
    expect(complaints.mock.calls).toEqual([])
  })
})
