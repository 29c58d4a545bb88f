import type { AuthError } from '../domain/errors.js'
import { toPlain } from '../domain/plain.js'
import type { Provider } from '../domain/provider.js'
import { reveal, Secret } from '../domain/secret.js'
import type { Session } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { checkHeader, openJwt } from './id-token.js'
import { askForKeys, checkSignature } from './signature.js'
import { askBound, type JsonObject, TOKEN_MS, toDocument, type Wire } from './wire.js'

/** The claims of a `/userinfo` answer, as the provider sent them. */
export interface UserInfo {
  readonly sub: string
  readonly [claim: string]: unknown
}

/**
 * Asks for the user's claims with the access token in the header (OpenID Connect Core 1.0, section 5.3).
 * `undefined` when the provider no longer takes the token (401).
 *
 * @throws {AuthError} user-info, also when the answer is about somebody else: then all of it is discarded
 */
export async function fetchUserInfo(
  wire: Wire,
  clientId: string,
  { provider, grant, claims, proofKey: key, clockOffset }: Session,
): Promise<UserInfo | undefined> {
  const url = provider.userinfo_endpoint
  if (!url) throw toUserInfoError('the provider offers none')
  const { accessToken } = grant
  const init = { headers: { authorization: `${key ? 'DPoP' : 'Bearer'} ${reveal(accessToken)}` } }
  const answer = await askBound(wire, { key, accessToken, clockOffset, url, milliseconds: TOKEN_MS, init })
  if (answer.status === 401) return undefined
  const isSigned = answer.status === 200 && /^application\/jwt\b/i.test(answer.headers.get('content-type') ?? '')
  const info = isSigned ? await openSigned(wire, answer.text, { provider, clientId }) : toDocument(answer)
  if (!info) throw toUserInfoError(answer.why)
  if (info['sub'] !== claims.sub) throw toUserInfoError('about another user')
  // `sub` is a text: it is the user's.
  return toPlain(info) as UserInfo
}

/** The claims of a signed answer (section 5.3.2): by the provider's keys, and for nobody else. */
async function openSigned(
  wire: Wire,
  text: string,
  { provider, clientId }: { readonly provider: Provider; readonly clientId: string },
): Promise<JsonObject> {
  try {
    const { header, claims } = openJwt(text)
    const alg = checkHeader(header, provider)
    const { iss = provider.issuer, aud = clientId } = claims
    if (iss !== provider.issuer || ![aud].flat().includes(clientId)) throw toUserInfoError('for somebody else')
    const idToken = new Secret<'id-token'>(text)
    await checkSignature(wire, { idToken, alg, kid: header['kid'], provider, keys: askForKeys(wire, provider) })
    return claims
  } catch (error) {
    // Nothing else is thrown here; and what is wrong with it is told as of an answer of this endpoint.
    const { code } = error as AuthError
    throw code === 'user-info' ? error : toUserInfoError(code)
  }
}

export const toUserInfoError = (why: string): AuthError<'user-info'> =>
  toAuthError('user-info', `No user information: ${why}`, { why })
