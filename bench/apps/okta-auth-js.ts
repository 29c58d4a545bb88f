import { OktaAuth } from '@okta/okta-auth-js'
import { config } from './app.js'

function create(clientId: string): OktaAuth {
  const { issuer, scope, apiScope } = config()
  return new OktaAuth({
    issuer,
    clientId,
    redirectUri: `${location.origin}/`,
    scopes: `${scope} ${apiScope}`.split(' '),
    pkce: true,
    authorizeUrl: `${issuer}/authorize`,
    tokenUrl: `${issuer}/oauth/token`,
    userinfoUrl: `${issuer}/me`,
    tokenManager: { storage: 'localStorage' },
    // Unless told otherwise it loads the page once more after the redirect back.
    restoreOriginalUri: async () => history.replaceState(null, '', '/'),
  })
}

let okta: OktaAuth

export async function start(): Promise<boolean> {
  okta = create(config().clientId)
  if (okta.isLoginRedirect()) await okta.handleRedirect('/')
  await okta.start()
  return okta.isAuthenticated()
}

export const signIn = (): unknown => okta.signInWithRedirect({ originalUri: '/' })

export async function call(url: string): Promise<Response> {
  const token = await okta.getOrRenewAccessToken()
  return fetch(url, { headers: { authorization: `Bearer ${token}` } })
}

export const another = (clientId: string): unknown => create(clientId)
