import { OF_FRAMING } from './framing.js'
import type { Mistake } from './mistake.js'
import { at, document, refusing, refusingGrant } from './planting.js'

export const OF_SESSION: readonly Mistake[] = [
  {
    name: 'the client may have no refresh token',
    row: 'refresh-token',
    verdict: 'warning',
    says: ['unauthorized_client', 'allow the client the grant type refresh_token'],
    plant: refusingGrant('refresh_token', 'unauthorized_client'),
  },
  {
    name: 'the provider gives no refresh token',
    row: 'refresh-token',
    verdict: 'warning',
    says: ['refresh_token is not in grant_types_supported'],
    provider: { refreshTokens: false },
  },
  {
    name: 'tokens are bound to a key, and the app binds none',
    row: 'dpop',
    verdict: 'wrong',
    says: ['DPoP proof', 'dpop: true'],
    plant: ({ provider }) => provider.lie('dpop-demanded'),
  },
  {
    name: 'no browser makes the proofs that are taken',
    row: 'dpop',
    verdict: 'wrong',
    says: ['ES256K', 'ES256 (or Ed25519, PS256, RS256)'],
    plant: document({ dpop_signing_alg_values_supported: ['ES256K'] }),
    told: { dpop: true, api: undefined },
  },
  {
    name: 'there is no DPoP, and the app wants it',
    row: 'dpop',
    verdict: 'warning',
    says: ['not announced', 'leave dpop away'],
    plant: document({ dpop_signing_alg_values_supported: undefined }),
    told: { dpop: true, api: undefined },
  },
  {
    name: 'prompt=none shows a login page',
    row: 'silent',
    verdict: 'warning',
    says: ['answered with a page', "persistence: 'browser'"],
    front: at('/authorize', (answer) => {
      if (answer.status !== 302) return
      answer.headers.set('location', '/login')
    }),
  },
  {
    name: 'the provider is of another site, and gives no refresh tokens',
    row: 'cookies',
    verdict: 'warning',
    says: ['two sites: todo.github.io and id.github.io', 'serve the provider under the site of the app'],
    both: { issuer: 'https://id.github.io', redirectUri: 'https://todo.github.io/' },
    told: { origin: 'https://todo.github.io', api: undefined },
    plant: refusingGrant('refresh_token', 'unsupported_grant_type'),
    also: ['refresh-token'],
  },
  {
    name: 'there is no logout page',
    row: 'logout',
    verdict: 'warning',
    says: ['no end_session_endpoint', "prompt: 'login'"],
    plant: ({ provider }) => provider.lie('no-logout-page'),
  },
  {
    name: 'there is no revocation',
    row: 'revocation',
    verdict: 'warning',
    says: ['no revocation_endpoint'],
    plant: ({ provider }) => provider.lie('no-revocation'),
  },
  {
    name: 'revocation wants a secret',
    row: 'revocation',
    verdict: 'warning',
    says: ['status 401', 'without a secret'],
    front: refusing('/revoke', 401, 'invalid_client'),
  },
  {
    name: 'revocation wants a secret, in other words',
    row: 'revocation',
    verdict: 'warning',
    says: ['status 400', 'without a secret'],
    front: refusing('/revoke', 400, 'invalid_request', 'A token is revoked with a client_secret alone'),
  },
  {
    name: 'the clocks are minutes apart',
    row: 'clock',
    verdict: 'warning',
    says: [/\b(299|300|301) s ahead of this machine/],
    provider: { now: () => Date.now() + 300_000 },
  },
  {
    name: 'the clocks are days apart',
    row: 'clock',
    verdict: 'wrong',
    says: ['behind this machine', 'id-token-clock'],
    provider: { now: () => Date.now() - 2 * 86_400_000 },
  },
  ...OF_FRAMING,
]
