import { UserManager, WebStorageStateStore } from 'oidc-client-ts'
import { config } from './app.js'

const create = (clientId: string): UserManager =>
  new UserManager({
    authority: config().issuer,
    client_id: clientId,
    redirect_uri: `${location.origin}/`,
    scope: `${config().scope} ${config().apiScope}`,
    userStore: new WebStorageStateStore({ store: localStorage }),
  })

let manager: UserManager

export async function start(): Promise<boolean> {
  manager = create(config().clientId)
  if (!new URLSearchParams(location.search).has('code')) return Boolean(await manager.getUser())
  await manager.signinRedirectCallback()
  history.replaceState(null, '', '/')
  return true
}

export const signIn = (): unknown => manager.signinRedirect()

export async function call(url: string): Promise<Response> {
  const stored = await manager.getUser()
  const user = stored === null || stored.expired ? await manager.signinSilent() : stored
  return fetch(url, { headers: { authorization: `Bearer ${user?.access_token}` } })
}

export const another = (clientId: string): unknown => create(clientId)
