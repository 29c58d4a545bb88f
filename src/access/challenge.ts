import type { Config } from '../client/config.js'
import { toUrl } from '../domain/address.js'
import { matchApi } from '../domain/api.js'
import type { Challenge, RefusedResponse } from '../domain/challenge.js'
import { parseChallenges } from '../protocol/challenge.js'

// Of the schemes that carry a token; the one that says most comes first.
const toOurs = ({ headers }: RefusedResponse) =>
  parseChallenges(headers.get('www-authenticate') ?? '').filter(({ scheme }) => /^(bearer|dpop)$/.test(scheme))

/**
 * Whether an answer says that its token is bad. A challenge that names another trouble is not helped by renewing (RFC 6750
 * section 3.1); one that cannot be read (not exposed by CORS) says nothing, and then the status alone decides.
 */
export function isBadToken(response: RefusedResponse): boolean {
  const errors = toOurs(response).flatMap(({ parameters }) => parameters.get('error') ?? [])
  return response.status === 401 && (!errors.length || errors.includes('invalid_token'))
}

/** What a 401 or 403 asks for (RFC 9470 section 3; RFC 6750 section 3.1), when it asks for something that a sign-in can bring. */
export function challengeOf({ apis }: Config, response: RefusedResponse): Challenge | undefined {
  if (response.status !== 401 && response.status !== 403) return undefined
  const url = toUrl(response.url)
  const api = url && matchApi(apis, url)?.name
  for (const { parameters } of toOurs(response)) {
    const error = parameters.get('error')
    const maxAge = parameters.get('max_age')
    const about = { ...(api && { api }) }
    if (error === 'insufficient_user_authentication') {
      const acrValues = parameters.get('acr_values')
      const seconds = maxAge && /^\d{1,9}$/.test(maxAge) ? Number(maxAge) : undefined
      return Object.freeze({
        error,
        ...about,
        ...(acrValues && { acrValues }),
        ...(seconds !== undefined && { maxAge: seconds }),
      })
    }
    if (error === 'insufficient_scope') {
      const scopes = (parameters.get('scope') ?? '').split(' ').filter((scope) => /^[!#-[\]-~]+$/.test(scope))
      return Object.freeze({ error, ...about, ...(scopes.length && { scopes: Object.freeze(scopes) }) })
    }
  }
  return undefined
}
