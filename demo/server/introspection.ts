import type { JWTPayload } from 'jose'
import { type AccessToken, accept, fetchAsCalendar, refuse } from './access-token.js'
import type { Verdict } from './protected-api.js'

/** Where the calendar asks about references (RFC 7662), and what the answer must say. */
export interface IntrospectionRules {
  readonly endpoint: string
  readonly issuer: string
  /** The calendar's own identifier, as the provider writes it. */
  readonly audience: string
  /** The calendar's credentials at the provider. */
  readonly client: { readonly id: string; readonly secret: string }
}

/** Asks the provider about a token. */
export async function introspect(
  raw: string,
  { endpoint, issuer, audience, client }: IntrospectionRules,
): Promise<Verdict<AccessToken>> {
  const response = await fetchAsCalendar(endpoint, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}` },
    body: new URLSearchParams({ token: raw, token_type_hint: 'access_token' }),
  })
  if (!response.ok) throw new Error(`Introspection answered ${response.status}`)
  // The provider runs on this machine and its answer is an object by RFC 7662.
  const claims = (await response.json()) as JWTPayload & { readonly active: boolean }
  if (!claims.active) return refuse('The provider says that this reference is not valid, or not valid any more.')
  if (claims.iss !== issuer || ![claims.aud].flat().includes(audience)) return refuse('This token is for another API.')
  // The hint is no more than that: a provider may answer about a refresh token.
  if (!/^(bearer|dpop)$/i.test(String(claims['token_type'] ?? 'bearer'))) return refuse('This is no access token.')
  return accept(raw, claims, {
    format: 'reference',
    header: undefined,
    checks: ['the provider says it is active', 'iss is our provider', 'aud is this calendar', 'exp is still ahead'],
  })
}
