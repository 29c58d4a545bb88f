import { must, toScopes } from '../client/checks.js'
import type { Context } from '../client/context.js'
import type { Api } from '../domain/api.js'
import { type Challenge, type Demand, toAcr, toSafeAcr } from '../domain/challenge.js'
import { findApi } from './authorization-request.js'

/**
 * What a challenge demands. It is handed over by the app, which may have it from anywhere: what its API has not declared does
 * not count, whatever `challengeOf` has said.
 *
 * @throws {TypeError} for what is no challenge, and for an API that is not declared
 */
export function toDemand({ config, current }: Context, challenge: Challenge): Demand {
  const { error, api: name, acrValues = '', maxAge, scopes: asked = [] } = challenge
  const acr = typeof acrValues === 'string' ? toAcr(acrValues) : undefined
  must(
    /^insufficient_(user_authentication|scope)$/.test(error) &&
      Array.isArray(asked) &&
      acr?.length === toSafeAcr(`${acrValues}`).length,
    'challenge must be as challengeOf gives it',
  )
  const api = name === undefined ? undefined : findApi(config, name)
  const scopes = api ? api.declared.filter((scope) => asked.includes(scope)) : []
  return { api, maxAge, scopes, acr: acr?.length ? acr : undefined, ...toOwn(config, api, current.entry?.session) }

  // The user is asked for all scopes in one. Those of an API with a token of its own are for that token: the sign-in's goes to
  // other APIs, and gets them when the app has named them there, too.
  function toOwn({ scopes: identity, apis }: Context['config'], asker: Api | undefined, session: Present) {
    const key = asker?.audience?.key
    if (!key) return { more: {}, apart: [] }
    const beyond = scopes.filter((scope) => !asker.scopes.includes(scope))
    const others = apis.filter(({ audience }) => !audience)
    const elsewhere = [identity, session?.scope.split(' ') ?? [], ...others.map(({ declared }) => declared)].flat()
    const own = toScopes(session?.more?.[key]?.split(' '), beyond).join(' ')
    return {
      more: own ? { [key]: own } : {},
      apart: others.length ? scopes.filter((one) => !elsewhere.includes(one)) : [],
    }
  }
}

type Present = NonNullable<Context['current']['entry']>['session'] | undefined
