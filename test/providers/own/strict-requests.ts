import { jwtVerify } from 'jose'
import {
  type Answer,
  type Asked,
  html,
  json,
  loginPage,
  personOf,
  random,
  redirect,
  secondsNow,
  toSessionCookie,
} from './server.js'
import { refuse, SCOPES, type Session, type State } from './strict-state.js'

// The endpoints that a user comes to, and the one that sends them.

const PUSHED = 'urn:ietf:params:oauth:request_uri:'

/** RFC 9126 section 2: what is pushed is judged before anybody leaves. */
export function push({ app, requests }: State, { form, header }: Asked): Answer {
  if (!/^application\/x-www-form-urlencoded\b/.test(header('content-type') ?? ''))
    return refuse('invalid_request', 'This takes a form')
  const names = [...form.keys()]
  const wrong = Object.entries({
    'a parameter comes twice': new Set(names).size !== names.length,
    'a request is not pushed by another': form.has('request_uri'),
    'this client is not known': form.get('client_id') !== 'spa',
    'the response type is code': form.get('response_type') !== 'code',
    'this redirect URI is not registered': !app.redirectUris.includes(form.get('redirect_uri') ?? ''),
    'S256 is required': form.get('code_challenge_method') !== 'S256' || form.get('code_challenge')?.length !== 43,
    'a state is required': !form.get('state'),
    'a nonce is required': !form.get('nonce'),
    'the key is named by dpop_jkt': form.get('dpop_jkt')?.length !== 43,
    'openid is required, and nothing that is unknown': !areScopes(form.get('scope')),
    'there is no such API': form.getAll('resource').some((resource) => resource !== app.resource),
  }).find(([, isWrong]) => isWrong)?.[0]
  if (wrong) return refuse('invalid_request', wrong)
  return json(201, { request_uri: `${PUSHED}${requests.put(form)}`, expires_in: 60 })
}

function areScopes(scope: string | null): boolean {
  const asked = (scope ?? '').split(' ')
  return asked.includes('openid') && asked.every((one) => SCOPES.includes(one))
}

/** Takes nothing in the address but whose request it is, and which (RFC 9126 section 4); once. */
export function answerAuthorization(state: State, { query, session }: Asked): Answer {
  const [...names] = query.keys()
  const parameters = state.requests.take((query.get('request_uri') ?? '').replace(PUSHED, ''))
  if (names.sort().join() !== 'client_id,request_uri' || query.get('client_id') !== 'spa' || !parameters)
    return {
      status: 400,
      headers: { 'Content-Type': 'text/plain' },
      body: 'This request was not pushed, or has been used',
    }
  const here = session === undefined ? undefined : state.sessions.see(session)
  const prompt = (parameters.get('prompt') ?? '').split(' ')
  const isFresh = here && secondsNow() - here.authTime <= Number(parameters.get('max_age') ?? Infinity)
  if (prompt.includes('none')) {
    return here && isFresh
      ? toReturn(state, here, parameters)
      : sendBack(state, parameters, { error: 'login_required' })
  }
  // A sign-in of this very second is not older than 0 seconds, and yet it is not a new one.
  const mustProve = prompt.includes('login') || parameters.get('max_age') === '0' || !isFresh
  return mustProve || !here ? loginPage({ request: state.requests.put(parameters) }) : toReturn(state, here, parameters)
}

export function answerLogin(state: State, asked: Asked): Answer {
  const person = personOf(asked)
  const parameters = state.requests.take(asked.form.get('request') ?? '')
  if (!person || !parameters) return { status: 403 }
  const session: Session = { person, authTime: secondsNow() }
  const name = state.sessions.put(session)
  return toReturn(state, session, parameters, toSessionCookie('strict', name))
}

function toReturn(
  state: State,
  { person, authTime }: Session,
  parameters: URLSearchParams,
  headers?: Answer['headers'],
): Answer {
  const jkt = parameters.get('dpop_jkt') ?? ''
  const code = state.codes.put({ person, authTime, parameters, jkt, isOver: false })
  return sendBack(state, parameters, { code }, headers)
}

/** With `iss`, as it is announced (RFC 9207). */
function sendBack(
  { issuer }: State,
  parameters: URLSearchParams,
  answer: Readonly<Record<string, string>>,
  headers?: Answer['headers'],
): Answer {
  const address = new URL(parameters.get('redirect_uri') ?? '')
  const all = { ...answer, state: parameters.get('state') ?? '', iss: issuer }
  for (const [name, value] of Object.entries(all)) address.searchParams.set(name, value)
  return redirect(address, headers)
}

/** OpenID Connect RP-Initiated Logout 1.0 section 2: with a hint that it has signed, to an address that it knows. */
export async function confirmLogout(state: State, { query, session }: Asked): Promise<Answer> {
  const { app, publicKey, issuer } = state
  const target = query.get('post_logout_redirect_uri') ?? ''
  const hint = await jwtVerify(query.get('id_token_hint') ?? '', publicKey, { issuer, audience: 'spa' }).catch(
    () => undefined,
  )
  const here = session === undefined ? undefined : state.sessions.see(session)
  if (!hint || !app.redirectUris.includes(target)) return { status: 400, body: 'This is no logout of a known client' }
  if (here && here.person.login !== hint.payload.sub) return { status: 400, body: 'Somebody else is signed in' }
  const back = new URL(target)
  if (query.has('state')) back.searchParams.set('state', query.get('state') ?? '')
  const name = random()
  state.requests.put(new URLSearchParams({ back: back.href }), name)
  return html(`<form method="post"><button name="leave" value="${name}">Sign out</button></form>`)
}

export function answerLogout(state: State, { form, session }: Asked): Answer {
  const back = state.requests.take(form.get('leave') ?? '')?.get('back')
  if (!back) return { status: 400 }
  if (session !== undefined) state.sessions.take(session)
  return redirect(back, { 'Set-Cookie': 'strict=; Path=/; Max-Age=0' })
}
