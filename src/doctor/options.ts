import { must, toScopes } from '../client/checks.js'
import type { Config } from '../client/config.js'
import { toConfig } from '../client/to-config.js'
import { isLoopbackHost, isSafeUrl, toUrl } from '../domain/address.js'
import type { Platform } from '../platform/platform.js'

/** What the doctor is told. */
export type DoctorOptions = {
  /** The issuer, as the app has it. */
  readonly issuer: string

  readonly clientId: string

  /** Scheme, host and port of the app: `https://todo.example.com`. */
  readonly origin: string

  /** The redirect URI that is registered; the origin and `/` unless set. */
  readonly redirectUri?: string | undefined

  /** An address of the API that wants a token and changes nothing. The API is not checked unless set. */
  readonly api?: string | undefined

  /** The scopes to ask for; `openid profile email` unless set. */
  readonly scopes?: readonly string[] | undefined

  /** Whether the app binds its tokens to a key (`dpop: true`); `false` unless set. */
  readonly dpop?: boolean | undefined

  /** Whether the app pushes its parameters (`par: true`); where the provider requires it unless set. */
  readonly par?: boolean | undefined

  /** How long to wait for each answer. In seconds, 1 to 60; 10 unless set. */
  readonly timeoutSeconds?: number | undefined
}

/** The options, checked by the core itself. */
export type Settings = {
  readonly config: Config
  readonly origin: string
  readonly api: string | undefined
  readonly timeoutSeconds: number
}

/**
 * Checks the options as `createAuth` would on a page of the app.
 * @throws TypeError for what cannot be used.
 */
export function toSettings(options: DoctorOptions): Settings {
  const { issuer, clientId, origin, redirectUri, api, scopes, dpop, par, timeoutSeconds = 10 } = options
  const home = toUrl(`${origin}/`)
  must(home?.origin === origin, 'origin is scheme, host and port of the app, without a slash at the end')
  const isLoopback = isLoopbackHost(home.hostname)
  must(
    isSafeUrl(home, isLoopback),
    'origin is https:, or on this machine: elsewhere browsers keep cryptography from a page',
  )
  must(timeoutSeconds >= 1 && timeoutSeconds <= 60, 'timeoutSeconds must be 1 to 60')
  const called = api === undefined ? undefined : toUrl(api)
  must(api === undefined || (called && !called.hash), 'api is an absolute URL without a fragment')
  const here = { url: () => home, base: () => home }
  const [config] = toConfig(
    {
      issuer,
      clientId,
      redirectUri,
      scopes: scopes && toScopes(scopes),
      dpop,
      par,
      ...(called && { apis: { api: { url: called.origin + called.pathname } } }),
    },
    // A page of the app is all that the options are checked against.
    { page: here, resolve: (url) => toUrl(url, home), isLoopback, dropsAuthorization: true } as Platform,
  )
  return { config, origin, api: called?.href, timeoutSeconds }
}
