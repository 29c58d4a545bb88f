import { isJwt, refuse, type Verifier } from './access-token.js'
import { introspect } from './introspection.js'
import { keysAt, verifyJwt } from './jwt-access-token.js'
import type { AccessTokenFormat } from './settings.js'

export interface VerifierSetup {
  readonly issuer: string
  /** The calendar's own identifier: the audience that access tokens must carry. */
  readonly audience: string
  /** The calendar's credentials at the provider, for introspection. */
  readonly clientSecret: string
  readonly acceptedFormat: () => AccessTokenFormat
}

const OTHER_FORMAT: Readonly<Record<AccessTokenFormat, string>> = {
  jwt: 'The provider hands out JWTs now, and this token is a reference from before.',
  reference: 'The provider hands out references now, and this token is a JWT from before.',
}

/** Verifies access tokens of the demo's own provider as RFC 9068 (JWT) and RFC 7662 (references) ask. */
export function createVerifier({ issuer, audience, clientSecret, acceptedFormat }: VerifierSetup): Verifier {
  const keys = keysAt(`${issuer}/jwks`)
  const requiredClaims = ['exp', 'iat', 'sub', 'client_id', 'jti']
  const endpoint = `${issuer}/token/introspection`
  const client = { id: 'calendar-api', secret: clientSecret }

  return async (raw) => {
    const verdict = isJwt(raw)
      ? await verifyJwt(raw, { keys, issuer, audience, requiredClaims, kind: { typ: 'at+jwt' } })
      : await introspect(raw, { endpoint, issuer, audience, client })
    if (!verdict.accepted || verdict.token.format === acceptedFormat()) return verdict
    return refuse(OTHER_FORMAT[acceptedFormat()])
  }
}
