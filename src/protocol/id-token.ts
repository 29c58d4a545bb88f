import { processUserInfoResponse, skipSubjectCheck } from 'oauth4webapi'
import { toTyped } from '../domain/claim-types.js'
import { Secret } from '../domain/secret.js'
import type { Session } from '../domain/session.js'
import type { Claims } from '../domain/user.js'
import { checkLeftOpen, isSince } from './left-open.js'
import { toServer } from './parties.js'
import { type Expectation, type Received, toClientFor, toJwtResponse } from './received-id-token.js'
import { checkSignature } from './signature.js'
import type { Wire } from './wire.js'

/** What a checked ID token says. */
export type Identity = Pick<Session, 'claims' | 'idToken' | 'idTokenReport' | 'clockOffset'>

const CHECKED = ['iss', 'aud', 'azp', 'sub', 'exp', 'iat', 'nbf', 'auth_time', 'acr', 'nonce', 'at_hash']

/**
 * Checks what the library has left open of an ID token whose claims it has seen, its signature last.
 *
 * @throws {AuthError} id-token-malformed, id-token-claim, id-token-clock, id-token-signature, id-token-keys
 */
export async function checkIdToken(
  wire: Wire,
  received: Received,
  expected: Expectation & { readonly accessToken: string | undefined; readonly response: Response },
): Promise<Identity> {
  const { header, claims, text, shown, clockOffset } = received
  await checkLeftOpen(wire, received, expected)
  const response = shown === text ? expected.response : await toRead(wire, received, expected)
  await checkSignature(wire, { ...expected, response, header })
  tellOddTimes(wire, received, expected)
  // The library has seen their types.
  const { iat, exp } = claims as { readonly iat: number; readonly exp: number }
  const passed = CHECKED.filter((name) => claims[name] !== undefined)
  return {
    claims: toTyped(claims as Claims, (name) =>
      wire.report('provider-answer-mended', `The claim ${name} of the ID token`),
    ),
    idToken: new Secret(text),
    idTokenReport: { alg: `${header['alg']}`, checks: ['signature', 'alg', ...passed], iat, exp },
    clockOffset,
  }
}

// The library was shown the claims of another text than the one that is signed: of the latter it has to know, too.
async function toRead(wire: Wire, received: Received, { provider, clientId }: Expectation): Promise<Response> {
  const { id_token_signing_alg_values_supported: algorithms, ...server } = toServer(provider)
  const response = toJwtResponse(received)
  await processUserInfoResponse(
    { ...server, ...(algorithms && { userinfo_signing_alg_values_supported: algorithms }) },
    toClientFor(wire, clientId, received),
    skipSubjectCheck,
    response,
  )
  return response
}

/** Tells of a time of sign-in that is no reason to refuse anything, and is not believed. */
function tellOddTimes(wire: Wire, { claims }: Received, { proof }: Expectation): void {
  const { auth_time: time } = claims
  if (typeof time !== 'number') return
  // Section 12.2 has it stay. It is the session's at the provider, or the account's: later is common, earlier is of another sign-in.
  if (proof.previous && time < Number(proof.previous['auth_time'])) {
    wire.report('provider-answer-odd', 'The claim auth_time of the ID token')
  }
  if (proof.startedAt !== undefined && proof.asksLogin && !isSince(wire, claims, proof.startedAt)) {
    wire.report('prompt-ignored', 'auth_time')
  }
}
