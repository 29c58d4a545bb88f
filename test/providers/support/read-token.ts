import { createRemoteJWKSet, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import type { Running } from '../provider.js'

interface Metadata {
  readonly jwks_uri: string
  readonly userinfo_endpoint?: string
}

/** A provider as an API knows it. */
export interface Known {
  readonly provider: Running
  readonly metadata: Metadata
  readonly keys: ReturnType<typeof createRemoteJWKSet>
}

export async function know(provider: Running): Promise<Known> {
  const response = await fetch(`${provider.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const metadata = (await response.json()) as Metadata
  return { provider, metadata, keys: createRemoteJWKSet(new URL(metadata.jwks_uri)) }
}

/** Reads a token as an API must: a JWT by its signature, and by nothing else; only of what is none the provider is asked. */
export async function readToken(
  { provider, metadata, keys }: Known,
  token: string,
  audience?: string,
): Promise<JWTPayload> {
  if (isJwt(token)) {
    const { payload } = await jwtVerify(token, keys, { issuer: provider.issuer, ...(audience && { audience }) })
    if (isIdToken(payload, provider)) throw new Error('This is an ID token')
    return payload
  }
  // A reference says nothing by itself; and who it is for, the provider does not say.
  if (audience !== undefined) throw new Error(`${NO_JWT}who it is for`)
  const claims = await ask(token, provider, metadata)
  if (!claims) throw new Error(`${NO_JWT}what it is good for`)
  return claims
}

function isJwt(token: string): boolean {
  try {
    return decodeProtectedHeader(token).alg !== undefined
  } catch {
    // What has no header of that form is a reference.
    return false
  }
}

/** By what no access token has (OpenID Connect Core 1.0 section 2): a renewed one has no nonce, but is for the client all the same. */
const isIdToken = ({ nonce, at_hash: hash, aud }: JWTPayload, { clientId }: Running): boolean =>
  nonce !== undefined || hash !== undefined || [aud].flat().includes(clientId)

const NO_JWT = 'This token is no JWT, and nobody says '

async function ask(token: string, { claimsOf }: Running, metadata: Metadata): Promise<JWTPayload | undefined> {
  if (claimsOf) return claimsOf(token)
  if (!metadata.userinfo_endpoint) return undefined
  const response = await fetch(metadata.userinfo_endpoint, { headers: { Authorization: `Bearer ${token}` } })
  return response.ok ? ((await response.json()) as JWTPayload) : undefined
}
