import { AuthError } from '../domain/errors.js'
import type { Provider } from '../domain/provider.js'
import { reveal, type Secret } from '../domain/secret.js'
import { ask, isJson, TOKEN_MS, type Wire } from './wire.js'

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
  const headers = { authorization: `Bearer ${reveal(accessToken)}` }
  const answer = await ask(wire, url, TOKEN_MS, { headers }).catch(() => {
    throw failed('no answer')
  })
  if (answer.status === 401) return undefined
  if (answer.status !== 200 || !answer.json || !isJson(answer)) throw failed(`status ${answer.status}`)
  const { __proto__: _, ...claims } = answer.json
  if (claims['sub'] !== sub) throw failed('about another user')
  return { ...claims, sub }
}

const failed = (why: string) => new AuthError('user-info', `No user information: ${why}`, { why })
