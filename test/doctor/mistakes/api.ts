import { APP } from '../../support/provider-site.js'
import type { Mistake } from './mistake.js'
import { ALLOW, at, having, redirecting, without } from './planting.js'

const API = '/v1/events'

export const OF_API: readonly Mistake[] = [
  {
    name: 'the API forgets CORS at a 401',
    row: 'api-cors-401',
    verdict: 'wrong',
    says: [`Access-Control-Allow-Origin: ${APP}`],
    front: without(API, ALLOW, 'GET'),
  },
  {
    name: 'the API hides its challenge',
    row: 'api-exposes-challenge',
    verdict: 'wrong',
    says: ['Access-Control-Expose-Headers: WWW-Authenticate'],
    front: without(API, 'access-control-expose-headers'),
  },
  {
    name: 'the API says nothing of how to sign in',
    row: 'api-challenge',
    verdict: 'wrong',
    says: ['WWW-Authenticate: Bearer'],
    front: without(API, 'www-authenticate'),
    also: ['api-invalid-token'],
  },
  {
    name: 'the API wants a token for the preflight',
    row: 'api-preflight',
    verdict: 'wrong',
    says: ['401', 'Answer OPTIONS before tokens are looked for'],
    front: at(
      API,
      (answer) => {
        answer.status = 401
      },
      'OPTIONS',
    ),
  },
  {
    name: 'the API does not allow the header of the token',
    row: 'api-preflight-authorization',
    verdict: 'wrong',
    says: ['Access-Control-Allow-Headers: Authorization'],
    front: having(API, 'access-control-allow-headers', '*', 'OPTIONS'),
  },
  {
    name: 'the API sends whoever has no token to a page',
    row: 'api-no-token',
    verdict: 'wrong',
    says: ['302', '401'],
    front: redirecting(API, 302, '/login', 'GET'),
    also: ['api-unknown-token'],
  },
]
