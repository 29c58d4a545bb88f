import { isJwt, judge, refuse, type Verifier } from '../server/access-token.js'
import { fetchAsCalendar, readObject, toAddress } from '../server/ask-provider.js'
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
  /** The address that it names for something, checked. */
  readonly addressOf: (member: 'introspection_endpoint' | 'userinfo_endpoint') => string
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
  const metadata = await readObject(response, 'Discovery')
  if (metadata['issuer'] !== issuer) throw new Error(`${issuer} says that it is ${metadata['issuer']}`)
  return {
    keys: keysAt(toAddress(metadata, 'jwks_uri', issuer)),
    addressOf: (member) => toAddress(metadata, member, issuer),
  }
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
      const { addressOf, keys } = await metadata()
      const endpoint = addressOf('introspection_endpoint')
      const verdict = await introspect(raw, { endpoint, issuer, audience, client })
      return verdict.accepted ? verdict : refuse((await describeJwt(raw, keys, issuer)) ?? verdict.reason)
    }
  }

/**
 * For references of a provider that answers nothing but whose they are. It tells neither what they are for nor what they
 * allow: each that it takes itself is good for all of the calendar.
 */
export const byUserInfo: CreateVerifier = ({ issuer, audience }) => {
  const metadata = discover(issuer)
  return async (raw) => {
    const { addressOf, keys } = await metadata()
    // Before it is asked: it may take its own ID tokens there, too.
    if (raw.includes('.'))
      return refuse((await describeJwt(raw, keys, issuer)) ?? 'The provider hands out no such token.')
    const response = await fetchAsCalendar(addressOf('userinfo_endpoint'), {
      headers: { Authorization: `Bearer ${raw}` },
    })
    // RFC 6750, section 3.1: a request, a token or a scope that it does not take.
    if ([400, 401, 403].includes(response.status)) return refuse('The provider does not take this token.')
    const claims = await readObject(response, 'Userinfo')
    const { iss = issuer, aud = audience } = claims
    if (iss !== issuer || ![aud].flat().includes(audience)) return refuse('This token is for another API.')
    const scopes = Object.keys(CALENDAR_SCOPES)
    const checks = ['the provider says whose it is', 'what it is for and what it allows, nobody says']
    return judge(raw, claims, { format: 'reference', header: undefined, checks, scopes })
  }
}

const describeJwt = async (raw: string, keys: Keys, issuer: string): Promise<string | undefined> =>
  isJwt(raw) ? describeIdToken(raw, keys, issuer) : undefined
