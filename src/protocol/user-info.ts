import type { AuthError } from '../domain/errors.js'
import { toPlain } from '../domain/plain.js'
import { reveal, Secret } from '../domain/secret.js'
import type { Session } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { checkHeader, checkTimes, findWrong, openJwt, toClockOffset } from './id-token.js'
import { askForKeys, checkSignature } from './signature.js'
import { askBound, type JsonObject, TOKEN_MS, TOLERANCE, toDocument, type Wire } from './wire.js'

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
export async function fetchUserInfo(wire: Wire, clientId: string, session: Session): Promise<UserInfo | undefined> {
  const { provider, grant, claims, proofKey: key, clockOffset } = session
  const url = provider.userinfo_endpoint
  if (!url) throw toUserInfoError('the provider offers none')
  const { accessToken } = grant
  const init = { headers: { authorization: `${key ? 'DPoP' : 'Bearer'} ${reveal(accessToken)}` } }
  const answer = await askBound(wire, { key, accessToken, clockOffset, url, milliseconds: TOKEN_MS, init })
  if (answer.status === 401) return undefined
  const isSigned = answer.status === 200 && /^application\/jwt\b/i.test(answer.headers.get('content-type') ?? '')
  const info = isSigned ? await openSigned(wire, clientId, { text: answer.text, session }) : toDocument(answer)
  if (!info) throw toUserInfoError(answer.why)
  if (info['sub'] !== claims.sub) throw toUserInfoError('about another user')
  // `sub` is a text: it is the user's.
  return toPlain(info) as UserInfo
}

/**
 * What only another kind of token has: of an ID token that is played back here, and of a logout token (OpenID Connect Back-Channel Logout
 * 1.0, section 2.4). Neither says by its `typ` what it is.
 */
const OF_ANOTHER_KIND = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events']

/** The claims of a signed answer (section 5.3.2): by the provider's keys, for nobody else, and of this hour. */
async function openSigned(wire: Wire, clientId: string, { text, session }: Signed): Promise<JsonObject> {
  const { provider } = session
  try {
    const { header, claims } = openJwt(text)
    // Its own list: what signs an ID token need not sign this. Where nothing is announced any signature with a public key will do.
    const alg = checkHeader(header, provider.userinfo_signing_alg_values_supported)
    const { iss = provider.issuer, aud = clientId } = claims
    if (iss !== provider.issuer || ![aud].flat().includes(clientId)) throw toUserInfoError('for somebody else')
    if (OF_ANOTHER_KIND.some((claim) => claim in claims)) throw toUserInfoError('another kind of token')
    checkTime(wire, claims, session)
    const idToken = new Secret<'id-token'>(text)
    await checkSignature(wire, { idToken, alg, kid: header['kid'], provider, keys: askForKeys(wire, provider) })
    return claims
  } catch (error) {
    // Nothing else is thrown here; and what is wrong with it is told as of an answer of this endpoint.
    const { code } = error as AuthError
    throw code === 'user-info' ? error : toUserInfoError(code)
  }
}

interface Signed {
  readonly text: string
  readonly session: Session
}

/**
 * Each time may be left out, and is judged when it is there, as that of a renewed ID token is: one that was made long ago is an
 * answer to another request.
 */
function checkTime(wire: Wire, claims: JsonObject, { claims: previous, clockOffset: known }: Session): void {
  const local = wire.now().wall / 1000
  const isDated = typeof claims['iat'] === 'number'
  const now = local + (isDated ? toClockOffset(claims, { previous, clockOffset: known }, local) : known)
  const { exp = now + 1, iat = now, nbf = now } = claims
  const claim = findWrong(checkTimes(now, { exp, iat, nbf }, TOLERANCE))
  if (claim) throw toUserInfoError(`a wrong ${claim}`)
}

export const toUserInfoError = (why: string): AuthError<'user-info'> =>
  toAuthError('user-info', `No user information: ${why}`, { why })
