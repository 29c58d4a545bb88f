import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
} from 'jose'
import type { Verdict } from './protected-api.js'
import { CALENDAR_AGENT } from './request-log.js'
import { type AccessTokenFormat, CLIENT_ID } from './settings.js'

/** What the calendar understands of a token it accepted. Never the token itself. */
export interface AccessToken {
  readonly format: AccessTokenFormat
  readonly userId: string
  readonly scopes: readonly string[]
  readonly length: number
  /** Of a JWT; a reference has none. */
  readonly header: Readonly<Record<string, unknown>> | undefined
  /** The claims of a JWT, or what the provider said about a reference. */
  readonly claims: Readonly<Record<string, unknown>>
  /** What was verified, in words. */
  readonly checks: readonly string[]
}

export interface VerifierSetup {
  readonly issuer: string
  /** The calendar's own identifier. */
  readonly audience: string
  /** The calendar's credentials at the provider, for introspection. */
  readonly clientSecret: string
  readonly acceptedFormat: () => AccessTokenFormat
}

const OTHER_FORMAT: Readonly<Record<AccessTokenFormat, string>> = {
  jwt: 'The provider hands out JWTs now, and this token is a reference from before.',
  reference: 'The provider hands out references now, and this token is a JWT from before.',
}

/** Verifies access tokens as RFC 9068 (JWT) and RFC 7662 (references) ask. */
export function createVerifier(setup: VerifierSetup): (raw: string) => Promise<Verdict<AccessToken>> {
  const keys = createRemoteJWKSet(new URL(`${setup.issuer}/jwks`), { [customFetch]: fetchAsCalendar })

  return async (raw) => {
    const verdict = isJwt(raw) ? await verifyJwt(raw, keys, setup) : await introspect(raw, setup)
    if (!verdict.accepted || verdict.token.format === setup.acceptedFormat()) return verdict
    return refuse(OTHER_FORMAT[setup.acceptedFormat()])
  }
}

type Keys = ReturnType<typeof createRemoteJWKSet>

async function verifyJwt(raw: string, keys: Keys, setup: VerifierSetup): Promise<Verdict<AccessToken>> {
  const { issuer, audience } = setup
  try {
    const { payload, protectedHeader } = await jwtVerify(raw, keys, {
      issuer,
      audience,
      typ: 'at+jwt',
      algorithms: ['ES256', 'RS256'],
      requiredClaims: ['exp', 'iat', 'sub', 'client_id', 'jti'],
    })
    return accept(raw, payload, {
      format: 'jwt',
      header: { ...protectedHeader },
      checks: [
        `signed with ${protectedHeader.alg} by a key of the provider`,
        'typ is at+jwt: an access token',
        'iss is our provider',
        'aud is this calendar',
        'exp is still ahead',
      ],
    })
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error
    return refuse((await describeIdToken(raw, keys, issuer)) ?? describe(error))
  }
}

/** The sentence for an ID token, once its signature has shown that it is one; `undefined` for anything else. */
async function describeIdToken(raw: string, keys: Keys, issuer: string): Promise<string | undefined> {
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

async function introspect(
  raw: string,
  { issuer, audience, clientSecret }: VerifierSetup,
): Promise<Verdict<AccessToken>> {
  const response = await fetchAsCalendar(`${issuer}/token/introspection`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`calendar-api:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ token: raw, token_type_hint: 'access_token' }),
  })
  if (!response.ok) throw new Error(`Introspection answered ${response.status}`)
  // The provider runs in this process and its answer is an object by RFC 7662.
  const claims = (await response.json()) as JWTPayload & { readonly active: boolean }
  if (!claims.active) return refuse('The provider says that this reference is not valid, or not valid any more.')
  if (claims.iss !== issuer || claims.aud !== audience) return refuse('This token is for another API.')
  return accept(raw, claims, {
    format: 'reference',
    header: undefined,
    checks: ['the provider says it is active', 'iss is our provider', 'aud is this calendar', 'exp is still ahead'],
  })
}

function accept(
  raw: string,
  claims: JWTPayload,
  rest: Pick<AccessToken, 'format' | 'header' | 'checks'>,
): Verdict<AccessToken> {
  const scopes = String(claims['scope'] ?? '')
    .split(' ')
    .filter(Boolean)
  return { accepted: true, token: { ...rest, userId: claims.sub ?? '', scopes, length: raw.length, claims } }
}

const refuse = (reason: string): Verdict<AccessToken> => ({ accepted: false, reason })

/** Three base64url parts: what a JWT looks like. A reference has no dots. */
const isJwt = (raw: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(raw)

function fetchAsCalendar(url: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('User-Agent', CALENDAR_AGENT)
  return fetch(url, { ...init, headers })
}
