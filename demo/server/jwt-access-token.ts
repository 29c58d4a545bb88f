import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import { type AccessToken, judge, refuse } from './access-token.js'
import { fetchAsCalendar } from './ask-provider.js'
import type { Verdict } from './protected-api.js'
import { CLIENT_ID } from './settings.js'
import { describeKind, isOfKind, type TokenKind } from './token-kind.js'

export type Keys = ReturnType<typeof createRemoteJWKSet>

/** What a JWT of a provider must be to be an access token for the calendar. */
export interface JwtRules {
  readonly keys: Keys
  readonly issuer: string
  /** The calendar's own identifier. */
  readonly audience: string
  readonly requiredClaims: readonly string[]
  /** What the provider tells its access tokens from its other tokens by, beside the audience. */
  readonly kind: TokenKind
}

/** The keys of a provider, fetched when they are needed. */
export const keysAt = (address: string): Keys =>
  createRemoteJWKSet(new URL(address), { [customFetch]: fetchAsCalendar })

/** Verifies a JWT by its signature and claims (RFC 8725, RFC 9068). */
export async function verifyJwt(raw: string, rules: JwtRules): Promise<Verdict<AccessToken>> {
  const { keys, issuer, audience, kind } = rules
  const options: JWTVerifyOptions = {
    issuer,
    audience,
    algorithms: ['ES256', 'RS256'],
    requiredClaims: [...rules.requiredClaims],
    ...(kind !== 'bare' && 'typ' in kind && { typ: kind.typ }),
  }
  try {
    const { payload, protectedHeader } = await jwtVerify(raw, keys, options)
    if (!isOfKind(kind, payload, protectedHeader)) return refuse('This is another token of our provider.')
    return judge(raw, payload, {
      format: 'jwt',
      header: { ...protectedHeader },
      checks: [
        `signed with ${protectedHeader.alg} by a key of the provider`,
        describeKind(kind),
        'iss is our provider',
        'aud is this calendar',
        'exp is still ahead',
      ],
    })
  } catch (error) {
    if (!isAboutToken(error)) throw error
    return refuse((await describeIdToken(raw, keys, issuer)) ?? describe(error))
  }
}

/** Whether an error says something of the token, and not that the provider's keys could not be had. */
function isAboutToken(error: unknown): error is errors.JOSEError {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return false
  return error instanceof errors.JOSEError && error.code !== errors.JOSEError.code
}

/** The sentence for an ID token, once its signature has shown that it is one; `undefined` for anything else. */
export async function describeIdToken(raw: string, keys: Keys, issuer: string): Promise<string | undefined> {
  try {
    if (decodeProtectedHeader(raw).typ === 'at+jwt' || decodeJwt(raw).aud !== CLIENT_ID) return undefined
    await jwtVerify(raw, keys, { issuer, audience: CLIENT_ID })
    return `This is an ID token: it says who signed in to ${CLIENT_ID}. It is not for the calendar.`
  } catch (error) {
    // Not readable or not the provider's: the first verdict stands.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
    throw error
  }
}

function describe(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'The access token has expired.'
  if (error instanceof errors.JWTClaimValidationFailed) return `The claim ${error.claim} of this token does not fit.`
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature does not fit.'
  if (error instanceof errors.JWKSNoMatchingKey) return 'No key of the provider has signed this token.'
  return 'This is no access token of our provider.'
}
