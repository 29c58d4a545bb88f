import type { TestProvider, Visit } from 'latchkey/testing'
import * as oauth from 'oauth4webapi'

export const ISSUER = 'https://id.example.com'
export const CLIENT_ID = 'todo-spa'
export const REDIRECT_URI = 'https://todo.example.com/'

/** What a sign-in is started with. */
export type SignInRequest = { readonly visit?: Visit; readonly parameters?: Readonly<Record<string, string>> }

export type RelyingPartyOptions = {
  /** Makes proofs of possession for every request with a token or for one. */
  readonly dpop?: oauth.CryptoKeyPair
  /** How long ago the user may have signed in, in seconds. */
  readonly maxAge?: number
}

/** A client that is not ours, so that the provider is held against somebody else's reading of the specifications. */
export type RelyingParty = {
  readonly discover: () => Promise<oauth.AuthorizationServer>
  readonly start: (request?: SignInRequest) => Promise<Started>
  readonly redeem: (started: Started) => Promise<oauth.TokenEndpointResponse>
  readonly signIn: (request?: SignInRequest) => Promise<oauth.TokenEndpointResponse>
  readonly refresh: (refreshToken: string) => Promise<oauth.TokenEndpointResponse>
  readonly userInfo: (tokens: oauth.TokenEndpointResponse) => Promise<oauth.UserInfoResponse>
  readonly revoke: (token: string) => Promise<void>
}

/** A sign-in that has come back from the provider. */
export type Started = {
  readonly callback: URL
  readonly verifier: string
  readonly state: string
  readonly nonce: string
}

/** The address of a correct authorization request, with some parameters changed; an empty one is left out. */
export async function toAuthorizationUrl(
  changes: Readonly<Record<string, string>> = {},
  secrets: { readonly verifier?: string; readonly state?: string; readonly nonce?: string } = {},
): Promise<URL> {
  const url = new URL(`${ISSUER}/authorize`)
  const parameters = {
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    scope: 'openid profile email',
    state: secrets.state ?? 'state',
    nonce: secrets.nonce ?? 'nonce',
    code_challenge: await oauth.calculatePKCECodeChallenge(secrets.verifier ?? oauth.generateRandomCodeVerifier()),
    code_challenge_method: 'S256',
    ...changes,
  }
  for (const [name, value] of Object.entries(parameters)) if (value !== '') url.searchParams.set(name, value)
  return url
}

/** Creates a client for a provider: by the book, with every call that oauth4webapi's documentation asks for. */
export function createRelyingParty(provider: TestProvider, { dpop, maxAge }: RelyingPartyOptions = {}): RelyingParty {
  const client: oauth.Client = { client_id: CLIENT_ID }
  const options = {
    // Its own type allows an undefined body, which RequestInit does not under exactOptionalPropertyTypes.
    [oauth.customFetch]: (url: string, init: object) => provider.fetch(url, init),
    ...(dpop && { DPoP: oauth.DPoP(client, dpop) }),
  }
  const discover = async () => {
    const issuer = new URL(ISSUER)
    return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
  }
  const start: RelyingParty['start'] = async ({ visit, parameters } = {}) => {
    const [verifier, state, nonce] = [
      oauth.generateRandomCodeVerifier(),
      oauth.generateRandomState(),
      oauth.generateRandomNonce(),
    ]
    const url = await toAuthorizationUrl(parameters, { verifier, state, nonce })
    return { callback: new URL(await provider.authorize(url, visit)), verifier, state, nonce }
  }
  const redeem: RelyingParty['redeem'] = async ({ callback, verifier, state, nonce }) => {
    const as = await discover()
    const parameters = oauth.validateAuthResponse(as, client, callback, state)
    const none = oauth.None()
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      none,
      parameters,
      REDIRECT_URI,
      verifier,
      options,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
      expectedNonce: nonce,
      ...(maxAge !== undefined && { maxAge }),
    })
    await oauth.validateApplicationLevelSignature(as, response, options)
    return tokens
  }
  return {
    discover,
    start,
    redeem,
    signIn: async (request) => redeem(await start(request)),
    refresh: async (refreshToken) => {
      const as = await discover()
      const response = await oauth.refreshTokenGrantRequest(as, client, oauth.None(), refreshToken, options)
      const tokens = await oauth.processRefreshTokenResponse(as, client, response)
      if (tokens.id_token) await oauth.validateApplicationLevelSignature(as, response, options)
      return tokens
    },
    userInfo: async (tokens) => {
      const as = await discover()
      const response = await oauth.userInfoRequest(as, client, tokens.access_token, options)
      const { sub } = oauth.getValidatedIdTokenClaims(tokens) ?? { sub: '' }
      const info = await oauth.processUserInfoResponse(as, client, sub, response)
      if (/^application\/jwt/.test(`${response.headers.get('content-type')}`)) {
        await oauth.validateApplicationLevelSignature(as, response, options)
      }
      return info
    },
    revoke: async (token) => {
      const response = await oauth.revocationRequest(await discover(), client, oauth.None(), token, options)
      await oauth.processRevocationResponse(response)
    },
  }
}
