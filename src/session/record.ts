import type { Provider } from '../domain/provider.js'
import { reveal, Secret } from '../domain/secret.js'
import type { Session } from '../domain/session.js'
import { type Moment, resumeLifetime, toInstant } from '../domain/time.js'
import type { Claims } from '../domain/user.js'

/** The version of the sealed text and of the row around it. A row of another version is ignored. */
export const RECORD_VERSION = 1

/** The text of a session, for sealing alone: it holds the tokens. */
export function toRecord(session: Session): string {
  const { grant, refreshToken, idToken, ...open } = session
  return JSON.stringify({
    ...open,
    accessToken: reveal(grant.accessToken),
    scopes: grant.scopes,
    from: grant.lifetime?.from,
    until: grant.lifetime?.until,
    refreshToken: refreshToken && reveal(refreshToken),
    idToken: reveal(idToken),
  })
}

/** The session that an opened record describes, or `undefined` when it is none: what is read back is never trusted by its place. */
export function fromRecord(text: string, issuer: string, moment: Moment): Session | undefined {
  const { accessToken, refreshToken, idToken, scopes, from, until, signedInAt, provider, claims, idTokenReport } =
    parseObject(text)
  const isWhole =
    isText(accessToken) &&
    isText(idToken) &&
    (refreshToken === undefined || isText(refreshToken)) &&
    Array.isArray(scopes) &&
    scopes.every(isText) &&
    typeof signedInAt === 'number' &&
    (until === undefined || (typeof until === 'number' && typeof from === 'number')) &&
    isObject(provider) &&
    provider['issuer'] === issuer &&
    isText(provider['token_endpoint']) &&
    isObject(claims) &&
    isText(claims['iss']) &&
    isText(claims['sub']) &&
    isObject(idTokenReport)
  if (!isWhole) return undefined
  return {
    signedInAt: toInstant(signedInAt),
    // Checked when they were written, and sealed since: the casts name what the checks above stand for.
    provider: provider as unknown as Provider,
    claims: claims as unknown as Claims,
    idTokenReport: idTokenReport as unknown as Session['idTokenReport'],
    grant: {
      accessToken: new Secret(accessToken),
      scopes,
      lifetime: until === undefined ? undefined : resumeLifetime(from as number, until, moment),
    },
    refreshToken: refreshToken === undefined ? undefined : new Secret(refreshToken),
    idToken: new Secret(idToken),
  }
}

type Loose = { readonly [key: string]: unknown }

export const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** The object in a JSON text; an empty one when there is none. */
export function parseObject(text: string): Loose {
  const value: unknown = JSON.parse(text)
  return isObject(value) ? value : {}
}
