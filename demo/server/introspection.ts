import { type AccessToken, BOUND, judge, refuse } from './access-token.js'
import { fetchAsCalendar, readObject } from './ask-provider.js'
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
  const claims = await readObject(response, 'Introspection')
  // Exactly: whatever else is there is no yes.
  if (claims['active'] !== true)
    return refuse('The provider says that this reference is not valid, or not valid any more.')
  if (claims['iss'] !== issuer || ![claims['aud']].flat().includes(audience))
    return refuse('This token is for another API.')
  const type = String(claims['token_type'] ?? 'bearer')
  if (/^dpop$/i.test(type)) return refuse(BOUND)
  // The hint is no more than that: a provider may answer about a refresh token.
  if (!/^bearer$/i.test(type)) return refuse('This is no access token.')
  // An answer may leave it out (RFC 7662, section 2.2): then it is for the provider alone to say that a token is over.
  const { exp } = claims
  if (exp !== undefined && !isAhead(exp)) return refuse('The access token has expired.')
  return judge(raw, claims, {
    format: 'reference',
    header: undefined,
    checks: [
      'the provider says it is active',
      'iss is our provider',
      'aud is this calendar',
      ...(exp === undefined ? [] : ['exp is still ahead']),
    ],
  })
}

const isAhead = (seconds: unknown): boolean => typeof seconds === 'number' && seconds > Date.now() / 1000
