import { type Challenge, challenge } from './answer.js'
import { decode } from './compact.js'
import type { AccessToken } from './grants.js'
import { checkProof, type ProvenRequest, toNonceHeader } from './proof.js'
import { type Provider, secondsNow } from './provider.js'

/** What an API asks of an access token. */
export type GuardOptions = {
  /** The scopes it must carry; none unless set. */
  readonly scopes?: readonly string[]

  /** Who the token must be for; anyone unless set. */
  readonly audience?: string

  /** The authentication contexts of which the sign-in must have reached one, separated by spaces (RFC 9470); any unless set. */
  readonly acrValues?: string

  /** How long ago the user may have signed in, in seconds, from 0 (RFC 9470); however long unless set. */
  readonly maxAge?: number
}

const ID_TOKEN_SENTENCE =
  'This is an ID token: it tells the app who signed in and opens no API. Send the access token instead.'

/**
 * Checks the credentials of a request to an API: the access token, or the answer that refuses it. A token that is bound to a
 * key is only good with a proof of that key (RFC 9449 section 7).
 */
export async function guard(
  provider: Provider,
  request: ProvenRequest,
  options: GuardOptions = {},
): Promise<AccessToken | Response> {
  const { scopes = [], audience, acrValues, maxAge } = options
  const { headers } = request
  const credentials = headers.get('authorization')
  const isBound = /^dpop /i.test(credentials ?? '')
  const refuse = (reason: Challenge) =>
    challenge(provider.settings.issuer, {
      ...reason,
      scheme: isBound ? 'DPoP' : 'Bearer',
      headers: isBound ? toNonceHeader(provider, request.url) : {},
    })
  if (!credentials || !/^(bearer|dpop) /i.test(credentials)) return refuse({})
  const token = /^\w+ +([A-Za-z0-9._~+/-]+=*)$/i.exec(credentials)?.[1]
  if (!token) return refuse({ error: 'invalid_request', description: 'The Authorization header is no bearer token' })

  const known = provider.grants.accessTokens.get(token)
  if (!known) return refuse({ error: 'invalid_token', description: explainUnknown(provider, token) })
  const proof = isBound ? await checkProof(provider, request, token) : undefined
  if (proof?.refusal) return refuse({ error: proof.refusal, description: proof.why })
  if (known.jkt !== proof?.jkt) {
    return refuse({ error: 'invalid_token', description: 'The access token is bound to a key, or not to this one' })
  }
  if (provider.settings.now() >= known.expiresAt) {
    return refuse({ error: 'invalid_token', description: 'The access token has expired' })
  }
  if (audience !== undefined && !known.audience.includes(audience)) {
    return refuse({ error: 'invalid_token', description: 'The access token is for another API' })
  }
  if (scopes.some((scope) => !known.scopes.includes(scope))) {
    return refuse({ error: 'insufficient_scope', description: 'The access token lacks a scope', scopes })
  }
  const age = secondsNow(provider) - known.grant.authTimeSeconds
  const isStrong = !acrValues || acrValues.split(' ').includes(`${known.grant.acr}`)
  if (!isStrong || (maxAge !== undefined && age > maxAge)) {
    return refuse({ error: 'insufficient_user_authentication', acrValues, maxAge })
  }
  return known
}

function explainUnknown({ settings }: Provider, token: string): string {
  try {
    const {
      header: { typ },
      claims: { iss, aud },
    } = decode(token)
    if (typ !== 'at+jwt' && [aud].flat().includes(settings.clientId)) return ID_TOKEN_SENTENCE
    return iss === settings.issuer ? 'The access token is revoked or forged' : 'The access token is of another issuer'
  } catch {
    // Not a JWT, so there is nothing in it to explain: an opaque token is known or it is not.
    return 'The access token is unknown, revoked or of another issuer'
  }
}
