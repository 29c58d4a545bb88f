import type { Lie } from 'latchkey/testing'
import { ISSUER } from '../../support/home.js'
import { both, document, type Row } from './lies.js'

const back = (change: (search: URLSearchParams) => void): Lie => ({ callback: (url) => change(url.searchParams) })
const withParameter = (name: string, value: string): Lie => back((search) => search.set(name, value))
const withoutParameter = (name: string): Lie => back((search) => search.delete(name))
const twice = (name: string, value?: string): Lie =>
  back((search) => {
    const told = search.get(name) ?? 'x'
    search.set(name, told)
    search.append(name, value ?? told)
  })

const REPEATED = 'RFC 6749 section 3.1: no parameter of a response comes twice'
const FRONT_CHANNEL =
  'RFC 9700 section 2.1.2: no token comes through the address bar; who sends one mixes flows, and one of them was not ours'

export const AUTHORIZATION_RESPONSE: readonly Row[] = [
  ['nothing unusual', {}],
  ...['code', 'state', 'iss', 'error'].map((name): Row => [`${name} twice`, twice(name)]),
  ...['error_description', 'session_state'].map((name): Row => [`${name} twice`, twice(name), REPEATED]),
  ['a parameter of the app twice', twice('lists')],
  ['two codes', twice('code', 'another')],
  ['two issuers', twice('iss', 'https://evil.example.com')],
  ['an empty iss', withParameter('iss', '')],
  ['another iss', withParameter('iss', 'https://evil.example.com')],
  ['iss with a slash more', withParameter('iss', `${ISSUER}/`)],
  ['iss in capitals', withParameter('iss', ISSUER.toUpperCase())],
  ['no iss, though it is announced', withoutParameter('iss')],
  [
    'no iss, and none is announced',
    both(withoutParameter('iss'), document({ authorization_response_iss_parameter_supported: undefined })),
  ],
  [
    'an empty iss, and none is announced',
    both(withParameter('iss', ''), document({ authorization_response_iss_parameter_supported: undefined })),
    'RFC 9207 section 2.4: an iss that is there is compared, and an empty one is nobody',
  ],
  [
    'another iss, and none is announced',
    both(
      withParameter('iss', 'https://evil.example.com'),
      document({ authorization_response_iss_parameter_supported: false }),
    ),
  ],
  ['another state', back((search) => search.set('state', `${search.get('state')?.slice(0, -3)}AAA`))],
  ['an empty state', withParameter('state', '')],
  ['no state', withoutParameter('state')],
  ['no code', withoutParameter('code')],
  ['an empty code', withParameter('code', '')],
  ...['id_token', 'token', 'response'].map((name): Row => [`${name} beside the code`, withParameter(name, 'x')]),
  ...['access_token', 'refresh_token'].map(
    (name): Row => [`${name} beside the code`, withParameter(name, 'x'), FRONT_CHANNEL],
  ),
  ...['token_type', 'expires_in'].map((name): Row => [`${name} beside the code`, withParameter(name, 'x')]),
  ...['id_token', 'token'].map((name): Row => [`an empty ${name} beside the code`, withParameter(name, '')]),
  ['an empty access_token beside the code', withParameter('access_token', ''), FRONT_CHANNEL],
  [
    'an empty response beside the code',
    withParameter('response', ''),
    'JWT Secured Authorization Response Mode, section 2.3: a response in a JWT was not asked for, and an empty one is none',
  ],
  ['an error', refused('access_denied')],
  ['an error beside a code', withParameter('error', 'access_denied')],
  ['an empty error', refused('')],
  [
    'an empty error beside a code',
    withParameter('error', ''),
    'RFC 6749 section 4.1.2.1: an error that is there is an error, whatever it says',
  ],
  [
    'an error of another issuer',
    back((search) => {
      search.set('error', 'access_denied')
      search.set('iss', 'https://evil.example.com')
    }),
  ],
  [
    'an error without iss',
    back((search) => {
      search.set('error', 'access_denied')
      search.delete('iss')
    }),
  ],
  ['an error_description without an error', withParameter('error_description', '<img src=x onerror=alert(1)>')],
  ['session_state', withParameter('session_state', 'a.b')],
  ['the scope that was granted', withParameter('scope', 'openid')],
]

function refused(error: string): Lie {
  return back((search) => {
    search.delete('code')
    search.set('error', error)
  })
}
