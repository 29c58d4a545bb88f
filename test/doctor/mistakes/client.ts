import { CLIENT_ID } from '../../support/provider-site.js'
import type { Mistake } from './mistake.js'
import { at, refusing } from './planting.js'

export const OF_CLIENT: readonly Mistake[] = [
  {
    name: 'the client is confidential',
    row: 'client',
    verdict: 'wrong',
    says: ['invalid_client', 'no secret', `: ${CLIENT_ID}`],
    front: refusing('/token', 401, 'invalid_client', 'Client authentication failed'),
  },
  {
    name: 'the client is wanted with its secret',
    row: 'client',
    verdict: 'wrong',
    says: ['invalid_request', 'client_secret', 'no secret'],
    front: refusing('/token', 400, 'invalid_request', 'client_secret is missing.'),
  },
  {
    name: 'the client is unknown',
    row: 'client',
    verdict: 'wrong',
    says: ['invalid_client', 'set clientId'],
    mistold: { clientId: 'todo-app' },
  },
  {
    name: 'the client may not redeem codes',
    row: 'client',
    verdict: 'wrong',
    says: ['unsupported_grant_type', 'authorization_code'],
    front: refusing('/token', 400, 'unsupported_grant_type'),
  },
  {
    name: 'the same in other words',
    row: 'client',
    verdict: 'wrong',
    says: ['unauthorized_client', 'Allow the client the grant type authorization_code.'],
    front: refusing(
      '/token',
      403,
      'unauthorized_client',
      "Grant type 'authorization_code' not allowed for the client.",
    ),
  },
  {
    name: 'the token endpoint is elsewhere',
    row: 'client',
    verdict: 'wrong',
    says: ['redirected', 'token_endpoint'],
    front: at('/token', (answer) => {
      answer.status = 308
      answer.headers.set('location', 'https://login.example.com/token')
    }),
  },
  {
    name: 'nothing is where the token endpoint was',
    row: 'client',
    verdict: 'wrong',
    says: ['status 404', 'invalid_grant'],
    front: at('/token', (answer) => {
      answer.status = 404
      answer.body = 'Not found'
      answer.headers.set('content-type', 'text/plain')
    }),
  },
  {
    name: 'the token endpoint refuses in no words of OAuth',
    row: 'client',
    verdict: 'warning',
    says: ['status 400', 'invalid_grant'],
    front: at('/token', (answer) => {
      answer.status = 400
      answer.body = '<pre>SyntaxError</pre>'
      answer.headers.set('content-type', 'text/html')
    }),
  },
  {
    name: 'the token endpoint gives tokens to whoever asks',
    row: 'client',
    verdict: 'wrong',
    says: ['tokens for a made-up code'],
    plant: ({ provider }) =>
      provider.lie({
        respond: (endpoint, { parameters }) =>
          endpoint === 'token' && parameters['grant_type'] === 'authorization_code'
            ? Response.json({ access_token: 'secret-of-somebody-else', token_type: 'Bearer', expires_in: 60 })
            : undefined,
      }),
  },
]
