// @vitest-environment happy-dom
// In a file of its own: what another SDK still stores when its test is over would count as left here.
import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { findApp, openSignedInBefore } from './signed-in-before.js'
import { openSite } from './site.js'
import { store, toStored } from './stored.js'

it('18.3 msal: what is one for all apps of an origin stays while another one has tokens', async () => {
  const site = await openSignedInBefore(findApp('msal', 'before/app.ts'))
  store({
    local: ['msal.3.token.keys.another-spa', 'msal.3|object.tenant|login.windows.net|refreshtoken|another-spa|||'],
  })

  await site.load('app.ts', 'switch.ts')
  await site.visitProvider()

  expect(toStored()).toMatchObject({
    local: [
      'msal.3.account.keys',
      'msal.3.token.keys.another-spa',
      'msal.3|object.tenant|login.windows.net|refreshtoken|another-spa|||',
      'msal.3|object.tenant|login.windows.net|tenant',
      'msal.version',
    ],
    cookies: ['msal.cache.encryption'],
  })
})

it.each([
  ['3.28.0 and 4.15.0', '', 'msal.'],
  ['4.25.0', 'msal.1-', 'msal.1.'],
])('18.3 msal: what versions %s have left goes as well, and brings the user in', async (_, prefix, lists) => {
  const site = openSite(findApp('msal', 'before/app.ts'))
  const account = `${prefix}object.tenant-login.windows.net`
  const tokens = ['idtoken-todo-spa-tenant---', 'accesstoken-todo-spa-tenant-openid--', 'refreshtoken-todo-spa----']
  const kept = { local: [`another-login.windows.net-idtoken-another-spa-tenant---`, 'login-todo-spa'] }
  store({
    local: [...tokens.map((token) => `${account}-${token}`), `${account}-tenant`, `${lists}token.keys.todo-spa`],
  })
  localStorage.setItem(`${lists}account.keys`, JSON.stringify([`${account}-tenant`]))
  store(kept)
  site.provider.signIn()

  await site.load('app.ts', 'switch.ts')
  await site.visitProvider()
  await site.load('app.ts', 'switch.ts')

  await site.shows('Ada Lovelace', 'who')
  expect(toStored()).toEqual({ session: [], cookies: [], ...kept })
})
