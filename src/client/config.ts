import { isSafeUrl, toUrl } from '../domain/address.js'
import { type Api, toPlace } from '../domain/api.js'
import { toMark } from '../domain/mark.js'
import type { Platform } from '../platform/platform.js'
import type { ApiOptions, AuthOptions } from './options.js'

/** The options after checking, everything resolved. */
export interface Config {
  readonly issuer: string
  readonly clientId: string
  readonly mark: string
  /** Whether page and issuer are both on a loopback host. */
  readonly isLoopback: boolean
  readonly redirectUri: string
  readonly postLogoutRedirectUri: string
  /** Identity scopes and those of all APIs. */
  readonly scopes: readonly string[]
  readonly apis: readonly Api[]
  readonly userInfo: boolean | undefined
  readonly sessionLifetimeSeconds: number
  readonly parameters: Readonly<Record<string, string>>
  readonly strict: boolean | undefined
  /** The data among the options as text, to tell whether two calls of `createAuth` want the same. */
  readonly fingerprint: string
}

type AnyOptions = AuthOptions<string, unknown>

/** The functions among the options: of two equal `createAuth` calls the newer one's count. */
export type Seams = Pick<{ -readonly [Name in keyof AnyOptions]: AnyOptions[Name] }, (typeof SEAMS)[number]>

const SEAMS = ['profile', 'leave', 'onReturn', 'fetch', 'log'] as const
const DATA = (
  'issuer clientId redirectUri postLogoutRedirectUri scopes apis userInfo persistence sessionLifetimeSeconds ' +
  'authorizationParams strict'
).split(' ')
// What the protocol itself sets, and what would change how the answer comes back or is checked (RFC 6749 section 3.1).
const PROTECTED =
  /^(client_.*|redirect_uri|response_.*|scope|state|nonce|code_.*|request|request_uri|max_age|dpop_jkt|id_token_hint)$/

/** Throws the `TypeError` of a caller's mistake. */
export function must(isMet: unknown, message: string): asserts isMet {
  if (!isMet) throw new TypeError(message)
}

/** The data and the functions of the options, checked. Every mistake is a `TypeError` that says what to write instead. */
export function toConfig(options: AnyOptions, platform: Platform): readonly [Config, Seams] {
  refuseUnknown(options, [...DATA, ...SEAMS], 'option')
  const { profile, leave, onReturn, fetch, log, ...data } = options
  const { issuer, clientId, redirectUri = '', sessionLifetimeSeconds = 2_592_000, strict, userInfo } = data
  checkIssuer(issuer, platform.isLoopback)
  must(typeof clientId === 'string' && clientId, 'clientId must be the id of a public client')
  must((data.persistence ?? 'browser') === 'browser', "persistence must be 'browser'")
  must(
    sessionLifetimeSeconds >= 60 && sessionLifetimeSeconds <= 31_536_000,
    'sessionLifetimeSeconds must be 60 to 31536000',
  )
  const apis = toApis(data.apis ?? {}, platform)
  const config: Config = {
    issuer,
    clientId,
    mark: toMark(issuer, clientId),
    isLoopback: platform.isLoopback && issuer.startsWith('http:'),
    redirectUri: toRedirectUri(platform, 'redirectUri', redirectUri),
    postLogoutRedirectUri: toRedirectUri(platform, 'postLogoutRedirectUri', data.postLogoutRedirectUri ?? redirectUri),
    scopes: toScopes(['openid'], data.scopes ?? ['profile', 'email'], ...apis.map((api) => api.scopes)),
    apis,
    userInfo,
    sessionLifetimeSeconds,
    parameters: toParameters(data.authorizationParams),
    strict,
    fingerprint: JSON.stringify(Object.entries(data).sort()),
  }
  return [config, { profile, leave, onReturn, fetch, log }]
}

/** Scopes, each once, none of which could be two (RFC 6749 section 3.3). */
export function toScopes(...lists: readonly (readonly string[])[]): readonly string[] {
  must(lists.every(Array.isArray), 'scopes must be a list of texts')
  const scopes = lists.flat()
  for (const scope of scopes) must(/^[!#-[\]-~]+$/.test(scope), `'${scope}' is not one scope: scopes are a list`)
  return [...new Set(scopes)]
}

/** Refuses keys that nobody reads: a misspelt option would silently not apply. */
export function refuseUnknown(options: object, known: readonly string[], what: string): void {
  for (const name of Object.keys(options)) {
    const near = known.find((other) => isNear(name.toLowerCase(), other.toLowerCase()))
    must(known.includes(name), `Unknown ${what} '${name}'${near ? `: did you mean '${near}'?` : ''}`)
  }
}

// The same letters but for three at most, in any order: enough for a slip of the finger.
function isNear(one: string, other: string): boolean {
  const rest = [...one].reduce((left, letter) => left.replace(letter, ''), other)
  return Math.abs(one.length - other.length) + 2 * rest.length <= 4
}

/** Further parameters of a request, none of them the protocol's own (RFC 6749 section 3.1). */
export function toParameters(parameters: Readonly<Record<string, string>> = {}): Record<string, string> {
  for (const [name, value] of Object.entries(parameters)) {
    must(
      !PROTECTED.test(name) && typeof value === 'string',
      `The parameter '${name}' belongs to the protocol or is no text`,
    )
  }
  return { ...parameters }
}

function checkIssuer(issuer: unknown, isLoopback: boolean): void {
  const url = toUrl(issuer)
  must(
    url && isSafeUrl(url, isLoopback),
    'issuer must be an https: URL (http: only when page and issuer are on loopback)',
  )
  must(!/[?#]|\/\.well-known\//.test(url.href), "issuer must end before any query, fragment or '/.well-known/'")
}

function toRedirectUri({ page, resolve, isLoopback }: Platform, name: string, value: string): string {
  // An absolute value is sent as it was written: providers compare it byte for byte.
  const url = toUrl(value) ?? toUrl(value, page?.base() ?? resolve('/'))
  must(url && !value.includes('#') && isSafeUrl(url, isLoopback), `${name} must be an https: URL without fragment`)
  return toUrl(value) ? value : url.href
}

function toApis(options: Readonly<Record<string, ApiOptions>>, platform: Platform): readonly Api[] {
  const taken = new Set<string>()
  return Object.entries(options).map(([name, api]) => {
    refuseUnknown(api, ['url', 'scopes', 'anonymous'], `option of apis.${name}`)
    const places = [api.url].flat().map((text) => {
      const url = platform.resolve(text)
      must(
        text && url && isSafeUrl(url, platform.isLoopback) && !/[?#]/.test(url.href),
        `apis.${name}.url must be an https: URL without query and fragment`,
      )
      const place = toPlace(url)
      must(!taken.has(place.origin + place.path), `apis.${name}.url is another API's too`)
      taken.add(place.origin + place.path)
      return place
    })
    return { name, places, scopes: toScopes(api.scopes ?? []), anonymous: api.anonymous === true }
  })
}
