import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Person } from '../provider.js'
import { type Answer, type Asked, json, random, secondsNow } from './server.js'

/** What a code, a session or a token stands for. */
export interface Known {
  readonly person: Person
  readonly nonce?: string | undefined
}

export interface Setup {
  readonly issuer: string
  readonly origin: string
  readonly known: Map<string, Known>
  readonly keys: Awaited<ReturnType<typeof createKeys>>
}

/** One without a name, beside one of a type that nobody knows: that is to be ignored (RFC 7517 section 5). */
export async function createKeys() {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { sign: privateKey, set: { keys: [{ kty: 'LATTICE', x: 'AQ' }, await exportJWK(publicKey)] } }
}

export async function answerToken({ form }: Asked, { issuer, known, keys }: Setup): Promise<Answer> {
  const isRenewal = form.get('grant_type') === 'refresh_token'
  const credential = form.get(isRenewal ? 'refresh_token' : 'code') ?? ''
  const found = known.get(credential)
  if (!found) return json(400, { error: 'invalid_grant' })
  const { person, nonce } = found
  const token = `${random()}-._~+/==`
  known.set(token, { person })
  if (isRenewal) return json(200, { token_type: 'BEARER', access_token: token, expires_in: 1e3 })
  known.delete(credential)
  const refresh = `${random()} with a space`
  known.set(refresh, { person })
  const now = secondsNow() + 0.25
  const idToken = await new SignJWT({
    iss: issuer,
    sub: person.login,
    aud: ['spa'],
    nonce,
    iat: now,
    exp: now + 90,
    name: person.name,
    address: { country: 'GB', 'x-odd': [null, { deep: true }] },
    amr: [],
  })
    .setProtectedHeader({ alg: 'RS256' })
    .sign(keys.sign)
  return json(200, {
    id_token: idToken,
    refresh_token: refresh,
    access_token: token,
    token_type: 'bEaReR',
    'not-before-policy': 0,
    session_state: null,
  })
}
