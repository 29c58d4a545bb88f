import Keycloak from 'keycloak-js'
import { config } from './app.js'

const create = (clientId: string): Keycloak => new Keycloak({ clientId, oidcProvider: config().issuer })
const scope = () => `${config().scope} ${config().apiScope}`

let keycloak: Keycloak

export function start(): Promise<boolean> {
  keycloak = create(config().clientId)
  return keycloak.init({
    onLoad: 'check-sso',
    silentCheckSsoRedirectUri: `${location.origin}/silent.html`,
    // Its frame is a page of Keycloak itself.
    checkLoginIframe: false,
    pkceMethod: 'S256',
    scope: scope(),
  })
}

export const signIn = (): unknown => keycloak.login({ redirectUri: `${location.origin}/`, scope: scope() })

export async function call(url: string): Promise<Response> {
  await keycloak.updateToken(5)
  return fetch(url, { headers: { authorization: `Bearer ${keycloak.token}` } })
}

export const another = (clientId: string): unknown => create(clientId)
