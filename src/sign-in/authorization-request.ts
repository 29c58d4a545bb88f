import { must, mustBeValid, toParameters, toScopes } from '../client/checks.js'
import type { Config } from '../client/config.js'
import type { Context } from '../client/context.js'
import type { SignInOptions } from '../client/options.js'
import type { Api } from '../domain/api.js'
import type { AuthorizationRequest } from '../domain/authorization-request.js'
import type { Demand } from '../domain/challenge.js'
import { isAskedFor } from '../domain/scope.js'
import { reveal } from '../domain/secret.js'
import { toReturnTo } from './authorization-response.js'

/** A sign-in as it is asked for, with what a challenge demands in place of the challenge. */
export interface RequestParameters extends Omit<SignInOptions, 'challenge'> {
  readonly demand?: Demand | undefined
}

/** A sign-in as it was asked for. Every mistake is a `TypeError`. */
export function toAuthorizationRequest(
  { platform: { page }, config, current }: Context,
  options: RequestParameters,
): AuthorizationRequest {
  const { mode = 'redirect', returnTo, prompt, loginHint, uiLocales, demand } = options
  const { acrValues = demand?.acr?.join(' '), claims, authorizationDetails } = options
  // The demand is to be met, whatever else is asked for.
  const ages = [options.maxAge, demand?.maxAge].filter((age) => age !== undefined)
  const maxAge = ages.length ? Math.min(...ages) : undefined
  mustBeValid(/^(redirect|popup|silent)$/.test(mode), 'mode')
  mustBeValid(
    ages.every((age) => Number.isSafeInteger(age) && age >= 0),
    'maxAge',
  )
  mustBeValid(claims === undefined || (typeof claims === 'object' && !Array.isArray(claims)), 'claims')
  mustBeValid(!authorizationDetails || authorizationDetails.every(({ type }) => type), 'authorizationDetails')
  const isAboutUser = maxAge !== undefined || acrValues || claims || mode === 'silent'
  mustBeValid(config.openid !== false || !isAboutUser, 'openid')
  const session = current.entry?.session
  const { scopes, ...access } = toAccess(config, options, session)
  const parameters: Record<string, string> = { ...config.parameters, ...toParameters(options.params) }
  const data = { claims, authorization_details: authorizationDetails }
  const named = { prompt, login_hint: loginHint, ui_locales: uiLocales, acr_values: acrValues, max_age: maxAge }
  for (const [name, value] of Object.entries(data)) if (value) parameters[name] = JSON.stringify(value)
  for (const [name, value] of Object.entries(named)) if (value !== undefined) parameters[name] = `${value}`
  // A refresh token for the time without the user needs consent (OpenID Connect Core 1.0, section 11).
  if (scopes.includes('offline_access')) parameters['prompt'] ??= 'consent'
  if (mode === 'silent') {
    mustBeValid(!prompt || prompt === 'none', 'prompt')
    parameters['prompt'] = 'none'
    // Which user the session is to go on for (OpenID Connect Core 1.0, section 3.1.2.1).
    if (session) parameters['id_token_hint'] = reveal(session.idToken)
  }
  const sub = mode === 'silent' ? session?.claims.sub : undefined
  const asked = `${parameters['prompt']}`
  mustBeValid(asked === 'none' || !/\bnone\b/.test(asked), 'prompt')
  const place = page && returnTo && toReturnTo(page, returnTo)
  return {
    returnTo: place || (page?.url().href ?? ''),
    scope: scopes.join(' '),
    maxAge,
    parameters,
    mode,
    sub,
    asksLogin: /\blogin\b/.test(asked) || undefined,
    ...access,
    acr: demand?.acr ?? toEssentialAcr(claims),
  }
}

/** The declared API of that name. */
export function findApi({ apis }: Config, name: string): Api {
  const api = apis.find((other) => other.name === name)
  must(api, `No api '${name}' is declared`)
  return api
}

/** What to ask for: the APIs that are named, or all, and what the present session was asked for before, so that nothing is lost. */
function toAccess(config: Config, { apis: names, scopes, demand, mode }: RequestParameters, session: Present) {
  // A session that goes on silently asks for no more than it has: for more the provider would have to show itself. And one API
  // that asks for something is no reason to ask for what is another's.
  const isGoingOn = session && (mode === 'silent' || demand)
  const named = names?.map((name) => findApi(config, name))
  const chosen = config.apis.filter((api) => api === demand?.api || (named ? named.includes(api) : !isGoingOn))
  const kept = names || isGoingOn ? session : undefined
  const before = kept?.scope.split(' ')
  const all = toScopes(config.scopes, before, ...chosen.map((api) => api.scopes), scopes ?? undefined, demand?.scopes)
  const isKept = (api: Api) =>
    // One that declares no scopes leaves no trace of having been asked for but its token, and asks nothing of the user.
    api.scopes.length
      ? isAskedFor(api, all.join(' '))
      : !!demand || (!!api.audience && !!kept?.grants[api.audience.key])
  const wanted = config.apis.filter((api) => chosen.includes(api) || isKept(api))
  const resources = new Set(wanted.flatMap(({ audience }) => audience?.parameters['resource'] ?? []))
  const without = toScopes(kept?.without?.split(' '), demand?.apart).filter((scope) => !scopes?.includes(scope))
  return {
    scopes: all,
    resources: [...resources],
    // What was not asked for again must not be asked for at a renewal, which may bring less and never more.
    more: { ...kept?.more, ...demand?.more },
    without: without.join(' ') || undefined,
  }
}

type Present = NonNullable<Context['current']['entry']>['session'] | undefined

// What the app cannot do without (OpenID Connect Core 1.0, section 5.5.1.1).
function toEssentialAcr(claims: SignInOptions['claims']): readonly string[] | undefined {
  const { essential, value, values = value && [value] } = Object(Object(claims?.['id_token'])['acr'])
  return essential === true && Array.isArray(values) ? values : undefined
}
