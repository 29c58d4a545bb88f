import { CLIENT_ID } from '../../support/provider-site.js'
import type { Mistake } from './mistake.js'
import { answering, redirecting, refusing } from './planting.js'

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
    front: redirecting('/token', 308, 'https://login.example.com/token'),
  },
  {
    name: 'nothing is where the token endpoint was',
    row: 'client',
    verdict: 'wrong',
    says: ['status 404', 'invalid_grant'],
    front: answering('/token', 404, 'text/plain', 'Not found'),
  },
  {
    name: 'the token endpoint refuses in no words of OAuth',
    row: 'client',
    verdict: 'warning',
    says: ['status 400', 'invalid_grant'],
    front: answering('/token', 400, 'text/html', '<pre>SyntaxError</pre>'),
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
