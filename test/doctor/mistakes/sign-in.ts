import { APP } from '../../support/provider-site.js'
import type { Mistake } from './mistake.js'
import { at, back, document, failing, ISSUER, redirecting, refusing } from './planting.js'

export const OF_SIGN_IN: readonly Mistake[] = [
  {
    name: 'the redirect URI is not registered',
    row: 'redirect-uri',
    verdict: 'wrong',
    says: ['a page with status 400', `register exactly this redirect URI: ${APP}/callback`],
    mistold: { redirectUri: '/callback' },
  },
  {
    name: 'the same, told by a redirect to an error page',
    row: 'redirect-uri',
    verdict: 'wrong',
    says: ['an error page at https://id.example.com/error', `register exactly this redirect URI: ${APP}/`],
    front: redirecting('/authorize', 302, '/error?error=redirect_mismatch'),
  },
  {
    name: 'the same, told in a page that says 200, with a number',
    row: 'redirect-uri',
    verdict: 'wrong',
    says: ['AADSTS50011', `${APP}/`],
    front: at('/authorize', (answer) => {
      answer.status = 200
      answer.body = '<title>Sign in</title> AADSTS50011: The redirect URI does not match'
    }),
  },
  {
    name: 'the same, told by the endpoint for pushed parameters',
    row: 'redirect-uri',
    verdict: 'wrong',
    says: ['redirect_uri', `register exactly this redirect URI: ${APP}/callback`],
    both: { requirePar: true },
    mistold: { redirectUri: '/callback' },
  },
  {
    name: 'a login page comes before the redirect URI is looked at',
    row: 'redirect-uri',
    verdict: 'warning',
    says: ['a page at https://id.example.com/login, also for a made-up one', `${APP}/`],
    front: at('/authorize', (answer) => {
      answer.status = 302
      answer.headers.set('location', '/login?next=%2Fauthorize')
    }),
    also: ['silent'],
  },
  {
    name: 'nobody answers at the authorization endpoint',
    row: 'redirect-uri',
    verdict: 'wrong',
    says: ['the authorization endpoint: unreachable'],
    front: at('/authorize', () => {
      throw new TypeError('fetch failed')
    }),
  },
  {
    name: 'a wildcard is registered',
    row: 'other-redirect-uri',
    verdict: 'warning',
    says: ['without a wildcard'],
    front: (answer, { path }) => {
      if (path !== '/authorize' || answer.status !== 400) return
      answer.status = 302
      answer.headers.set(
        'location',
        `${/https:[^"&<]*latchkey-doctor-[\w-]+/.exec(answer.body)?.[0]}?error=login_required`,
      )
    },
  },
  {
    name: 'a scope is refused',
    row: 'request',
    verdict: 'wrong',
    says: ['invalid_scope', 'Allow every scope that is asked for', 'openid profile email'],
    plant: failing('invalid_scope', 'Invalid scopes: email'),
  },
  {
    name: 'the client may not use the code flow',
    row: 'request',
    verdict: 'wrong',
    says: ['unauthorized_client', 'Allow the client the authorization code flow.'],
    plant: failing('unauthorized_client'),
  },
  {
    name: 'the client has to push its parameters, which nobody announced',
    row: 'request',
    verdict: 'wrong',
    says: ['Pushed Authorization Request', 'set par: true'],
    plant: ({ provider }) => provider.lie('par-demanded'),
  },
  {
    name: 'a code is given though nobody has signed in',
    row: 'request',
    verdict: 'wrong',
    says: ['a code'],
    plant: back(({ searchParams }) => {
      searchParams.delete('error')
      searchParams.set('code', 'secret-of-somebody-else')
    }),
  },
  {
    name: 'the state is lost',
    row: 'state',
    verdict: 'wrong',
    says: ['missing or another', 'Send `state` back as it came'],
    plant: back(({ searchParams }) => searchParams.delete('state')),
  },
  {
    name: 'the answer is in the fragment',
    row: 'state',
    verdict: 'wrong',
    says: ['in the fragment, not in the query'],
    plant: back((url) => {
      url.hash = url.search.slice(1)
      url.search = ''
    }),
  },
  {
    name: 'iss is announced, and does not come',
    row: 'iss',
    verdict: 'wrong',
    says: ['announced, and not there', 'authorization_response_iss_parameter_supported: false'],
    plant: back(({ searchParams }) => searchParams.delete('iss')),
  },
  {
    name: 'another iss comes',
    row: 'iss',
    verdict: 'wrong',
    says: ['https://id.example.com/', `Send the issuer as it is announced: ${ISSUER}`],
    plant: back(({ searchParams }) => searchParams.set('iss', `${ISSUER}/`)),
  },
  {
    name: 'parameters have to be pushed to nowhere',
    row: 'pushed',
    verdict: 'wrong',
    says: ['no pushed_authorization_request_endpoint'],
    plant: document({ require_pushed_authorization_requests: true, pushed_authorization_request_endpoint: undefined }),
  },
  {
    name: 'parameters have to be pushed, and public clients may not',
    row: 'pushed',
    verdict: 'wrong',
    says: ['invalid_client', 'Let public clients push'],
    both: { requirePar: true },
    front: refusing('/par', 401, 'invalid_client'),
  },
]
