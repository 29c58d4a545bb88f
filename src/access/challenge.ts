import { isScope } from '../client/checks.js'
import type { Config } from '../client/config.js'
import { toUrl } from '../domain/address.js'
import { type Api, matchApi } from '../domain/api.js'
import { type Challenge, type RefusedResponse, toSafeAcr } from '../domain/challenge.js'
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

const answers = new WeakMap<object, Api>()

/** Notes whose answer it is, for one that has no address of its own: made by a `fetch` of the app, or put together from an XHR. */
export const noteAnswer = (response: RefusedResponse, api: Api): unknown => answers.set(response, api)

/**
 * What a 401 or 403 asks for (RFC 9470 section 3; RFC 6750 section 3.1), when it asks for something that a sign-in can bring.
 * Only a declared API can ask, and of scopes only for those that were declared for it: what an API says is no reason to ask the
 * user for what the app did not think of.
 */
export function challengeOf({ apis }: Config, response: RefusedResponse): Challenge | undefined {
  if (response.status !== 401 && response.status !== 403) return undefined
  const url = toUrl(response.url)
  const asked = answers.get(response)
  const api = url ? matchApi(apis, url) : asked && apis.find((one) => one === asked)
  if (!api) return undefined
  for (const { parameters } of toOurs(response)) {
    const error = parameters.get('error')
    const about = { api: api.name }
    if (error === 'insufficient_user_authentication') {
      const acrValues = toSafeAcr(parameters.get('acr_values') ?? '').join(' ')
      const maxAge = parameters.get('max_age') ?? ''
      return Object.freeze({
        error,
        ...about,
        ...(acrValues && { acrValues }),
        ...(/^\d{1,9}$/.test(maxAge) && { maxAge: Number(maxAge) }),
      })
    }
    if (error === 'insufficient_scope') {
      const named = [...new Set((parameters.get('scope') ?? '').split(' '))].filter(isScope)
      const [scopes, refused] = [true, false].map((isDeclared) =>
        Object.freeze(named.filter((scope) => api.declared.includes(scope) === isDeclared)),
      )
      return Object.freeze({ error, ...about, ...(scopes?.length && { scopes }), ...(refused?.length && { refused }) })
    }
  }
  return undefined
}
