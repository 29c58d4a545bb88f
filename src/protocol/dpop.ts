import { toBase64Url } from '../domain/base64url.js'
import { AuthError } from '../domain/errors.js'
import type { ProofKey } from '../domain/proof-key.js'
import type { Provider } from '../domain/provider.js'
import { reveal } from '../domain/secret.js'
import type { Platform } from '../platform/platform.js'
import type { Proofs, Proven } from './wire.js'

type Subtle = Platform['subtle']

/** Algorithms by their JOSE names (RFC 7518 section 3.1, RFC 9864), the preferred one first. */
const ALGORITHMS: readonly (readonly [alg: string, generate: object, sign: AlgorithmIdentifier | EcdsaParams])[] = [
  ['ES256', { name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' } as EcdsaParams],
  ['Ed25519', { name: 'Ed25519' }, { name: 'Ed25519' }],
  ['EdDSA', { name: 'Ed25519' }, { name: 'Ed25519' }],
  ['PS256', toRsa('RSA-PSS'), { name: 'RSA-PSS', saltLength: 32 } as AlgorithmIdentifier],
  ['RS256', toRsa('RSASSA-PKCS1-v1_5'), { name: 'RSASSA-PKCS1-v1_5' }],
]

function toRsa(name: string): RsaHashedKeyGenParams {
  return { name, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }
}

// In two steps: what looks for both at once looks from each of the one for each of the other.
const asksForNonce = (header: string): boolean =>
  /\berror\s*=\s*"?use_dpop_nonce\b/i.test(header.slice(header.search(/\bdpop\b|$/i)))
/** How much of a header is looked at: a longer one would be a way to keep the page busy. */
const LONGEST_HEADER = 8_192
/** Nonces are kept for so many servers. */
const SERVERS_KEPT = 100

/** What makes the proofs of one page. `onHidden` is told of a nonce that was asked for and that CORS hides. */
export function createProofs(platform: Pick<Platform, 'subtle' | 'random' | 'now'>, onHidden: () => void): Proofs {
  const { subtle, random, now } = platform
  // By origin: a nonce is the server's own, and never shown to another (section 8.2).
  const nonces = new Map<string, string>()
  return {
    createKey: (provider) => createKey(subtle, provider),
    async prove(key, { method, url, accessToken, clockOffset = 0 }: Proven) {
      const { origin, pathname } = new URL(url)
      const nonce = nonces.get(origin)
      const claims = {
        jti: random(16),
        htm: method,
        // Without query and fragment (section 4.2).
        htu: origin + pathname,
        iat: Math.floor(now().wall / 1000) + clockOffset,
        ...(nonce !== undefined && { nonce }),
        ...(accessToken && { ath: await toHash(subtle, reveal(accessToken)) }),
      }
      return sign(subtle, key, claims)
    },
    learn(url, { status, headers, json }) {
      const { origin } = new URL(url)
      const nonce = headers.get('dpop-nonce')
      if (nonce) {
        nonces.delete(origin)
        nonces.set(origin, nonce)
        const [oldest] = nonces.keys()
        if (nonces.size > SERVERS_KEPT && oldest !== undefined) nonces.delete(oldest)
      }
      const isAsked =
        (status === 400 && Object(json).error === 'use_dpop_nonce') ||
        (status === 401 && asksForNonce((headers.get('www-authenticate') ?? '').slice(0, LONGEST_HEADER)))
      if (isAsked && !nonce) onHidden()
      return isAsked && !!nonce
    },
  }
}

/** A key that no script can read out, of the first algorithm that the provider takes (section 5.1). */
async function createKey(subtle: Subtle, provider: Provider): Promise<ProofKey> {
  const taken = provider.dpop_signing_alg_values_supported
  for (const [alg, parameters] of ALGORITHMS) {
    if (taken && !taken.includes(alg)) continue
    // An engine without this algorithm: the next one.
    const pair = await (
      subtle.generateKey(parameters as EcKeyGenParams, false, ['sign', 'verify']) as Promise<CryptoKeyPair>
    ).catch(() => undefined)
    if (!pair) continue
    // Required members in alphabetical order: their text is what the thumbprint is of (RFC 7638 section 3).
    const { crv, e, kty, n, x, y } = await subtle.exportKey('jwk', pair.publicKey)
    const members = Object.entries({ crv, e, kty, n, x, y }).filter(([, value]) => value !== undefined)
    // Those that are left are texts.
    const jwk = Object.fromEntries(members) as Record<string, string>
    return { alg, privateKey: pair.privateKey, jwk, jkt: await toHash(subtle, JSON.stringify(jwk)) }
  }
  const feature = 'dpop_signing_alg_values_supported'
  throw new AuthError(
    'discovery-unsupported',
    'The provider takes no proof of an algorithm that there is',
    { feature },
    ['sign-in', 'never'],
  )
}

async function sign(subtle: Subtle, { alg, privateKey, jwk }: ProofKey, claims: object): Promise<string> {
  const text = [{ typ: 'dpop+jwt', alg, jwk }, claims].map(toSegment).join('.')
  const parameters = ALGORITHMS.find(([name]) => name === alg)?.[2] ?? alg
  const signature = await subtle.sign(parameters, privateKey, new TextEncoder().encode(text))
  return `${text}.${toBase64Url(new Uint8Array(signature))}`
}

const toSegment = (part: object): string => toBase64Url(new TextEncoder().encode(JSON.stringify(part)))

async function toHash(subtle: Subtle, text: string): Promise<string> {
  return toBase64Url(new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(text))))
}
