import { must, toParameters, toScopes } from '../client/checks.js'
import type { Config } from '../client/config.js'
import type { Context } from '../client/context.js'
import type { SignInOptions } from '../client/options.js'
import type { Api } from '../domain/api.js'
import type { AuthorizationRequest } from '../domain/authorization-request.js'
import { isAskedFor } from '../domain/scope.js'
import { reveal } from '../domain/secret.js'
import { toReturnTo } from './authorization-response.js'

/** A sign-in as it was asked for. Every mistake is a `TypeError`. */
export function toAuthorizationRequest(
  { platform: { page }, config, current }: Context,
  options: SignInOptions,
): AuthorizationRequest {
  const { mode = 'redirect', returnTo, prompt, loginHint, uiLocales, challenge } = options
  const { acrValues = challenge?.acrValues, claims, authorizationDetails } = options
  // The challenge is to be met, whatever else is asked for.
  const ages = [options.maxAge, challenge?.maxAge].filter((age) => age !== undefined)
  const maxAge = ages.length ? Math.min(...ages) : undefined
  must(/^(redirect|popup|silent)$/.test(mode), "mode must be 'redirect', 'popup' or 'silent'")
  must(
    ages.every((age) => Number.isInteger(age) && age >= 0),
    'maxAge must be whole seconds from 0',
  )
  must(claims === undefined || (typeof claims === 'object' && !Array.isArray(claims)), 'claims must be an object')
  must(
    !authorizationDetails || authorizationDetails.every(({ type }) => type),
    'Each of authorizationDetails needs a type',
  )
  const isAboutUser = maxAge !== undefined || acrValues || claims || mode === 'silent'
  must(config.openid !== false || !isAboutUser, 'openid: false has no maxAge, acrValues, claims or silent sign-in')
  const session = current.entry?.session
  const { scopes, resources, more } = toAccess(config, options, session)
  const parameters: Record<string, string> = { ...config.parameters, ...toParameters(options.params) }
  const data = { claims, authorization_details: authorizationDetails }
  const named = { prompt, login_hint: loginHint, ui_locales: uiLocales, acr_values: acrValues, max_age: maxAge }
  for (const [name, value] of Object.entries(data)) if (value) parameters[name] = JSON.stringify(value)
  for (const [name, value] of Object.entries(named)) if (value !== undefined) parameters[name] = `${value}`
  // A refresh token for the time without the user needs consent (OpenID Connect Core 1.0, section 11).
  if (scopes.includes('offline_access')) parameters['prompt'] ??= 'consent'
  if (mode === 'silent') {
    must(!prompt || prompt === 'none', "mode 'silent' is prompt 'none'")
    parameters['prompt'] = 'none'
    // Which user the session is to go on for (OpenID Connect Core 1.0, section 3.1.2.1).
    if (session) parameters['id_token_hint'] = reveal(session.idToken)
  }
  const sub = mode === 'silent' ? session?.claims.sub : undefined
  const asked = `${parameters['prompt']}`
  must(asked === 'none' || !/\bnone\b/.test(asked), "prompt 'none' stands alone")
  const place = page && returnTo && toReturnTo(page, returnTo)
  return {
    returnTo: place || (page?.url().href ?? ''),
    scope: scopes.join(' '),
    maxAge,
    parameters,
    mode,
    sub,
    resources,
    more,
    acr: challenge?.acrValues ? toAcr(challenge.acrValues) : toEssentialAcr(claims),
  }
}

/** The values of a list with spaces between them. An empty one is none: a provider that reached nothing may say so with it. */
export const toAcr = (list: string): readonly string[] => list.split(' ').filter(Boolean)

/** The declared API of that name. */
export function findApi({ apis }: Config, name: string): Api {
  const api = apis.find((other) => other.name === name)
  must(api, `No api '${name}' is declared`)
  return api
}

/** What to ask for: the APIs that are named, or all, and what the present session was asked for, so that nothing is lost. */
function toAccess(config: Config, { apis: names, scopes, challenge, mode }: SignInOptions, session: Present) {
  // A session that goes on silently asks for no more than it has: for more the provider would have to show itself.
  const isGoingOn = mode === 'silent' && session && !challenge
  const chosen = (names ?? (isGoingOn ? [] : undefined))?.map((name) => findApi(config, name)) ?? config.apis
  const kept = names || challenge || isGoingOn ? session : undefined
  const before = kept?.scope.split(' ')
  const all = toScopes(
    config.scopes,
    before,
    ...chosen.map((api) => api.scopes),
    scopes ?? undefined,
    challenge?.scopes ?? undefined,
  )
  const isKept = (api: Api) =>
    // One that declares no scopes leaves no trace of having been asked for but its token.
    api.scopes.length ? isAskedFor(api, all.join(' ')) : !!api.audience && !!kept?.grants[api.audience.key]
  const wanted = config.apis.filter((api) => chosen.includes(api) || isKept(api))
  const resources = new Set(wanted.flatMap(({ audience }) => audience?.parameters['resource'] ?? []))
  const key = challenge?.api && findApi(config, challenge.api).audience?.key
  // What was not asked for again must not be asked for at a renewal, which may bring less and never more.
  const more = { ...kept?.more }
  if (key && challenge.scopes) more[key] = toScopes(more[key]?.split(' '), challenge.scopes).join(' ')
  return { scopes: all, resources: [...resources], more }
}

type Present = NonNullable<Context['current']['entry']>['session'] | undefined

// What the app cannot do without (OpenID Connect Core 1.0, section 5.5.1.1).
function toEssentialAcr(claims: SignInOptions['claims']): readonly string[] | undefined {
  const { essential, value, values = value && [value] } = Object(Object(claims?.['id_token'])['acr'])
  return essential === true && Array.isArray(values) ? values : undefined
}
