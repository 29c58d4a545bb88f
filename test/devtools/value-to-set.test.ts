import { expect, it } from 'vitest'
import { toValueToSet } from '../../src/devtools/value-to-set.js'

it.each([
  ["Set issuer: 'https://id.example.com/'", "issuer: 'https://id.example.com/'"],
  [
    "Declare it, with the path that needs the token: apis: { name: { url: 'https://api.example.com/' } }",
    "apis: { name: { url: 'https://api.example.com/' } }",
  ],
  ["Put it in: scopes: ['openid', 'offline_access'] (and ask again)", "scopes: ['openid', 'offline_access']"],
  ['The provider takes them only when they are pushed (RFC 9126): set par: true.', 'par: true'],
  [
    'At that server: Access-Control-Expose-Headers: DPoP-Nonce, WWW-Authenticate',
    'Access-Control-Expose-Headers: DPoP-Nonce, WWW-Authenticate',
  ],
  ['Register exactly this redirect URI: https://todo.example.com/', 'https://todo.example.com/'],
  ["Sign in with auth.signIn({ prompt: 'login' }) after a sign-out", "prompt: 'login'"],
  ['The page: connect-src must hold https://id.example.com.', 'https://id.example.com'],
  ["A status of 3xx: the call follows no redirect (redirect: 'error', which latchkey sets with dpop)", undefined],
  [
    'CORS: with dpop: true the request carries a header. It must answer with Access-Control-Allow-Headers: DPoP, also where the origin is allowed.',
    'Access-Control-Allow-Headers: DPoP',
  ],
  ["With persistence: 'memory' it waits. At others: persistence: 'browser' or 'tab'.", "persistence: 'browser'"],
  ['Open https://id.example.com/.well-known/openid-configuration in a tab.', undefined],
  ['Or leave strict away: then it goes out without a token.', undefined],
  ["Give the API a token of its own: apis: { name: { resource: '…' } }", undefined],
  ['Broken: apis: { name', undefined],
])('out of "%s" it copies %j', (line, value) => {
  expect(toValueToSet(line)).toBe(value)
})
