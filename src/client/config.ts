import { isSafeUrl, toUrl } from '../domain/address.js'
import { type Api, type Place, toPlace } from '../domain/api.js'
import { toMark } from '../domain/mark.js'
import type { StandardSchema } from '../domain/schema.js'
import type { Platform } from '../platform/platform.js'
import type { ApiOptions, AuthOptions } from './options.js'

/** The options after checking, everything resolved. */
export interface Config {
  readonly issuer: string
  readonly clientId: string
  readonly mark: string
  readonly isLoopback: boolean
  readonly redirectUri: string
  readonly postLogoutRedirectUri: string
  /** Identity scopes and those of all APIs. */
  readonly scopes: readonly string[]
  readonly apis: readonly Api[]
  readonly userInfo: boolean
  readonly sessionLifetimeSeconds: number
  readonly parameters: Readonly<Record<string, string>>
  readonly strict: boolean
  /** The options as text, to tell whether two calls of `createAuth` want the same. */
  readonly fingerprint: string
}

/** The functions among the options: of two equal `createAuth` calls the newer one's count. */
export interface Seams {
  profile: StandardSchema<unknown> | undefined
  leave: ((url: string) => void) | undefined
  onReturn: ((returnTo: string) => void) | undefined
  fetch: NonNullable<AuthOptions['fetch']> | undefined
  log: ((message: string) => void) | undefined
}

const SEAMS = ['profile', 'leave', 'onReturn', 'fetch', 'log'] as const
const OPTIONS = [
  'issuer clientId redirectUri postLogoutRedirectUri scopes apis userInfo persistence',
  'sessionLifetimeSeconds authorizationParams strict',
  ...SEAMS,
].flatMap((names) => names.split(' '))
// What the protocol itself sets, and what would change how the answer comes back or is checked (RFC 6749 section 3.1).
const PROTECTED = (
  'client_id redirect_uri response_type response_mode scope state nonce code_challenge code_challenge_method ' +
  'request request_uri client_secret client_assertion client_assertion_type max_age dpop_jkt id_token_hint'
).split(' ')

export function toSeams(options: AuthOptions<string, unknown>): Seams {
  const { profile, leave, onReturn, fetch, log } = options
  return { profile, leave, onReturn, fetch, log }
}

/** Checks the options of `createAuth`. Every mistake is a `TypeError` that says what to write instead. */
export function toConfig(options: AuthOptions<string, unknown>, platform: Platform): Config {
  refuseUnknown(options, OPTIONS, 'option')
  const { issuer, clientId, persistence = 'browser', sessionLifetimeSeconds = 2_592_000 } = options
  const isLoopback = platform.isLoopback && toUrl(issuer)?.protocol === 'http:'
  checkIssuer(issuer, platform.isLoopback)
  if (typeof clientId !== 'string' || !clientId) throw new TypeError('clientId must be the id of a public client')
  if (persistence !== 'browser') throw new TypeError("persistence must be 'browser'")
  if (!(sessionLifetimeSeconds >= 60 && sessionLifetimeSeconds <= 31_536_000)) {
    throw new TypeError('sessionLifetimeSeconds must be 60 to 31536000')
  }
  const redirectUri = toRedirectUri(platform, 'redirectUri', options.redirectUri ?? '')
  const apis = toApis(options.apis ?? {}, platform)
  const parameters = { ...options.authorizationParams }
  refuseProtected(parameters)
  const data = Object.entries(options).filter(([name]) => !SEAMS.some((seam) => seam === name))
  return {
    issuer,
    clientId,
    mark: toMark(issuer, clientId),
    isLoopback,
    redirectUri,
    postLogoutRedirectUri: toRedirectUri(
      platform,
      'postLogoutRedirectUri',
      options.postLogoutRedirectUri ?? redirectUri,
    ),
    scopes: toScopes(['openid', ...(options.scopes ?? ['profile', 'email']), ...apis.flatMap((api) => api.scopes)]),
    apis,
    userInfo: options.userInfo === true,
    sessionLifetimeSeconds,
    parameters,
    strict: options.strict === true,
    fingerprint: JSON.stringify(data.sort(([one], [other]) => (one < other ? -1 : 1))),
  }
}

