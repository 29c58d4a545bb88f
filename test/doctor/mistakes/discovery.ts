import type { Mistake } from './mistake.js'
import { at, DISCOVERY, document, having, ISSUER } from './planting.js'

export const OF_DISCOVERY: readonly Mistake[] = [
  {
    name: 'the issuer is of another realm',
    row: 'discovery',
    verdict: 'wrong',
    says: ['status 404', DISCOVERY, 'https://host/realms/name'],
    front: at(DISCOVERY, (answer) => {
      answer.status = 404
    }),
  },
  {
    name: 'the metadata is behind a redirect',
    row: 'discovery',
    verdict: 'wrong',
    says: ['redirected', 'follows no redirect'],
    front: at(DISCOVERY, (answer) => {
      answer.status = 301
      answer.headers.set('location', 'https://www.example.com/')
    }),
  },
  {
    name: 'a page answers in the place of the metadata',
    row: 'discovery',
    verdict: 'wrong',
    says: ['type text/html', 'application/json'],
    front: having(DISCOVERY, 'content-type', 'text/html'),
  },
  {
    name: 'the metadata has a slash that nothing else of the provider has',
    row: 'issuer',
    verdict: 'wrong',
    says: ['https://id.example.com/', 'the end is set, U+002F is announced', "Set issuer: 'https://id.example.com/'"],
    plant: document({ issuer: `${ISSUER}/` }),
    also: ['iss'],
  },
  {
    name: 'the issuer is set without its slash',
    row: 'issuer',
    verdict: 'wrong',
    says: ["Set issuer: 'https://id.example.com/'"],
    both: { issuer: `${ISSUER}/` },
    mistold: { issuer: ISSUER },
  },
  {
    name: 'the issuer has a letter of another alphabet',
    row: 'issuer',
    verdict: 'wrong',
    says: ['https://id.exU+0430mple.com', 'U+0061 is set, U+0430 is announced'],
    plant: document({ issuer: 'https://id.ex\u0430mple.com' }),
    also: ['iss'],
  },
  {
    name: 'an endpoint is on http:',
    row: 'endpoints',
    verdict: 'wrong',
    says: ['token_endpoint is http://id.example.com/token', 'https:'],
    plant: document({ token_endpoint: 'http://id.example.com/token' }),
  },
  {
    name: 'an endpoint is a script',
    row: 'endpoints',
    verdict: 'wrong',
    says: ['end_session_endpoint is javascript:alert(1)//'],
    plant: document({ end_session_endpoint: 'javascript:alert(1)//' }),
    also: ['logout'],
  },
  {
    name: 'an endpoint has a fragment',
    row: 'endpoints',
    verdict: 'wrong',
    says: ['authorization_endpoint is https://id.example.com/#/authorize'],
    plant: document({ authorization_endpoint: `${ISSUER}/#/authorize` }),
  },
  {
    name: 'there is no address of keys',
    row: 'endpoints',
    verdict: 'wrong',
    says: ['jwks_uri is missing'],
    plant: document({ jwks_uri: undefined }),
  },
  {
    name: 'the code flow is off',
    row: 'code-flow',
    verdict: 'wrong',
    says: ['response_types_supported is id_token', "must hold 'code'"],
    plant: document({ response_types_supported: ['id_token'] }),
  },
  {
    name: 'requests have to be signed',
    row: 'code-flow',
    verdict: 'wrong',
    says: ['require_signed_request_object', 'A public client signs no requests'],
    plant: document({ require_signed_request_object: true }),
  },
  {
    name: 'PKCE is plain alone',
    row: 'pkce',
    verdict: 'wrong',
    says: ['code_challenge_methods_supported is plain', "must hold 'S256'"],
    plant: document({ code_challenge_methods_supported: ['plain'] }),
  },
  {
    name: 'a scope is unknown',
    row: 'scopes',
    verdict: 'warning',
    says: ['not announced: email', "scopes: ['openid', 'profile']"],
    plant: document({ scopes_supported: ['openid', 'profile', 'offline_access'] }),
  },
  {
    name: 'a scope is unknown to a provider that does not say openid',
    row: 'scopes',
    verdict: 'warning',
    says: [/^not announced: email\n/, "scopes: ['openid', 'profile']"],
    plant: document({ scopes_supported: ['profile', 'offline_access'] }),
  },
]
