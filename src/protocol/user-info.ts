import { AuthError } from '../domain/errors.js'
import type { Provider } from '../domain/provider.js'
import { reveal, type Secret } from '../domain/secret.js'
import { type Answer, ask, isJson, TOKEN_LIMITS, toJson, type Wire } from './wire.js'

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
  { provider, accessToken, sub }: { provider: Provider; accessToken: Secret<'access-token'>; sub: string },
): Promise<UserInfo | undefined> {
  const url = provider.userinfo_endpoint
  if (!url) throw failed('the provider offers none')
  const headers = { accept: 'application/json', authorization: `Bearer ${reveal(accessToken)}` }
  const answer = await ask(wire, url, { headers }, TOKEN_LIMITS).catch(() => {
    throw failed('no answer')
  })
  return answer.status === 401 ? undefined : readUserInfo(answer, sub)
}

function readUserInfo(answer: Answer, sub: string): UserInfo {
  if (answer.status !== 200) throw failed('refused', answer.status)
  const body = isJson(answer) ? toJson(answer) : undefined
  if (!body) throw failed('not a JSON object')
  if (body['sub'] !== sub) throw failed('about another user')
  const { __proto__: _, ...claims } = body
  return { ...claims, sub }
}

function failed(why: string, status?: number): AuthError {
  return new AuthError('user-info', `No user information: ${why}`, { why, ...(status !== undefined && { status }) })
}
