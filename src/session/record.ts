import type { Provider } from '../domain/provider.js'
import { reveal, Secret } from '../domain/secret.js'
import type { IdTokenReport, Session } from '../domain/session.js'
import { type Moment, resumeLifetime, toInstant } from '../domain/time.js'
import type { Claims } from '../domain/user.js'

/** The version of sealed texts and of the rows around them. A row of another version is ignored. */
export const RECORD_VERSION = 1

/** The text of a session, for sealing alone: it holds the tokens. */
export function toRecord({ grant, refreshToken, idToken, ...open }: Session): string {
  return JSON.stringify({
    ...open,
    tokens: [grant.accessToken, idToken, refreshToken].map((token) => token && reveal(token)),
    scopes: grant.scopes,
    from: grant.lifetime?.from,
    until: grant.lifetime?.until,
  })
}

interface Recorded {
  readonly signedInAt: number
  readonly provider: Provider
  readonly claims: Claims
  readonly idTokenReport: IdTokenReport
  readonly tokens: readonly [string, string, string | null]
  readonly scopes: readonly string[]
  readonly from: number
  readonly until?: number
}

/** The session in an opened record, or `undefined` when there is none: what is read back is not trusted by its place. */
export function fromRecord(text: string, issuer: string, moment: Moment): Session | undefined {
  const value: unknown = JSON.parse(text)
  if (!isRecorded(value, issuer)) return undefined
  const { signedInAt, provider, claims, idTokenReport, tokens, scopes, from, until } = value
  const [accessToken, idToken, refreshToken] = tokens
  return {
    signedInAt: toInstant(signedInAt),
    provider,
    claims,
    idTokenReport,
    grant: {
      accessToken: new Secret(accessToken),
      scopes,
      lifetime: until === undefined ? undefined : resumeLifetime(from, until, moment),
    },
    refreshToken: refreshToken === null ? undefined : new Secret(refreshToken),
    idToken: new Secret(idToken),
  }
}

function isRecorded(value: unknown, issuer: string): value is Recorded {
  if (!isObject(value)) return false
  const { tokens, scopes, signedInAt, from, until, provider, claims, idTokenReport } = value
  return (
    Array.isArray(tokens) &&
    [tokens[0], tokens[1], tokens[2] ?? 'none'].every(isText) &&
    Array.isArray(scopes) &&
    scopes.every(isText) &&
    [signedInAt, from ?? 0, until ?? 0].every(Number.isFinite) &&
    isObject(provider) &&
    provider['issuer'] === issuer &&
    isText(provider['token_endpoint']) &&
    isObject(claims) &&
    claims['iss'] === issuer &&
    isText(claims['sub']) &&
    isObject(idTokenReport)
  )
}

export const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
