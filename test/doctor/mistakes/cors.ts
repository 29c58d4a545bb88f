import { APP } from '../../support/provider-site.js'
import type { Mistake } from './mistake.js'
import { ALLOW, at, DISCOVERY, having, without } from './planting.js'

export const OF_CORS: readonly Mistake[] = [
  ...(
    [
      ['cors-discovery', DISCOVERY],
      ['cors-keys', '/jwks'],
      ['cors-token', '/token'],
    ] as const
  ).map(
    ([row, path]): Mistake => ({
      name: `the origin is not allowed at ${path}`,
      row,
      verdict: 'wrong',
      says: [
        'no Access-Control-Allow-Origin',
        `allow this origin (CORS): ${APP}`,
        `Access-Control-Allow-Origin: ${APP}`,
      ],
      front: without(path, ALLOW),
    }),
  ),
  {
    name: 'another origin is allowed',
    row: 'cors-token',
    verdict: 'wrong',
    says: ['Access-Control-Allow-Origin: https://todo.example.com.evil.example', `Access-Control-Allow-Origin: ${APP}`],
    front: having('/token', ALLOW, `${APP}.evil.example`),
  },
  {
    name: 'the origin has a slash',
    row: 'cors-token',
    verdict: 'wrong',
    says: [`Access-Control-Allow-Origin: ${APP}/`],
    front: having('/token', ALLOW, `${APP}/`),
  },
  {
    name: 'a proxy allows the origin once more',
    row: 'cors-discovery',
    verdict: 'wrong',
    says: ['twice', 'Leave it to one'],
    front: at(DISCOVERY, ({ headers }) => headers.append(ALLOW, '*')),
  },
  {
    name: '/userinfo allows every header but that of the token',
    row: 'cors-user-info',
    verdict: 'warning',
    says: ['`Authorization`', 'Access-Control-Allow-Headers: Authorization'],
    front: having('/userinfo', 'access-control-allow-headers', '*'),
  },
  {
    name: '/userinfo wants a token for the preflight',
    row: 'cors-user-info',
    verdict: 'warning',
    says: ['preflight', '401', '204'],
    front: at(
      '/userinfo',
      (answer) => {
        answer.status = 401
      },
      'OPTIONS',
    ),
  },
  {
    name: '/userinfo forgets CORS at a refusal',
    row: 'cors-user-info',
    verdict: 'warning',
    says: ['401', `Access-Control-Allow-Origin: ${APP}`],
    front: without('/userinfo', ALLOW, 'GET'),
  },
  {
    name: 'the origin is not allowed at the revocation endpoint',
    row: 'cors-revocation',
    verdict: 'warning',
    says: ['revocation-failed', `Access-Control-Allow-Origin: ${APP}`],
    front: without('/revoke', ALLOW),
  },
  {
    name: 'the origin is not allowed where parameters are pushed',
    row: 'cors-par',
    verdict: 'wrong',
    says: [`Access-Control-Allow-Origin: ${APP}`],
    front: without('/par', ALLOW),
    told: { par: true },
  },
  {
    name: 'the same where they need not be',
    row: 'cors-par',
    verdict: 'warning',
    says: ['`par: true` cannot be set.'],
    front: without('/par', ALLOW),
  },
  {
    name: 'the header of proofs is not allowed',
    row: 'cors-proof',
    verdict: 'wrong',
    says: ['Access-Control-Allow-Headers: DPoP', 'leave dpop away'],
    front: having('/token', 'access-control-allow-headers', 'Content-Type', 'OPTIONS'),
    told: { dpop: true, api: undefined },
  },
  {
    name: 'the nonce of proofs is hidden',
    row: 'cors-proof',
    verdict: 'wrong',
    says: ['DPoP-Nonce is not exposed', 'Access-Control-Expose-Headers: DPoP-Nonce'],
    front: without('/token', 'access-control-expose-headers'),
    both: { dpopNonces: true },
    told: { dpop: true, api: undefined },
  },
  {
    name: 'caches are not told that answers differ by origin',
    row: 'vary',
    verdict: 'warning',
    says: [DISCOVERY, 'Vary: Origin'],
    front: at(DISCOVERY, ({ headers }) => {
      headers.delete('vary')
      headers.set('cache-control', 'max-age=600')
    }),
  },
]
