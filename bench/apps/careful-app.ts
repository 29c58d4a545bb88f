// The protocol by a careful library, the rest by hand: discovery, every claim and the signature are checked.
import * as oauth from 'oauth4webapi'
import { config } from './app.js'

/** A session as it is kept. */
export interface Session {
  readonly accessToken: string
  readonly refreshToken: string
  readonly sub: string
  readonly expiresAt: number
}

const redirectUri = `${location.origin}/`
const insecure = { [oauth.allowInsecureRequests]: true } // the bench speaks http on loopback
const client = (): oauth.Client => ({ client_id: config().clientId })

/** Where a session is kept, and the sign-in that is under way. */
export interface Shelf {
  load(): Session | undefined | Promise<Session | undefined>
  save(session: Session): void | Promise<void>
  keepAttempt(text: string): void | Promise<void>
  /** Once: whoever comes second gets nothing. */
  takeAttempt(): string | undefined | Promise<string | undefined>
}

const isUsable = ({ expiresAt }: Session) => expiresAt > Date.now() + 30_000

export function createApp({ load, save, keepAttempt, takeAttempt }: Shelf) {
  let session: Session | undefined

  async function start(): Promise<boolean> {
    const here = new URL(location.href)
    if (here.searchParams.has('code')) await complete(here)
    else session = await load()
    return session !== undefined
  }

  async function complete(here: URL): Promise<void> {
    history.replaceState(null, '', '/')
    // The metadata is kept with the attempt, so that the way back does not ask for it again.
    const { server, state, nonce, verifier } = JSON.parse((await takeAttempt()) ?? '{}')
    const keys = fetch(server.jwks_uri).then((response) => response.json())
    const parameters = oauth.validateAuthResponse(server, client(), here, state)
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client(),
      oauth.None(),
      parameters,
      redirectUri,
      verifier,
      insecure,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(server, client(), response, {
      expectedNonce: nonce,
      requireIdToken: true,
    })
    await oauth.validateApplicationLevelSignature(server, response, {
      ...insecure,
      [oauth.jwksCache]: { jwks: await keys, uat: Math.floor(Date.now() / 1000) },
    })
    await keep(tokens, oauth.getValidatedIdTokenClaims(tokens)?.sub ?? '')
  }

  async function keep(tokens: oauth.TokenEndpointResponse, sub: string): Promise<Session> {
    session = {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? '',
      sub,
      expiresAt: Date.now() + (tokens.expires_in ?? 0) * 1000,
    }
    await save(session)
    return session
  }

  async function call(url: string): Promise<Response> {
    const { accessToken } = session && isUsable(session) ? session : await renew()
    return fetch(url, { headers: { authorization: `Bearer ${accessToken}` } })
  }

  let renewal: Promise<Session> | undefined

  /** One renewal per tab and, by the lock, one for all tabs. */
  function renew(): Promise<Session> {
    renewal ??= navigator.locks.request('renewal', renewLocked).finally(() => {
      renewal = undefined
    })
    return renewal
  }

  async function renewLocked(): Promise<Session> {
    const last = await load()
    if (last === undefined) throw new Error('Signed out')
    if (isUsable(last)) {
      session = last
      return last
    }
    const server = await discover()
    const response = await oauth.refreshTokenGrantRequest(server, client(), oauth.None(), last.refreshToken, insecure)
    return keep(await oauth.processRefreshTokenResponse(server, client(), response), last.sub)
  }

  async function signIn(): Promise<void> {
    const server = await discover()
    const verifier = oauth.generateRandomCodeVerifier()
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
    await keepAttempt(JSON.stringify({ server, state, nonce, verifier }))
    const target = new URL(server.authorization_endpoint ?? '')
    const { clientId, scope, apiScope } = config()
    target.search = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: `${scope} ${apiScope}`,
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString()
    location.assign(target)
  }

  return { start, call, signIn }
}

async function discover(): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(config().issuer)
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure))
}

export const another = (clientId: string): unknown => ({ client: { client_id: clientId }, session: undefined })
