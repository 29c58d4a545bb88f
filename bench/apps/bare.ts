// What the protocol costs when somebody writes just enough of it for one app: fixed addresses, no discovery, and an ID
// token whose claims are checked but whose signature is not (OpenID Connect Core 3.1.3.7 allows it behind TLS).
import { config } from './app.js'

interface Session {
  readonly accessToken: string
  readonly refreshToken: string
  readonly sub: string
  readonly expiresAt: number
}

interface Answer {
  readonly access_token: string
  readonly refresh_token: string
  readonly expires_in: number
  readonly id_token?: string
}

const KEY = 'session'
const ATTEMPT = 'attempt'
const redirectUri = `${location.origin}/`
let session: Session | undefined

const stored = (): Session | undefined => JSON.parse(localStorage.getItem(KEY) ?? 'null') ?? undefined

export async function start(): Promise<boolean> {
  const answer = new URLSearchParams(location.search)
  const code = answer.get('code')
  if (code === null) session = stored()
  else await complete(code, answer)
  return session !== undefined
}

async function complete(code: string, answer: URLSearchParams): Promise<void> {
  history.replaceState(null, '', '/')
  const { state, nonce, verifier } = JSON.parse(sessionStorage.getItem(ATTEMPT) ?? '{}')
  sessionStorage.removeItem(ATTEMPT)
  if (state === undefined || answer.get('state') !== state || answer.get('iss') !== config().issuer)
    throw new Error('Not our redirect')
  const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }
  const tokens = await ask(fields)
  const claims = JSON.parse(atob((tokens.id_token?.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
  const { issuer, clientId } = config()
  if (claims.iss !== issuer || claims.aud !== clientId || claims.nonce !== nonce || claims.exp * 1000 < Date.now())
    throw new Error('Not our ID token')
  keep(tokens, claims.sub)
}

async function ask(fields: Readonly<Record<string, string>>): Promise<Answer> {
  const response = await fetch(new URL('/oauth/token', config().issuer), {
    method: 'POST',
    body: new URLSearchParams({ ...fields, client_id: config().clientId }),
  })
  if (!response.ok) throw new Error(`The token endpoint answered ${response.status}`)
  return response.json()
}

function keep(tokens: Answer, sub: string): Session {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = tokens
  session = { accessToken, refreshToken, sub, expiresAt: Date.now() + seconds * 1000 }
  localStorage.setItem(KEY, JSON.stringify(session))
  return session
}

const encode = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
const random = () => encode(crypto.getRandomValues(new Uint8Array(32)))

export async function signIn(): Promise<void> {
  const { issuer, clientId, scope, apiScope } = config()
  const [state, nonce, verifier] = [random(), random(), random()]
  sessionStorage.setItem(ATTEMPT, JSON.stringify({ state, nonce, verifier }))
  const challenge = encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))))
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: `${scope} ${apiScope}`,
    state,
    nonce,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  location.assign(`${new URL('/authorize', issuer)}?${query}`)
}

export async function call(url: string): Promise<Response> {
  const { accessToken } = session && isUsable(session) ? session : await renew()
  return fetch(url, { headers: { authorization: `Bearer ${accessToken}` } })
}

const isUsable = ({ expiresAt }: Session) => expiresAt > Date.now() + 30_000

let renewal: Promise<Session> | undefined

/** One renewal per tab and, by the lock, one for all tabs. */
function renew(): Promise<Session> {
  renewal ??= navigator.locks.request('renewal', renewLocked).finally(() => {
    renewal = undefined
  })
  return renewal
}

async function renewLocked(): Promise<Session> {
  const last = stored()
  if (last === undefined) throw new Error('Signed out')
  if (!isUsable(last))
    return keep(await ask({ grant_type: 'refresh_token', refresh_token: last.refreshToken }), last.sub)
  session = last
  return last
}

export const another = (clientId: string): unknown => ({ clientId, session: undefined })
