import {
  type AuthorizationServer,
  allowInsecureRequests,
  clockTolerance,
  customFetch,
  processUserInfoResponse,
  validateApplicationLevelSignature,
} from 'oauth4webapi'
import { AuthError } from '../domain/errors.js'
import type { Provider } from '../domain/provider.js'
import { reveal, type Secret } from '../domain/secret.js'
import { type Answer, ask, DOCUMENT_MS, TOLERANCE, type Wire } from './wire.js'

/** An ID token whose claims were checked, and the keys to verify it with. */
export interface Signed {
  readonly idToken: Secret<'id-token'>
  readonly alg: string
  readonly sub: string
  readonly provider: Provider
  readonly clientId: string
  /** The provider's keys, or the request for them under way. */
  readonly keys: Answer | Promise<Answer>
}

/** The provider's key set. Asked for beside the token request, so that the way to a user is one round trip. */
export const askForKeys = (wire: Wire, { jwks_uri }: Provider): Promise<Answer> => ask(wire, jwks_uri, DOCUMENT_MS)

/**
 * Has oauth4webapi verify the signature, always: with the keys that were asked for before, and once more with a fresh set
 * when that one does not hold the key or the signature fails, because keys rotate.
 *
 * @throws {AuthError} id-token-signature, id-token-keys
 */
export async function checkSignature(wire: Wire, signed: Signed): Promise<void> {
  if (await isSignedWith(wire, signed, await signed.keys)) return
  const fresh = await askForKeys(wire, signed.provider)
  if (await isSignedWith(wire, signed, fresh)) return
  if (fresh.status === 200) throw new AuthError('id-token-signature', 'The signature of the ID token is wrong')
  throw new AuthError('id-token-keys', "The provider's keys cannot be fetched", { why: fresh.why })
}

async function isSignedWith(wire: Wire, signed: Signed, keys: Answer): Promise<boolean> {
  if (keys.status !== 200) return false
  const { idToken, alg, sub, provider, clientId } = signed
  // A fresh object each time, because oauth4webapi keys its caches by it. It changes no list.
  const server = { ...provider } as AuthorizationServer
  const client = { client_id: clientId, userinfo_signed_response_alg: alg, [clockTolerance]: TOLERANCE }
  // It checks signatures only in responses that it has read. Of those a signed answer of /userinfo is the one that costs
  // least to read, and it reads an ID token just as well: alg, crit, exp, nbf, iss, aud and sub, as a second opinion.
  const response = new Response(reveal(idToken), { headers: { 'content-type': 'application/jwt' } })
  try {
    await processUserInfoResponse(server, client, sub, response)
    await validateApplicationLevelSignature(server, response, {
      [allowInsecureRequests]: wire.isLoopback,
      [customFetch]: async () => new Response(keys.text, keys),
    })
    return true
  } catch {
    // Its errors hold the token: none of them goes on.
    return false
  }
}
