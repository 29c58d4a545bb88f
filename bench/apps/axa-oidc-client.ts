import { OidcClient } from '@axa-fr/oidc-client'
import { config } from './app.js'

// The page's own fetch, looked up at each call.
const send: typeof fetch = (...request) => fetch(...request)

const create = (clientId: string, name: string): OidcClient =>
  OidcClient.getOrCreate(() => send)(
    {
      client_id: clientId,
      redirect_uri: `${location.origin}/`,
      scope: `${config().scope} ${config().apiScope}`,
      authority: config().issuer,
      storage: localStorage,
    },
    name,
  )

let client: OidcClient

export async function start(): Promise<boolean> {
  client = create(config().clientId, 'default')
  await client.tryKeepExistingSessionAsync()
  if (new URLSearchParams(location.search).has('code')) {
    await client.loginCallbackAsync()
    history.replaceState(null, '', '/')
  }
  return Boolean(client.tokens)
}

export const signIn = (): unknown => client.loginAsync('/')

export const call = (url: string): Promise<Response> => client.fetchWithTokens(send)(url)

export const another = (clientId: string): unknown => create(clientId, clientId)
