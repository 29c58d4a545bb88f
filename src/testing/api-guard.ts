import { decodeJwt, decodeProtectedHeader } from 'jose'
import { type BearerChallenge, challenge } from './answer.js'
import type { AccessToken } from './grants.js'
import type { Provider } from './provider.js'

/** What an API asks of an access token. */
export type GuardOptions = {
  /** The scopes it must carry; none unless set. */
  readonly scopes?: readonly string[]

  /** Who the token must be for; anyone unless set. */
  readonly audience?: string
}

const ID_TOKEN_SENTENCE =
  'This is an ID token: it tells the app who signed in and opens no API. Send the access token instead.'

/** Checks the credentials of a request to an API: the access token, or the answer that refuses it. */
export function guard(provider: Provider, headers: Headers, options: GuardOptions = {}): AccessToken | Response {
  const { scopes = [], audience } = options
  const refuse = (reason: BearerChallenge) => challenge(provider.settings.issuer, reason)
  const credentials = headers.get('authorization')
  if (!credentials || !/^bearer /i.test(credentials)) return refuse({})
  const token = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(credentials)?.[1]
  if (!token) return refuse({ error: 'invalid_request', description: 'The Authorization header is no bearer token' })

  const known = provider.grants.accessTokens.get(token)
  if (!known) return refuse({ error: 'invalid_token', description: explainUnknown(provider, token) })
  if (provider.settings.now() >= known.expiresAt) {
    return refuse({ error: 'invalid_token', description: 'The access token has expired' })
  }
  if (audience !== undefined && !known.audience.includes(audience)) {
    return refuse({ error: 'invalid_token', description: 'The access token is for another API' })
  }
  if (scopes.some((scope) => !known.scopes.includes(scope))) {
    return refuse({ error: 'insufficient_scope', description: 'The access token lacks a scope', scopes })
  }
  return known
}

function explainUnknown({ settings }: Provider, token: string): string {
  try {
    const { iss, aud } = decodeJwt(token)
    if (decodeProtectedHeader(token).typ !== 'at+jwt' && [aud].flat().includes(settings.clientId))
      return ID_TOKEN_SENTENCE
    return iss === settings.issuer ? 'The access token is revoked or forged' : 'The access token is of another issuer'
  } catch {
    // Not a JWT, so there is nothing in it to explain: an opaque token is known or it is not.
    return 'The access token is unknown, revoked or of another issuer'
  }
}
