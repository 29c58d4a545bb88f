import {
  allowInsecureRequests,
  clockSkew,
  customFetch,
  DPoP,
  type DPoPHandle,
  generateKeyPair,
  isDPoPNonceError,
  modifyAssertion,
  protectedResourceRequest,
} from 'oauth4webapi'
import type { ProofKey } from '../domain/proof-key.js'
import type { Provider } from '../domain/provider.js'
import { reveal } from '../domain/secret.js'
import { toAuthError } from '../domain/to-auth-error.js'
import type { Platform } from '../platform/platform.js'
import { toSkew } from './clock.js'
import { toShownHeaders } from './shown-headers.js'
import type { Answered, Bound, DpopProofs } from './wire.js'

/** Algorithms by their JOSE names (RFC 7518 section 3.1, RFC 9864), the preferred one first. */
const ALGORITHMS = ['ES256', 'Ed25519', 'EdDSA', 'PS256', 'RS256']
/** Keys whose nonces are kept: that of the session, and those of sign-ins under way. */
const KEYS_KEPT = 20

/**
 * What makes the proofs of one page. `report` is told of a nonce that was asked for and that CORS hides, and, before a sign-in leaves, of a
 * provider whose metadata says nothing of proofs (RFC 9449 section 5.1): most of those give bearer tokens, which are refused.
 */
export function createDpopProofs(
  platform: Pick<Platform, 'subtle' | 'now'>,
  report: (problem: 'dpop-nonce-hidden' | 'dpop-unannounced') => void,
): DpopProofs {
  // By thumbprint, because a key that is read from the store again is another object; the library keeps a handle's nonces by
  // origin: a nonce is the server's own, and never shown to another (section 8.2).
  const handles = new Map<string, Promise<DPoPHandle>>()
  const toHandle = (bound: Bound, method = ''): Promise<DPoPHandle> => {
    const { proofKey, clockOffset = 0 } = bound
    const name = `${proofKey.jkt} ${clockOffset} ${method}`
    const handle = handles.get(name) ?? createHandle(platform, bound, method)
    handles.delete(name)
    handles.set(name, handle)
    const [oldest] = handles.keys()
    if (handles.size > KEYS_KEPT && oldest !== undefined) handles.delete(oldest)
    return handle
  }
  /** Whether an error asks for a nonce that was given with it. */
  const mayRepeat = (error: unknown, headers: Answered['headers'] | undefined): boolean => {
    const isAsked = isDPoPNonceError(error)
    const isGiven = headers?.has('dpop-nonce') ?? false
    if (isAsked && !isGiven) report('dpop-nonce-hidden')
    return isAsked && isGiven
  }
  return {
    createKey(provider) {
      if (!provider.dpop_signing_alg_values_supported) report('dpop-unannounced')
      return createKey(platform, provider)
    },
    async run(bound, request) {
      const handle = await toHandle(bound)
      return request({ DPoP: handle }).catch((error) => {
        if (!mayRepeat(error, error.response?.headers)) throw error
        return request({ DPoP: handle })
      })
    },
    async exchange(bound, { method, url, accessToken }, send) {
      // The library knows methods in capitals alone, and `fetch` sends others as they are spelt.
      const handle = await toHandle(bound, method === method.toUpperCase() ? '' : method)
      const sent: { answer?: Answered } = {}
      const asked = await protectedResourceRequest(reveal(accessToken), method, new URL(url), undefined, null, {
        DPoP: handle,
        // The URL is a declared API's, which was found to be safe.
        [allowInsecureRequests]: true,
        async [customFetch](_, { headers: { authorization = '', dpop = '' } }) {
          const answer = await send({ authorization, dpop })
          sent.answer = answer
          // Never the answer itself: nothing of it is the protocol's to read.
          return new Response(null, { headers: toShownHeaders(answer) })
        },
      }).then(
        () => undefined,
        (error: unknown) => error,
      )
      const { answer } = sent
      // What sending failed with is the caller's own.
      if (!answer) throw asked
      // What was sent by `send` is what it gave.
      return { answer: answer as Awaited<ReturnType<typeof send>>, mayRepeat: mayRepeat(asked, answer.headers) }
    },
  }
}

async function createHandle(
  { subtle, now }: Pick<Platform, 'subtle' | 'now'>,
  { proofKey: { alg, jwk, privateKey }, clockOffset = 0 }: Bound,
  method: string,
): Promise<DPoPHandle> {
  const publicKey = await subtle.importKey('jwk', jwk, privateKey.algorithm, true, ['verify'])
  return DPoP(
    { [clockSkew]: toSkew(now(), clockOffset) },
    { privateKey, publicKey },
    {
      [modifyAssertion](header, payload) {
        // As the provider calls it: one name of Ed25519 is older than the other (RFC 9864).
        header['alg'] = alg
        if (method) payload['htm'] = method
      },
    },
  )
}

/** A key that no script can read out, of the first algorithm that the provider takes (section 5.1). */
async function createKey({ subtle, now }: Pick<Platform, 'subtle' | 'now'>, provider: Provider): Promise<ProofKey> {
  const taken = provider.dpop_signing_alg_values_supported
  for (const alg of ALGORITHMS) {
    if (taken && !taken.includes(alg)) continue
    // An engine without this algorithm: the next one.
    const pair = await generateKeyPair(alg).catch(() => undefined)
    if (!pair) continue
    const { privateKey, publicKey } = pair
    const { crv, e, kty, n, x, y } = await subtle.exportKey('jwk', publicKey)
    const members = Object.entries({ crv, e, kty, n, x, y }).filter(([, value]) => value !== undefined)
    // Those that are left are texts.
    const jwk = Object.fromEntries(members) as Record<string, string>
    const jkt = await DPoP({ [clockSkew]: toSkew(now()) }, pair).calculateThumbprint()
    return { alg, privateKey, jwk, jkt }
  }
  const feature = 'dpop_signing_alg_values_supported'
  throw toAuthError('discovery-unsupported', 'The provider takes no proof of an algorithm that there is', { feature })
}
