import { type INetworkModule, type NetworkResponse, PublicClientApplication } from '@azure/msal-browser'
import { config } from './app.js'

const scopes = () => [config().apiScope, 'email']

function create(clientId: string): PublicClientApplication {
  const issuer = new URL(config().issuer)
  return new PublicClientApplication({
    auth: {
      clientId,
      // The SDK refuses an http authority; what it sends there goes to the http provider all the same.
      authority: `https://${issuer.host}`,
      knownAuthorities: [issuer.host],
      redirectUri: `${location.origin}/`,
    },
    cache: { cacheLocation: 'localStorage' },
    system: { protocolMode: 'OIDC', networkClient },
  })
}

const networkClient: INetworkModule = {
  sendGetRequestAsync: (url, options) => send(url, { method: 'GET', headers: options?.headers ?? {} }),
  sendPostRequestAsync: (url, options) =>
    send(url, { method: 'POST', headers: options?.headers ?? {}, body: options?.body ?? '' }),
}

async function send<Body>(url: string, init: RequestInit): Promise<NetworkResponse<Body>> {
  const response = await fetch(url.replace('https://127.', 'http://127.'), init)
  // Its metadata must name the issuer as the SDK was told, http or not.
  const text = (await response.text()).replace('"issuer":"http:', '"issuer":"https:')
  return { headers: Object.fromEntries(response.headers), body: JSON.parse(text), status: response.status }
}

let client: PublicClientApplication

export async function start(): Promise<boolean> {
  client = create(config().clientId)
  await client.initialize()
  const result = await client.handleRedirectPromise()
  const account = result?.account ?? client.getAllAccounts()[0]
  client.setActiveAccount(account ?? null)
  return account !== undefined
}

// The SDK asks for offline_access, which OpenID Connect Core (section 11) grants only where consent is asked for.
export const signIn = (): unknown => client.loginRedirect({ scopes: scopes(), prompt: 'consent' })

export async function call(url: string): Promise<Response> {
  const { accessToken } = await client.acquireTokenSilent({ scopes: scopes() })
  return fetch(url, { headers: { authorization: `Bearer ${accessToken}` } })
}

export async function another(clientId: string): Promise<unknown> {
  const one = create(clientId)
  await one.initialize()
  return one
}
