import { isSafeUrl, toUrl } from '../domain/address.js'
import { type Api, sharesOrigin, toPlace } from '../domain/api.js'
import { toClientHash } from '../domain/state-parameter.js'
import type { Platform } from '../platform/platform.js'
import { mustBeValid, refuseUnknown, toParameters, toScopes } from './checks.js'
import type { AnyOptions, Config, Seams } from './config.js'
import { mustBeIssuer, mustBeOfHere } from './option-rules.js'
import type { ApiOptions } from './options.js'

const OPTIONS =
  'issuer clientId audiences redirectUri postLogoutRedirectUri endSession relayUri scopes apis userInfo persistence sessionLifetimeSeconds idle ' +
  'authorizationParams strict dpop par initiateLogin openid profile leave onReturn fetch log'

// Its address, what its token is asked for with, and its origin where no other API has that.
function toPrefixes({ places, audience }: Pick<Api, 'places' | 'audience'>, isShared: boolean): readonly string[] {
  const { resource, audience: named } = audience?.parameters ?? {}
  const origins = isShared ? [] : places.map((place) => new URL(place).origin)
  const own = [...places, resource, named, ...origins].flatMap((one) =>
    one ? one.toLowerCase().replace(/\/*$/, '/') : [],
  )
  // The longest first: the scope is what is left.
  return [...new Set(own)].sort((one, other) => other.length - one.length)
}

/** The data and the functions of the options, checked. Every mistake is a `TypeError` that says what to write instead. */
export function toConfig(
  options: AnyOptions,
  { page, resolve, isLoopback, dropsAuthorization }: Platform,
): readonly [Config, Seams] {
  refuseUnknown(options, OPTIONS, 'option')
  const { profile, leave, onReturn, fetch, log, ...data } = options
  const metadata = typeof data.issuer === 'object' ? structuredClone(data.issuer) : undefined
  // Checked below, whatever it is.
  const issuer = metadata ? metadata.issuer : (data.issuer as string)
  const {
    clientId,
    redirectUri = '',
    postLogoutRedirectUri = redirectUri,
    relayUri = redirectUri,
    persistence = 'browser',
  } = data
  const { sessionLifetimeSeconds = 2_592_000 } = data

  const here = page?.url() ?? resolve('/')
  const ofHere = (url: URL | undefined) => (url?.origin === here?.origin ? url : undefined)
  // A `<base>` that points to another origin, injected perhaps, moves nothing of the app's.
  const root = ofHere(page?.base()) ?? toUrl('/', here)
  const near = ofHere(resolve('')) ?? here
  // Only what names its scheme leads to another origin: not `//host/` either.
  const read = (text: string, base: URL | undefined) => toUrl(text) ?? ofHere(toUrl(text, base))

  const toSafe = (name: string, url: URL | undefined, without: RegExp, mayBeHttp = isLoopback): URL => {
    mustBeValid(url && isSafeUrl(url, mayBeHttp) && !without.test(url.href), 'url', name)
    return url
  }
  const toUri = (name: string, text: string, isOwn?: unknown): string => {
    const url = read(text, root)
    if (isOwn) mustBeOfHere(name, url, here)
    const { href } = toSafe(name, isOwn ? ofHere(url) : url, /#/)
    // An absolute value is sent as it was written: providers compare it byte for byte.
    return toUrl(text) ? text : href
  }
  const toApi = ([name, api]: readonly [string, ApiOptions]) => {
    refuseUnknown(api, 'url scopes incrementalScopes resource params anonymous headers', `option of apis.${name}`)
    // An empty text would be the page itself.
    const places = [api.url].flat().map((text) => toPlace(toSafe(name, read(text || '#', near), /[?#]/)))
    const { resource, params, anonymous, headers } = api
    const scopes = toScopes(api.scopes)
    const declared = toScopes(scopes, api.incrementalScopes)
    // An absolute URI without a fragment (RFC 8707 section 2).
    mustBeValid(!resource || (toUrl(resource) && !resource.includes('#')), 'resource', `apis.${name}.resource`)
    const parameters = { ...toParameters(params), ...(resource && { resource }) }
    const scope = scopes.join(' ')
    // What one API may ask for is in no other's token, unless that may ask for the same.
    const key = JSON.stringify([parameters, scope, ...declared.slice(scopes.length)])
    const audience = key.startsWith('[{}') ? undefined : { key, scope, parameters }
    return { name, places, scopes, declared, audience, anonymous: anonymous === true, headers: headers === true }
  }

  mustBeIssuer(issuer, isLoopback)
  toSafe('issuer', toUrl(issuer), /[?#]|\/\.well-known\//)
  const isLocal = isLoopback && issuer.startsWith('http:')
  const toEndSession = (given: NonNullable<AnyOptions['endSession']>) => {
    refuseUnknown(given, 'url params', 'option of endSession')
    // As safe as an endpoint of metadata.
    const { href } = toSafe('endSession.url', toUrl(given.url), /#/, isLocal)
    return { url: href, params: toParameters(given.params) }
  }
  mustBeValid(clientId && typeof clientId === 'string', 'clientId')
  const { audiences = [] } = data
  const isNamed = (one: unknown) => one && typeof one === 'string' && one !== clientId
  mustBeValid(Array.isArray(audiences) && audiences.every(isNamed), 'audiences')
  mustBeValid(/^(browser|tab|memory)$/.test(persistence), 'persistence')
  mustBeValid(sessionLifetimeSeconds >= 60 && sessionLifetimeSeconds <= 31_536_000, 'sessionLifetimeSeconds')
  const { signOutAfterSeconds = 10, warnAfterSeconds = 0 } = data.idle ?? {}
  mustBeValid(
    signOutAfterSeconds >= 10 && signOutAfterSeconds <= 604_800 && warnAfterSeconds < signOutAfterSeconds,
    'idle',
  )
  const isOpenId = data.openid !== false
  // Each of these is about who somebody is.
  mustBeValid(
    isOpenId || !(data.userInfo || profile || data.initiateLogin || data.scopes?.includes('openid')),
    'openid',
  )
  const all = Object.entries(data.apis ?? {}).map(toApi)
  const places = all.flatMap((api) => api.places)
  mustBeValid(new Set(places).size === places.length, 'apis')
  const apis = all.map((api) => ({
    ...api,
    prefixes: toPrefixes(api, sharesOrigin(api, places)),
    // One API's token must not follow a same-origin redirect to another (RFC 9700 section 4.9.1), nor any token one to another
    // origin. A proof is bound to its URL, so a redirect cannot be followed with it either.
    refusesRedirects: !dropsAuthorization || !!data.dpop || sharesOrigin(api, places),
  }))
  const config: Config = {
    ...data,
    // Only `false` says so: whatever else is there must not leave a check out.
    openid: isOpenId,
    issuer,
    metadata,
    clientHash: toClientHash(issuer, clientId),
    isLoopback: isLocal,
    // Its return finds what it needs on the origin where the sign-in began. A shell that leaves in its own way brings it there.
    redirectUri: toUri('redirectUri', redirectUri, !leave && page),
    postLogoutRedirectUri: toUri('postLogoutRedirectUri', postLogoutRedirectUri),
    staysAfterSignOut: data.postLogoutRedirectUri !== undefined,
    endSession: data.endSession && toEndSession(data.endSession),
    relayUri: toUri('relayUri', relayUri, data.relayUri && page),
    scopes: isOpenId ? toScopes(['openid'], data.scopes ?? ['profile', 'email']) : toScopes(data.scopes),
    apis,
    persistence,
    sessionLifetimeSeconds,
    parameters: toParameters(data.authorizationParams),
    initiateLogin: data.initiateLogin && toUri('initiateLogin', data.initiateLogin, page),
    // In an order of our own, and what is undefined is left out. A schema types what is shown: with one and without are two clients.
    fingerprint: JSON.stringify([!!profile, OPTIONS.split(' ').map((name) => data[name as keyof typeof data])]),
  }
  return [config, { profile, leave, onReturn, fetch, log }]
}
