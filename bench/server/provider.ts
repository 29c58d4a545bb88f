import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { type Context, Provider } from 'oidc-provider'
import type { Memory } from './adapter.js'
import type { Handler } from './listen.js'

export const CLIENT_ID = 'bench'
export const SCOPE = 'openid profile email offline_access'
export const API_SCOPE = 'read'
const ACCOUNT = 'ada'
const ACCESS_TOKEN_SECONDS = 3600

export interface ProviderSetup {
  /** Exactly as the SDK spells it: some insist on a slash at the end, some on none. */
  readonly issuer: string
  readonly app: string
  readonly api: string
  readonly jwtLikeRefreshTokens: boolean
  readonly memory: Memory
  readonly onFamilyLost: () => void
}

export interface BenchProvider {
  readonly handle: Handler
  /** What the API checks access tokens with. */
  readonly publicKey: CryptoKey
}

/** An OpenID provider with rotation, reuse detection and revocation of the family, whose only user is always signed in. */
export async function createProvider(setup: ProviderSetup): Promise<BenchProvider> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'bench' }
  const provider: Provider = new Provider(
    setup.issuer,
    configure(setup, jwk, () => provider),
  )
  if (setup.jwtLikeRefreshTokens) {
    // An empty header and an empty payload before what is as random as any other token.
    provider.RefreshToken.prototype.generateTokenId = () => `e30.e30.${randomBytes(32).toString('base64url')}`
  }
  provider.on('grant.revoked', setup.onFamilyLost)
  provider.on('server_error', (_context, error) => console.error(error))

  const answer = provider.callback()
  const oneByOne = createQueue()
  return {
    publicKey,
    handle(request, response) {
      const path = request.url ?? '/'
      if (path.startsWith('/interaction/'))
        return void provider
          .interactionFinished(request, response, { login: { accountId: ACCOUNT }, consent: {} })
          .catch((error) => response.writeHead(400).end(String(error)))
      // Two requests with one refresh token must not overtake each other between look-up and consumption.
      if (path.startsWith('/oauth/token')) return oneByOne(() => answer(request, response))
      void answer(request, response)
    },
  }
}

function createQueue(): (work: () => Promise<void>) => void {
  let last = Promise.resolve()
  return (work) => {
    last = last.then(work).catch((error) => console.error(error))
  }
}

function configure(setup: ProviderSetup, jwk: object, provider: () => Provider): Record<string, unknown> {
  const fortnight = 14 * 24 * 3600
  return {
    adapter: setup.memory.adapter,
    jwks: { keys: [jwk] },
    clients: [client(setup.app)],
    responseTypes: ['code'],
    clientAuthMethods: ['none'],
    pkce: { required: () => true },
    clientBasedCORS: () => true,
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: ['openid', 'offline_access', API_SCOPE],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    findAccount: (_context: Context, id: string) => ({ accountId: id, claims: async () => claimsOf(id) }),
    // Nobody is asked: consent is given before it is looked for.
    loadExistingGrant: ({ oidc }: Context) => grant(provider(), oidc, setup.api),
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      AuthorizationCode: 60,
      Grant: fortnight,
      IdToken: ACCESS_TOKEN_SECONDS,
      // Its cookie must outlive the two hours that a storm sets the clock back.
      Interaction: fortnight,
      RefreshToken: fortnight,
      Session: fortnight,
    },
    // Where auth0-spa-js looks without discovery; the others read it from the metadata.
    routes: { authorization: '/authorize', token: '/oauth/token' },
    interactions: { url: (_context: Context, { uid }: { uid: string }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => setup.api,
        useGrantedResource: () => true,
        // A JWT because keycloak-js cannot do with anything else.
        getResourceServerInfo: () => ({
          audience: setup.api,
          scope: API_SCOPE,
          accessTokenTTL: ACCESS_TOKEN_SECONDS,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  }
}

function client(app: string): object {
  return {
    client_id: CLIENT_ID,
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: [`${app}/`, app, `${app}/silent.html`],
    post_logout_redirect_uris: [`${app}/`],
  }
}

const claimsOf = (sub: string) => ({
  sub,
  name: 'Ada Lovelace',
  preferred_username: 'ada',
  email: 'ada@example.com',
  email_verified: true,
})

async function grant(provider: Provider, { client, session }: Context['oidc'], api: string): Promise<object> {
  // One per session: a refresh token of an earlier one would end with it, and tabs that sign in silently have one each.
  const id = session.grantIdFor(client.clientId)
  const earlier = id === undefined ? undefined : await provider.Grant.find(id)
  if (earlier !== undefined) return earlier
  const given = new provider.Grant({ accountId: session.accountId, clientId: client.clientId })
  given.addOIDCScope(`${SCOPE} ${API_SCOPE}`)
  given.addResourceScope(api, API_SCOPE)
  await given.save()
  return given
}
