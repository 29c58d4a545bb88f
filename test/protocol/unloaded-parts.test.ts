import { describe, expect, it } from 'vitest'
import type { Attempt } from '../../src/domain/attempt.js'
import { Secret } from '../../src/domain/secret.js'
import type { Session } from '../../src/domain/session.js'
import { toInstant } from '../../src/domain/time.js'
import { toAuthError } from '../../src/domain/to-auth-error.js'
import { checkAuthorizationResponse } from '../../src/protocol/authorization-response.js'
import { exchangeCode, exchangeRefreshToken } from '../../src/protocol/tokens.js'
import { fetchUserInfo } from '../../src/protocol/user-info.js'
import type { Wire } from '../../src/protocol/wire.js'

const ISSUER = 'https://id.example.com'
const provider = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  jwks_uri: `${ISSUER}/jwks`,
  userinfo_endpoint: `${ISSUER}/userinfo`,
}
const attempt = {
  state: 'a.r.b',
  provider,
  redirectUri: 'https://app.example.com/',
  verifier: new Secret('v'.repeat(43)),
  nonce: new Secret('n'.repeat(43)),
} as unknown as Attempt
const session = {
  provider,
  grant: { accessToken: new Secret('access'), scopes: [], lifetime: undefined },
  claims: { iss: ISSUER, sub: 'ada' },
} as unknown as Session

const clientId = 'todo-spa'
const unloaded = () => Promise.reject(toAuthError('protocol-unavailable', 'A part of latchkey could not be loaded'))

/** A provider that answers everything with this error, to a page that can load nothing any more. */
const toWire = (error: string, status = 400): Wire => ({
  now: () => ({ wall: toInstant(Date.now()), elapsed: 0 }),
  after: () => () => undefined,
  subtle: crypto.subtle,
  isLoopback: false,
  report: () => undefined,
  parts: async () => ({ loadDpop: unloaded, loadFailures: unloaded, loadOddAnswer: unloaded }),
  fetch: async () => Response.json({ error }, { status }),
})

const check = (parameters: Readonly<Record<string, string>>) =>
  checkAuthorizationResponse(
    toWire(''),
    { provider, clientId, state: attempt.state },
    new URLSearchParams({ ...parameters, state: attempt.state }),
  )
const renew = (wire: Wire, more: Partial<Session> = {}) =>
  exchangeRefreshToken(wire, {
    clientId,
    session: { ...session, ...more },
    refreshToken: new Secret('refresh'),
    keys: undefined,
    audience: undefined,
  })

describe('where the part that says what a failure means cannot be loaded, as after a deploy', () => {
  it('a refused renewal has to wait: what nobody could read ends no session', async () => {
    await expect(renew(toWire('invalid_grant'))).rejects.toMatchObject({ code: 'refresh-unavailable', ends: 'request' })
  })

  it('a renewal with a bound token has to wait for what makes its proof', async () => {
    const proofKey = { alg: 'ES256', jwk: {}, jkt: 'x', privateKey: {} as CryptoKey }

    await expect(renew(toWire('invalid_grant'), { proofKey })).rejects.toMatchObject({ code: 'refresh-unavailable' })
  })

  it('a sign-in that was declined fails with an error that says that much', async () => {
    await expect(check({ error: 'access_denied' })).rejects.toMatchObject({ code: 'protocol-unavailable' })
  })

  it('a code that is rejected does, too', async () => {
    const response = await check({ code: 'code' })

    const exchange = exchangeCode(toWire('invalid_grant'), { clientId, attempt, response })

    await expect(exchange).rejects.toMatchObject({ code: 'protocol-unavailable' })
  })

  it('and /userinfo says what it answered', async () => {
    const asked = fetchUserInfo(toWire('server_error', 500), clientId, session)

    await expect(asked).rejects.toMatchObject({ code: 'user-info', details: { why: 'status 500' } })
  })
})
