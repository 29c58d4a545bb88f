import { Auth0Client } from '@auth0/auth0-spa-js'
import { config } from './app.js'

const create = (clientId: string): Auth0Client =>
  new Auth0Client({
    domain: new URL(config().issuer).origin,
    clientId,
    cacheLocation: 'localstorage',
    useRefreshTokens: true,
    authorizationParams: { redirect_uri: `${location.origin}/`, scope: `${config().scope} ${config().apiScope}` },
  })

let client: Auth0Client

export async function start(): Promise<boolean> {
  client = create(config().clientId)
  if (new URLSearchParams(location.search).has('code')) {
    await client.handleRedirectCallback()
    history.replaceState(null, '', '/')
  } else await client.checkSession()
  return client.isAuthenticated()
}

export const signIn = (): unknown => client.loginWithRedirect()

export async function call(url: string): Promise<Response> {
  const token = await client.getTokenSilently()
  return fetch(url, { headers: { authorization: `Bearer ${token}` } })
}

export const another = (clientId: string): unknown => create(clientId)

/** A token per audience: copies of the one that was issued, filed as the SDK files them. */
export async function cacheTokens(count: number): Promise<typeof call> {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith('@@auth0spajs@@') && !key.includes('@@user@@'))
  const row = localStorage.getItem(keys[0] ?? '')
  if (row === null) throw new Error('auth0-spa-js keeps its tokens under another name')
  const { clientId, scope } = config()
  for (let index = 1; index < count; index += 1) {
    localStorage.setItem(`@@auth0spajs@@::${clientId}::https://api-${index}.example.com::${scope}`, row)
  }
  client = create(clientId)
  await client.checkSession()
  return call
}