/** Scopes, each once, none of which could be two. */
export function toScopes(scopes: readonly string[]): readonly string[] {
  const wrong = scopes.find((scope) => typeof scope !== 'string' || !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope))
  if (wrong !== undefined) throw new TypeError(`scopes must be a list of single scopes, not '${wrong}'`)
  return [...new Set(scopes)]
}

/** Refuses keys that nobody reads: a misspelt option would silently not apply. */
export function refuseUnknown(options: object, known: readonly string[], what: string): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const near = known.find((other) => isNear(name.toLowerCase(), other.toLowerCase()))
    throw new TypeError(`Unknown ${what} '${name}'${near ? `: did you mean '${near}'?` : ''}`)
  }
}

// The same letters but for three at most, in any order: enough for a slip of the finger.
function isNear(one: string, other: string): boolean {
  const rest = [...other]
  const extra = [...one].filter((letter) => {
    const at = rest.indexOf(letter)
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
  return extra.length + rest.length <= 3
}

/** Refuses parameters of the protocol among those that a caller adds (RFC 6749 section 3.1). */
export function refuseProtected(parameters: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (PROTECTED.includes(name)) throw new TypeError(`The parameter '${name}' belongs to the protocol`)
    if (typeof value !== 'string') throw new TypeError(`The parameter '${name}' must be a text`)
  }
  if (parameters['prompt']) checkPrompt(parameters['prompt'])
}

/** `none` is never combined (OpenID Connect Core 1.0, section 3.1.2.1). */
export function checkPrompt(prompt: string): void {
  if (/(^|\s)none(\s|$)/.test(prompt) && prompt !== 'none') throw new TypeError("prompt 'none' stands alone")
}

function checkIssuer(issuer: unknown, isLoopback: boolean): void {
  const url = toUrl(issuer)
  if (!url) throw new TypeError("issuer must be the provider's URL, as its metadata spells it")
  if (!isSafeUrl(url, isLoopback)) {
    throw new TypeError(
      'issuer must be https: (http: only while the page and it are on a loopback host), without a user',
    )
  }
  if (url.search || url.hash || /[?#]$/.test(url.href)) throw new TypeError('issuer must have no query and no fragment')
  if (url.pathname.includes('/.well-known/')) throw new TypeError("issuer must end before '/.well-known/'")
}

function toRedirectUri(platform: Platform, name: string, value: string): string {
  const base = platform.page?.base() ?? platform.resolve('/')
  let url: URL
  try {
    url = new URL(value, base)
  } catch {
    throw new TypeError(`${name} must be a URL`)
  }
  if (value.includes('#') || !isSafeUrl(url, platform.isLoopback)) {
    throw new TypeError(`${name} must be https: (http: on loopback hosts) without user and fragment`)
  }
  // An absolute value is sent as it was written: providers compare it byte for byte.
  return toUrl(value) ? value : url.href
}

function toApis(options: Readonly<Record<string, ApiOptions>>, platform: Platform): readonly Api[] {
  const taken = new Map<string, string>()
  return Object.entries(options).map(([name, api]) => {
    refuseUnknown(api, ['url', 'scopes', 'anonymous'], `option of apis.${name}`)
    const places = [api.url].flat().map((url) => toApiPlace(name, url, platform))
    for (const { origin, path } of places) {
      const other = taken.get(origin + path)
      if (other) throw new TypeError(`apis.${name} and apis.${other} have the same url`)
      taken.set(origin + path, name)
    }
    return { name, places, scopes: toScopes(api.scopes ?? []), anonymous: api.anonymous === true }
  })
}

function toApiPlace(name: string, value: unknown, platform: Platform): Place {
  const url = typeof value === 'string' && value ? platform.resolve(value) : undefined
  if (!url || !isSafeUrl(url, platform.isLoopback) || url.search || url.hash) {
    throw new TypeError(`apis.${name}.url must be https: (http: on loopback hosts) without user, query and fragment`)
  }
  return toPlace(url)
}
