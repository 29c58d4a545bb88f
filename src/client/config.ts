import { isSafeUrl, toUrl } from '../domain/address.js'
import { type Api, type Place, toPlace } from '../domain/api.js'
import { toMark } from '../domain/mark.js'
import type { Platform } from '../platform/platform.js'
import { must, refuseUnknown, toParameters, toScopes } from './checks.js'
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
  readonly userInfo?: boolean | undefined
  readonly sessionLifetimeSeconds: number
  readonly parameters: Readonly<Record<string, string>>
  readonly strict?: boolean | undefined
  /** The data among the options as text, to tell whether two calls of `createAuth` want the same. */
  readonly fingerprint: string
}

type AnyOptions = AuthOptions<string, unknown>

/** The functions among the options: of two equal `createAuth` calls the newer one's count. */
export type Seams = Pick<
  { -readonly [Name in keyof AnyOptions]: AnyOptions[Name] },
  'profile' | 'leave' | 'onReturn' | 'fetch' | 'log'
>

const OPTIONS =
  'issuer clientId redirectUri postLogoutRedirectUri scopes apis userInfo persistence sessionLifetimeSeconds ' +
  'authorizationParams strict profile leave onReturn fetch log'

/** The data and the functions of the options, checked. Every mistake is a `TypeError` that says what to write instead. */
export function toConfig(options: AnyOptions, { page, resolve, isLoopback }: Platform): readonly [Config, Seams] {
  refuseUnknown(options, OPTIONS, 'option')
  const { profile, leave, onReturn, fetch, log, ...data } = options
  const { issuer, clientId, redirectUri = '', sessionLifetimeSeconds = 2_592_000 } = data

  const toSafe = (name: string, url: URL | undefined, without: RegExp): URL => {
    const isSafe = url && isSafeUrl(url, isLoopback) && !without.test(url.href)
    must(isSafe, `${name} must be an https: URL without ${without.source}`)
    return url
  }
  const toRedirectUri = (name: string, value: string): string => {
    const absolute = toUrl(value)
    const url = toSafe(name, absolute ?? toUrl(value, page?.base() ?? resolve('/')), /#/)
    // An absolute value is sent as it was written: providers compare it byte for byte.
    return absolute ? value : url.href
  }
  const taken = new Set<Place>()
  const toApi = ([name, api]: readonly [string, ApiOptions]): Api => {
    refuseUnknown(api, 'url scopes anonymous', `option of apis.${name}`)
    const places = [api.url].flat().map((text) => {
      // An empty text would be the page itself.
      const place = toPlace(toSafe(`apis.${name}.url`, text ? resolve(text) : undefined, /[?#]/))
      must(!taken.has(place), `apis.${name}.url is another API's too`)
      taken.add(place)
      return place
    })
    return { name, places, scopes: toScopes(api.scopes ?? []), anonymous: api.anonymous === true }
  }

  toSafe('issuer', toUrl(issuer), /[?#]|\/\.well-known\//)
  must(clientId && typeof clientId === 'string', 'clientId must be the id of a public client')
  must((data.persistence ?? 'browser') === 'browser', "persistence must be 'browser'")
  must(
    sessionLifetimeSeconds >= 60 && sessionLifetimeSeconds <= 31_536_000,
    'sessionLifetimeSeconds must be 60 to 31536000',
  )
  const apis = Object.entries(data.apis ?? {}).map(toApi)
  const config: Config = {
    ...data,
    mark: toMark(issuer, clientId),
    isLoopback: isLoopback && issuer.startsWith('http:'),
    redirectUri: toRedirectUri('redirectUri', redirectUri),
    postLogoutRedirectUri: toRedirectUri('postLogoutRedirectUri', data.postLogoutRedirectUri ?? redirectUri),
    scopes: toScopes(['openid'], data.scopes ?? ['profile', 'email'], ...apis.map(({ scopes }) => scopes)),
    apis,
    sessionLifetimeSeconds,
    parameters: toParameters(data.authorizationParams),
    fingerprint: JSON.stringify(Object.entries(data).sort()),
  }
  return [config, { profile, leave, onReturn, fetch, log }]
}
