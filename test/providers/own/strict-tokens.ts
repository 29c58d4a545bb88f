import { createHash, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify, SignJWT } from 'jose'
import { type Answer, type Asked, json, secondsNow } from './server.js'
import { type Grant, KEY_ID, refuse, type State } from './strict-state.js'

// The endpoints that only code comes to.

export async function answerToken(state: State, asked: Asked): Promise<Answer> {
  const proof = await proveAt(state, asked)
  if ('answer' in proof) return proof.answer
  const { form } = asked
  if (form.get('client_id') !== 'spa' || form.has('client_secret'))
    return refuse('invalid_client', 'A public client it is')
  const grantType = form.get('grant_type')
  if (grantType === 'authorization_code') return redeem(state, form, proof.jkt)
  if (grantType === 'refresh_token') return renew(state, form, proof.jkt)
  return refuse('unsupported_grant_type', 'There are two')
}

function redeem(state: State, form: URLSearchParams, jkt: string): Answer | Promise<Answer> {
  const code = form.get('code') ?? ''
  // RFC 6749 section 4.1.2: what a code has given ends when the code comes again.
  const spent = state.spentCodes.see(code)
  if (spent) spent.isOver = true
  const grant = state.codes.take(code)
  if (!grant) return refuse('invalid_grant', 'This code is not known, or spent')
  state.spentCodes.put(grant, code)
  const { parameters } = grant
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url')
  if (parameters.get('code_challenge') !== challenge) return refuse('invalid_grant', 'The verifier is another')
  if (parameters.get('redirect_uri') !== form.get('redirect_uri'))
    return refuse('invalid_grant', 'The redirect URI is another')
  if (grant.jkt !== jkt) return refuse('invalid_grant', 'The key is another')
  return issue(state, grant, form)
}

function renew(state: State, form: URLSearchParams, jkt: string): Answer | Promise<Answer> {
  const token = form.get('refresh_token') ?? ''
  // RFC 9700 section 4.14.2: one that comes twice was stolen, and nobody knows by whom.
  const spent = state.spentRefreshTokens.see(token)
  if (spent) spent.isOver = true
  const grant = state.refreshTokens.take(token)
  if (!grant || grant.isOver) return refuse('invalid_grant', 'This refresh token is not known, or spent')
  state.spentRefreshTokens.put(grant, token)
  if (grant.jkt !== jkt) return refuse('invalid_grant', 'The key is another')
  return issue(state, grant, form)
}

async function issue(state: State, grant: Grant, form: URLSearchParams): Promise<Answer> {
  const { app, issuer } = state
  const resource = form.get('resource') ?? undefined
  if (resource !== undefined && resource !== app.resource) return refuse('invalid_target', 'There is no such API')
  const { person, authTime, parameters, jkt } = grant
  const scope = parameters.get('scope') ?? ''
  const access = await sign(state, { sub: person.login, client_id: 'spa', scope, cnf: { jkt } }, resource ?? issuer)
  state.accessTokens.put(grant, access)
  const atHash = createHash('sha256').update(access).digest().subarray(0, 16).toString('base64url')
  const idToken = await sign(
    state,
    {
      sub: person.login,
      azp: 'spa',
      auth_time: authTime,
      at_hash: atHash,
      ...(form.has('code') && { nonce: parameters.get('nonce') }),
      ...(scope.includes('profile') && { name: person.name }),
    },
    'spa',
  )
  const refreshToken = state.refreshTokens.put(grant)
  return json(200, {
    access_token: access,
    token_type: 'DPoP',
    expires_in: 300,
    scope,
    id_token: idToken,
    ...(scope.includes('offline_access') && { refresh_token: refreshToken }),
  })
}

const sign = ({ privateKey, issuer }: State, claims: object, audience: string): Promise<string> =>
  new SignJWT({ ...claims, jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: KEY_ID, typ: audience === 'spa' ? 'JWT' : 'at+jwt' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey)

export async function answerUserInfo(state: State, asked: Asked): Promise<Answer> {
  const [scheme, token = ''] = (asked.header('authorization') ?? '').split(' ')
  const grant = state.accessTokens.see(token)
  const proof = await proveAt(state, asked, token)
  if ('answer' in proof) return { ...proof.answer, status: 401 }
  if (scheme !== 'DPoP' || !grant || grant.isOver || grant.jkt !== proof.jkt)
    return { status: 401, headers: { 'WWW-Authenticate': 'DPoP error="invalid_token", algs="ES256"' } }
  return json(200, { sub: grant.person.login, name: grant.person.name })
}

/** RFC 7009: what it does not know is as good as revoked. */
export function answerRevocation(state: State, { form }: Asked): Answer {
  if (form.get('client_id') !== 'spa') return refuse('invalid_client', 'This client is not known')
  const token = form.get('token') ?? ''
  const grant = state.refreshTokens.see(token) ?? state.accessTokens.see(token)
  if (grant) grant.isOver = true
  return { status: 200 }
}

/** The thumbprint of the key that a request was proven with; or the answer that asks for another proof (RFC 9449 sections 4.3 and 8). */
async function proveAt(
  state: State,
  { method, path, header }: Asked,
  token?: string,
): Promise<{ readonly jkt: string } | { readonly answer: Answer }> {
  const proof = header('dpop')
  const refuseProof = (error: string, why: string) => ({
    answer: refuse(error, why, {
      'DPoP-Nonce': state.nonces.put(true),
      'WWW-Authenticate': `DPoP error="${error}", algs="ES256"`,
    }),
  })
  if (!proof) return refuseProof('invalid_dpop_proof', 'There is no proof')
  const verified = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'] }).catch(
    () => undefined,
  )
  if (!verified) return refuseProof('invalid_dpop_proof', 'The proof is none')
  const { payload, protectedHeader } = verified
  if (!state.nonces.see(String(payload['nonce'])))
    return refuseProof('use_dpop_nonce', 'The proof needs a nonce of this server')
  const hash = token === undefined ? undefined : createHash('sha256').update(token).digest('base64url')
  const isFor = payload['htm'] === method && payload['htu'] === `${state.issuer}${path}` && payload['ath'] === hash
  const isFresh = Math.abs(secondsNow() - Number(payload.iat)) < 60 && !state.proofs.see(String(payload.jti))
  if (!isFor || !isFresh) return refuseProof('invalid_dpop_proof', 'The proof is for another request')
  state.proofs.put(true, String(payload.jti))
  return { jkt: await calculateJwkThumbprint(protectedHeader.jwk ?? {}) }
}
