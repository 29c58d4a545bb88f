// @vitest-environment happy-dom
import '@angular/compiler'
import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { APPS } from './origins.js'
import { findApp, loadBefore, openSignedInBefore, signInAndCall } from './signed-in-before.js'
import { openSite, type Site } from './site.js'

/** Every refresh token that is stored as it is. */
const toRefreshTokens = (): readonly string[] =>
  [...Object.values<string>({ ...localStorage }), ...Object.values<string>({ ...sessionStorage })].flatMap((text) =>
    [...text.matchAll(/"refresh_token":"([^"]+)"/g)].map(([, token = '']) => token),
  )

async function renewalStatus({ provider }: Site, token: string): Promise<number> {
  const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'todo-spa', refresh_token: token })
  const { status } = await provider.fetch(`${provider.metadata['token_endpoint']}`, { method: 'POST', body })
  return status
}

describe.each([
  ['auth0', 'before/app.ts'],
  ['oidc-client-ts', 'before/app.ts'],
  ['angular-auth-oidc-client', 'before/main.ts'],
])('18.3 %s: the refresh token of before', (page, before) => {
  it('is taken back by what the page says', async () => {
    const site = await openSignedInBefore(findApp(page, before))
    const [token = '', ...others] = toRefreshTokens()
    const { revokeOld } = (await site.load('revoke.ts')) as { revokeOld: () => Promise<void> }

    await revokeOld()

    const seen = site.provider.requests.filter(({ endpoint }) => endpoint === 'revocation')
    expect(seen.map(({ parameters }) => parameters)).toEqual([{ client_id: 'todo-spa', token }])
    expect(await renewalStatus(site, token)).toBe(400)
    expect(others).toEqual([])
  })

  it('works on when it is but removed', async () => {
    const site = await openSignedInBefore(findApp(page, before))
    const [token = ''] = toRefreshTokens()

    await site.load(page.startsWith('angular') ? 'main.ts' : 'app.ts', 'switch.ts')

    expect(toRefreshTokens()).toEqual([])
    expect(await renewalStatus(site, token)).toBe(200)
  })
})

it('18.3 keycloak-js: a role that the ID token has is known, and no other', async () => {
  const site = openSite(findApp('keycloak-js', 'before/app.ts'))
  site.provider.signIn({ sub: 'ada', name: 'Ada Lovelace', realm_access: { roles: ['gardener'] } })
  await site.load('app.ts')
  await site.press('sign-in')
  await site.visitProvider()

  const { hasRealmRole } = (await site.load('app.ts', 'roles.ts')) as { hasRealmRole: (role: string) => boolean }

  expect([hasRealmRole('gardener'), hasRealmRole('admin')]).toEqual([true, false])
})

it('18.3 keycloak-js: who has signed out is not asked for, in a new tab neither', async () => {
  const app = findApp('keycloak-js', 'before/app.ts')
  const site = openSite(app)
  await site.load(app.after)
  await signInAndCall(site, app.after)
  await site.press('sign-out')
  await site.departure()
  site.provider.signIn()
  const departures = site.departures()
  sessionStorage.clear()

  await site.load(app.after, 'switch.ts')
  await site.rest()

  expect(site.departures()).toBe(departures)
})

it.each(APPS)('18.3 $page: a return of $before is left alone by $after, whose button signs in', async (app) => {
  const site = openSite(app)
  await loadBefore(site, app)
  await site.press('sign-in')
  await site.visitProvider()
  const address = location.href
  const seen = site.provider.requests.length

  await site.load(app.after)
  expect(location.href).toBe(address)
  expect(site.provider.requests.length).toBe(seen)

  await site.press('sign-in')
  await site.visitProvider()
  await site.load(app.after)
  await site.shows('Ada Lovelace', 'who')
})
