import { encode } from './compact.js'
import { loadJose } from './jose.js'
import { type Provider, secondsNow } from './provider.js'
import { toRandomString } from './randomness.js'

/** A request as a proof is bound to it. */
export type ProvenRequest = { readonly method: string; readonly url: string; readonly headers: Headers }

/** What a proof shows: whose key it is; or why it is refused, and the nonce to use. */
export type ProofVerdict =
  | { readonly jkt: string; readonly refusal?: undefined }
  | { readonly jkt?: undefined; readonly refusal: 'invalid_dpop_proof' | 'use_dpop_nonce'; readonly why: string }

const ALGORITHMS = ['ES256', 'PS256', 'RS256', 'Ed25519', 'EdDSA']
const OLDEST_SECONDS = 60

/** The algorithms of proofs that the provider takes. */
export const PROOF_ALGORITHMS: readonly string[] = ALGORITHMS

/** Checks a proof as RFC 9449 section 4.3 has it; `undefined` when there is none. */
export async function checkProof(
  provider: Provider,
  { method, url, headers }: ProvenRequest,
  accessToken?: string,
): Promise<ProofVerdict | undefined> {
  const proof = headers.get('dpop')
  if (proof === null) return undefined
  const refuse = (why: string) => ({ refusal: 'invalid_dpop_proof', why }) as const
  const { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } = await loadJose()
  const verified = await jwtVerify(proof, EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: ALGORITHMS,
    currentDate: new Date(provider.settings.now()),
  }).catch((error: Error) => refuse(error.message))
  if ('refusal' in verified) return verified
  const { payload, protectedHeader } = verified
  const { origin, pathname } = new URL(url)
  const { jti, htm, htu, iat, nonce, ath } = payload
  if (protectedHeader.jwk && 'd' in protectedHeader.jwk) return refuse('the private key is in it')
  if (htm !== method) return refuse(`htm is ${htm}`)
  if (htu !== `${origin}${pathname}`) return refuse(`htu is ${htu}`)
  if (Math.abs((iat ?? 0) - secondsNow(provider)) > OLDEST_SECONDS) return refuse('iat is not now')
  if (typeof jti !== 'string' || provider.seenProofs.has(jti)) return refuse('jti is missing or was seen before')
  provider.seenProofs.add(jti)
  if (ath !== (accessToken === undefined ? undefined : await toHash(accessToken))) return refuse('ath does not match')
  const wanted = provider.nonces.get(origin)
  if (provider.settings.dpopNonces && (wanted === undefined || nonce !== wanted)) {
    return { refusal: 'use_dpop_nonce', why: 'The nonce is missing or old' }
  }
  // `EmbeddedJWK` has found a key in the header.
  return { jkt: await calculateJwkThumbprint(protectedHeader.jwk ?? {}) }
}

/** The nonce that a server wants from here on, as the header that tells it; none where the provider asks for none. */
export function toNonceHeader(provider: Provider, url: string): Readonly<Record<string, string>> {
  if (!provider.settings.dpopNonces) return {}
  const { origin } = new URL(url)
  const nonce = provider.nonces.get(origin) ?? toRandomString()
  provider.nonces.set(origin, nonce)
  return { 'DPoP-Nonce': nonce }
}

async function toHash(text: string): Promise<string> {
  return encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))))
}
