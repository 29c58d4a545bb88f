import { Secret } from '../domain/secret.js'
import type { Grant, Session } from '../domain/session.js'
import { type Moment, toSpan } from '../domain/time.js'

/** A session as it is written into its record, for sealing alone: it holds the tokens. */
export type Recorded = Omit<Session, 'idToken' | 'refreshToken' | 'grant'> & {
  readonly grant: Omit<Grant, 'accessToken'>
  readonly tokens: readonly [access: string, id: string, refresh: string | null]
}

/** The session in an opened record. Throws when it is none: what is read back is not trusted by its place. */
export function fromRecord(text: string, issuer: string, moment: Moment): Session {
  const { tokens, grant, ...open } = JSON.parse(text) as Recorded
  const { scopes, lifetime } = grant
  const { signedInAt, provider, claims, idTokenReport } = open
  const [accessToken, idToken, refreshToken] = tokens
  const isSound =
    [accessToken, idToken, refreshToken ?? idToken, claims.sub, provider.token_endpoint, ...scopes].every(isText) &&
    [signedInAt, open.clockOffset, lifetime?.from ?? 0, lifetime?.until ?? 0].every(Number.isFinite) &&
    provider.issuer === issuer &&
    claims.iss === issuer &&
    idTokenReport
  if (!isSound) throw new TypeError('No session')
  return {
    ...open,
    grant: {
      accessToken: new Secret(accessToken),
      scopes: [...scopes],
      lifetime: lifetime && toSpan(lifetime.from, lifetime.until, moment),
    },
    idToken: new Secret(idToken),
    refreshToken: refreshToken === null ? undefined : new Secret(refreshToken),
  }
}

const isText = (value: unknown) => value && typeof value === 'string'
