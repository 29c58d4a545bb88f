/// <reference path="../../demo/server/oidc-provider.d.ts" />
import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { ADA, type App, fillIn, GRACE, type ProviderKind, press } from './provider.js'
import { listen } from './support/site.js'

const PEOPLE = [ADA, GRACE]

/** As its documentation has it, with the pages that it brings for development. */
export const oidcProvider: ProviderKind = {
  name: 'oidc-provider',
  file: 'oidc-provider.ts',
  from: { npm: 'oidc-provider' },
  async boot(app) {
    const server = await listen()
    const registered = toClient(app)
    const { Provider } = await import('oidc-provider')
    const provider = new Provider(server.origin, { ...(await configure(app)), clients: [registered] })
    const answer = provider.callback()
    server.answer((request, response) => void answer(request, response))
    return {
      issuer: server.origin,
      clientId: 'spa',
      options: { scopes: ['openid', 'profile', 'email', 'offline_access'], userInfo: true },
      registered,
      pages: [
        {
          see: 'input[name=login]',
          asks: true,
          act: fillIn({ 'input[name=login]': 'login', 'input[name=password]': 'password' }, 'button[type=submit]'),
        },
        { see: 'input[name=prompt][value=consent]', act: press('button[type=submit]') },
        { see: 'button[name=logout]', act: press('button[name=logout]') },
      ],
      close: server.close,
    }
  },
}

const toClient = ({ redirectUris }: App): object => ({
  client_id: 'spa',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: redirectUris,
  post_logout_redirect_uris: redirectUris,
})

async function configure({ origin, resource }: App): Promise<Record<string, unknown>> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'only' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clientBasedCORS: (_: unknown, asking: string) => asking === origin,
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    findAccount: (_: unknown, id: string) => {
      const person = PEOPLE.find(({ login }) => login === id)
      return person && { accountId: id, claims: () => ({ sub: id, name: person.name, email: person.email }) }
    },
    features: {
      devInteractions: { enabled: true },
      revocation: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      dPoP: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => false,
        getResourceServerInfo: (_: unknown, asked: string) => {
          if (asked !== resource) throw new Error('There is no such API')
          return { audience: resource, scope: '', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }
        },
      },
    },
  }
}
