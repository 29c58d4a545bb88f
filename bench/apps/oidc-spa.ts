import { createOidc, type Oidc } from 'oidc-spa/core'
import { oidcEarlyInit } from 'oidc-spa/entrypoint'
import { config } from './app.js'

// In the frame of a silent sign-in this page is only the messenger.
const { shouldLoadApp } = oidcEarlyInit({ BASE_URL: '/' })

const create = (clientId: string): Promise<Oidc> =>
  createOidc({ issuerUri: config().issuer, clientId, scopes: `${config().scope} ${config().apiScope}`.split(' ') })

let oidc: Oidc

export async function start(): Promise<boolean> {
  if (!shouldLoadApp) return new Promise(() => undefined)
  oidc = await create(config().clientId)
  return oidc.isUserLoggedIn
}

export const signIn = (): unknown => (oidc.isUserLoggedIn ? undefined : oidc.login())

export async function call(url: string): Promise<Response> {
  if (!oidc.isUserLoggedIn) throw new Error('Signed out')
  const { accessToken } = await oidc.getTokens()
  return fetch(url, { headers: { authorization: `Bearer ${accessToken}` } })
}

export const another = (clientId: string): unknown => create(clientId)
