import type { AuthError } from '../domain/errors.js'
import { reveal } from '../domain/secret.js'
import type { Session } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { ask, TOKEN_MS, toDocument, type Wire } from './wire.js'

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
export async function fetchUserInfo(wire: Wire, { provider, grant, claims }: Session): Promise<UserInfo | undefined> {
  const url = provider.userinfo_endpoint
  if (!url) throw toUserInfoError('the provider offers none')
  const headers = { authorization: `Bearer ${reveal(grant.accessToken)}` }
  const answer = await ask(wire, url, TOKEN_MS, { headers })
  if (answer.status === 401) return undefined
  const info = toDocument(answer)
  if (!info) throw toUserInfoError(answer.why)
  if (info['sub'] !== claims.sub) throw toUserInfoError('about another user')
  const { __proto__: _, ...rest } = info
  // `sub` is a text: it is the user's.
  return rest as UserInfo
}

export const toUserInfoError = (why: string): AuthError<'user-info'> =>
  toAuthError('user-info', `No user information: ${why}`, { why })
