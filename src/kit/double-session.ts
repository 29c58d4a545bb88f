import type { Config } from '../client/config.js'
import { Secret } from '../domain/secret.js'
import type { Grant, SessionEntry } from '../domain/session.js'
import { type Moment, toSpan } from '../domain/time.js'
import type { Claims } from '../domain/user.js'

/** What a double sends as its token: of use to nobody, and easy to find. */
export const DOUBLE_TOKEN = 'test-access-token'

export const DOUBLE_ISSUER = 'https://id.test.invalid'

const AGE_MS = 60_000
const LASTS_MS = 3_600_000

/** Who is signed in unless a test says otherwise. */
const ADA: Claims = { iss: DOUBLE_ISSUER, sub: 'ada', name: 'Ada Lovelace' }

/** The claims of a test's user: with what every user has, and without what is `undefined`. */
export const toClaims = (...users: readonly (object | undefined)[]): Claims =>
  // A copy, as claims are that came out of JSON: they are frozen, and the test's own object is not.
  ({ ...ADA, ...JSON.parse(JSON.stringify(Object.assign({}, ...users))) })

/** The session of a user to whom all was granted that the APIs declare. `generation` counts the renewals. */
export function toSessionEntry(
  { apis, scopes }: Config,
  claims: Claims,
  { id, generation, moment }: { readonly id: string; readonly generation: number; readonly moment: Moment },
): SessionEntry {
  // Not of this very moment: an API that refuses the newest of tokens would be reported as a mistake in the options.
  const from = moment.wall - AGE_MS
  const lifetime = toSpan(from, from + LASTS_MS, moment)
  const toGrant = (granted: readonly string[]): Grant => ({
    accessToken: new Secret(DOUBLE_TOKEN),
    scopes: granted,
    generation,
    lifetime,
    receivedAt: lifetime.from,
  })
  const shared = apis.filter(({ audience }) => !audience).flatMap((api) => api.scopes)
  const asked = [...new Set([...scopes, ...apis.flatMap((api) => api.scopes)])]
  const own = apis.flatMap((api) => (api.audience ? [[api.audience.key, toGrant(api.scopes)] as const] : []))
  return {
    epoch: `epoch of ${id}`,
    id,
    generation,
    session: {
      signedInAt: lifetime.from,
      provider: {
        issuer: DOUBLE_ISSUER,
        authorization_endpoint: `${DOUBLE_ISSUER}/authorize`,
        token_endpoint: `${DOUBLE_ISSUER}/token`,
        jwks_uri: `${DOUBLE_ISSUER}/jwks`,
      },
      claims,
      grant: toGrant([...scopes, ...shared]),
      grants: Object.fromEntries(own),
      scope: asked.join(' '),
      refreshToken: new Secret('test-refresh-token'),
      idToken: new Secret('test-id-token'),
      idTokenReport: { alg: 'RS256', checks: [], iat: from / 1000, exp: lifetime.until / 1000 },
      clockOffset: 0,
    },
  }
}
