import { base64url, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type CallToProve, type CheckApiOptions, createTestProvider } from 'latchkey/testing'
import { onTestFinished } from 'vitest'
import { listen } from '../../demo/server/listen.js'
import { CLIENT_ID, createRelyingParty, ISSUER, REDIRECT_URI } from '../testing/relying-party.js'
import { APP, type Front } from './calendar-api.js'

/** An API on loopback that takes tokens with proofs alone and wants nonces, and what `checkApi` needs for it. */
export async function startBoundApi(
  change?: Front['answer'],
): Promise<{ readonly url: string; readonly options: CheckApiOptions & { readonly token: string } }> {
  const server = await listen('127.0.0.1', 0)
  onTestFinished(server.close)
  const keys = await generateKeyPair('ES256', { extractable: true })
  const provider = createTestProvider({
    issuer: ISSUER,
    clientId: CLIENT_ID,
    redirectUri: REDIRECT_URI,
    dpopNonces: true,
    audience: `${server.origin}/`,
  })
  const party = createRelyingParty(provider, { dpop: keys })
  const signIn = (scope: string) => signInWithNonce(() => party.signIn({ parameters: { scope } }))
  const [wide, narrow] = [await signIn('openid events.read'), await signIn('openid')]
  const tokens = { token: wide.access_token, idToken: `${wide.id_token}`, narrowToken: narrow.access_token }

  const guardOptions = { scopes: ['events.read'], audience: `${server.origin}/` }
  server.serve(async ({ method = 'GET', url, headers }, response) => {
    const { authorization, dpop, origin } = headers
    const request = new Request(`${server.origin}${url}`, {
      method,
      headers: { ...(authorization && { authorization }), ...(dpop && { dpop: `${dpop}` }) },
    })
    const refusal = method === 'OPTIONS' ? undefined : await provider.guard(request, guardOptions)
    const answer = { status: refusal?.status ?? 200, headers: new Headers(refusal?.headers) }
    const rest = {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'Authorization, DPoP',
      'access-control-expose-headers': 'WWW-Authenticate, DPoP-Nonce',
      'cache-control': 'no-store',
    }
    for (const [name, value] of Object.entries(rest)) answer.headers.set(name, value)
    // The gate takes bearer tokens, too, and names that scheme to whoever shows nothing.
    if (authorization === undefined) answer.headers.set('www-authenticate', 'DPoP algs="ES256"')
    // It has none of the other kinds.
    const requestedHeaders = headers['access-control-request-headers']
    change?.(
      answer,
      { method, credentials: authorization, origin, requestedHeaders },
      { ...tokens, foreignToken: '', expiredToken: '' },
    )
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end()
  })
  return {
    url: `${server.origin}/events`,
    options: { ...tokens, origin: APP, dpop: async (call) => prove(call, keys) },
  }
}

/** Once more: the first answer gives the nonce. */
async function signInWithNonce<Result>(signIn: () => Promise<Result>): Promise<Result> {
  return signIn().catch(() => signIn())
}

async function prove(
  { method, url, token, nonce }: CallToProve,
  { privateKey, publicKey }: CryptoKeyPair,
): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  const claims = { htm: method, htu: url, ath: base64url.encode(new Uint8Array(hash)), ...(nonce && { nonce }) }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .sign(privateKey)
}
