import type { JWTPayload } from 'jose'
import { accept, fetchAsCalendar, isJwt, refuse, type Verifier } from '../server/access-token.js'
import { introspect } from '../server/introspection.js'
import { describeIdToken, type JwtRules, type Keys, keysAt, verifyJwt } from '../server/jwt-access-token.js'
import { CALENDAR_SCOPES } from '../server/settings.js'

// How the calendar verifies the access tokens of other providers, by what each of them offers for it.

export interface VerifierSetup {
  readonly issuer: string
  /** The calendar's own identifier. */
  readonly audience: string
  /** How the calendar proves who it is at the provider. */
  readonly client: { readonly id: string; readonly secret: string }
}

export type CreateVerifier = (setup: VerifierSetup) => Verifier

interface Metadata {
  readonly keys: Keys
  readonly introspection_endpoint?: string
  readonly userinfo_endpoint?: string
}

/** What the provider says of itself (OpenID Connect Discovery 1.0), asked for once, with the first token. */
function discover(issuer: string): () => Promise<Metadata> {
  let found: Promise<Metadata> | undefined
  return () => {
    found ??= ask(issuer).catch((error: unknown) => {
      // It may be there with the next.
      found = undefined
      throw error
    })
    return found
  }
}

async function ask(issuer: string): Promise<Metadata> {
  const response = await fetchAsCalendar(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  // Its members are checked where they are used: an address that is none is not fetched.
  const metadata = (await response.json()) as Omit<Metadata, 'keys'> & Readonly<Record<'issuer' | 'jwks_uri', string>>
  if (metadata.issuer !== issuer) throw new Error(`${issuer} says that it is ${metadata.issuer}`)
  return { ...metadata, keys: keysAt(metadata.jwks_uri) }
}

/** For access tokens that are JWTs. */
export const byKeys =
  (kind: JwtRules['kind']): CreateVerifier =>
  ({ issuer, audience }) => {
    const metadata = discover(issuer)
    return async (raw) => {
      const { keys } = await metadata()
      return verifyJwt(raw, { keys, issuer, audience, requiredClaims: ['exp', 'iat', 'sub'], kind })
    }
  }

/** For references that the provider answers questions about (RFC 7662). What they are for is named by the provider. */
export const byIntrospection =
  (audience: string): CreateVerifier =>
  ({ issuer, client }) => {
    const metadata = discover(issuer)
    return async (raw) => {
      const { introspection_endpoint: endpoint = '', keys } = await metadata()
      const verdict = await introspect(raw, { endpoint, issuer, audience, client })
      return verdict.accepted ? verdict : refuse((await describeJwt(raw, keys, issuer)) ?? verdict.reason)
    }
  }

/**
 * For references of a provider that answers nothing but whose they are. It tells neither what they are for nor what they
 * allow: each that it takes itself is good for all of the calendar.
 */
export const byUserInfo: CreateVerifier = ({ issuer }) => {
  const metadata = discover(issuer)
  return async (raw) => {
    const { userinfo_endpoint: endpoint = '', keys } = await metadata()
    const response = await fetchAsCalendar(endpoint, { headers: { Authorization: `Bearer ${raw}` } })
    if (response.status === 401)
      return refuse((await describeJwt(raw, keys, issuer)) ?? 'The provider does not take this token.')
    if (!response.ok) throw new Error(`Userinfo answered ${response.status}`)
    const claims = (await response.json()) as JWTPayload
    if (typeof claims.sub !== 'string' || claims.sub === '')
      return refuse('The provider says of nobody that it is theirs.')
    const scope = Object.keys(CALENDAR_SCOPES).join(' ')
    const checks = ['the provider says whose it is', 'what it is for and what it allows, nobody says']
    return accept(raw, { ...claims, scope }, { format: 'reference', header: undefined, checks })
  }
}

const describeJwt = async (raw: string, keys: Keys, issuer: string): Promise<string | undefined> =>
  isJwt(raw) ? describeIdToken(raw, keys, issuer) : undefined
