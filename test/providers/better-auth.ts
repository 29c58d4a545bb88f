import { randomBytes } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { html } from './own/server.js'
import { ADA, type App, fillIn, GRACE, type ProviderKind, press } from './provider.js'
import { load } from './support/packages.js'
import { listen } from './support/site.js'

interface BetterAuth {
  readonly api: {
    signUpEmail(request: { readonly body: object; readonly asResponse: true }): Promise<Response>
    adminCreateOAuthClient(request: {
      readonly body: object
      readonly headers: Headers
    }): Promise<{ readonly client_id: string }>
  }
}

type Make<Thing> = (options?: object) => Thing

/** A server of one's own: its pages and its CORS are the host's, so they are here. */
export const betterAuth: ProviderKind = {
  name: 'better-auth',
  file: 'better-auth.ts',
  from: { npm: '@better-auth/oauth-provider' },
  remark: 'It is `native` because of `http://localhost`: an app that is deployed is `web`.',
  async boot(app) {
    const server = await listen()
    const auth = await create(server.origin, app)
    const registered = toClient(app)
    const clientId = await register(auth, registered)
    const { toNodeHandler } = await load<{ toNodeHandler: (auth: BetterAuth) => RequestListener }>('better-auth/node')
    const handle = toNodeHandler(auth)
    server.answer((request, response) => {
      response.setHeader('Access-Control-Allow-Origin', app.origin)
      response.setHeader('Access-Control-Allow-Headers', 'Authorization, DPoP')
      response.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate, DPoP-Nonce')
      if (request.method === 'OPTIONS') response.writeHead(204).end()
      else if (/^\/(login|consent)\b/.test(request.url ?? '')) {
        response.setHeader('Content-Type', 'text/html').end(PAGES.body)
      } else handle(request, response)
    })
    return {
      issuer: `${server.origin}/api/auth`,
      clientId,
      options: { scopes: ['openid', 'profile', 'email', 'offline_access'], userInfo: true },
      registered,
      pages: [
        {
          see: '#login:not([hidden])',
          asks: true,
          act: fillIn({ 'input[name=email]': 'email', 'input[name=password]': 'password' }, '#login button'),
        },
        { see: '#consent:not([hidden])', act: press('#consent button') },
      ],
      close: server.close,
    }
  },
}

/** A client is somebody's: of the first who has an account. */
async function register({ api }: BetterAuth, client: object): Promise<string> {
  const [first] = await Promise.all(
    [ADA, GRACE].map(({ name, email, password }) =>
      api.signUpEmail({ body: { name, email, password }, asResponse: true }),
    ),
  )
  const cookie = (first?.headers.getSetCookie() ?? []).map((one) => one.split(';')[0]).join('; ')
  const { client_id: id } = await api.adminCreateOAuthClient({ body: client, headers: new Headers({ cookie }) })
  return id
}

const toClient = ({ redirectUris }: App): object => ({
  client_name: 'spa',
  // On one machine: an app that is deployed is `web`.
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: redirectUris,
  post_logout_redirect_uris: redirectUris,
  enable_end_session: true,
})

async function create(origin: string, { origin: appOrigin, resource }: App): Promise<BetterAuth> {
  const { betterAuth: make } = await load<{ betterAuth: Make<BetterAuth> }>('better-auth')
  const { jwt } = await load<{ jwt: Make<object> }>('better-auth/plugins')
  const { memoryAdapter } = await load<{ memoryAdapter: (tables: object) => unknown }>('better-auth/adapters/memory')
  const { oauthProvider } = await load<{ oauthProvider: Make<object> }>('@better-auth/oauth-provider')
  return make({
    baseURL: origin,
    secret: randomBytes(32).toString('base64url'),
    trustedOrigins: [appOrigin],
    database: memoryAdapter(TABLES),
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    disabledPaths: ['/token'],
    plugins: [
      jwt({ jwks: { keyPairConfig: { alg: 'RS256' } } }),
      oauthProvider({
        loginPage: '/login',
        consentPage: '/consent',
        resources: [resource],
        enforcePerClientResources: false,
        silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
      }),
    ],
  })
}

/** What of a database it asks for. */
const TABLES = Object.fromEntries(
  [
    'user',
    'session',
    'account',
    'verification',
    'jwks',
    'oauthClient',
    'oauthRefreshToken',
    'oauthAccessToken',
    'oauthConsent',
    'oauthResource',
    'oauthClientResource',
    'oauthClientAssertion',
    'oauthDpopProof',
  ].map((name) => [name, []]),
)

const PAGES =
  html(`<form id="login" hidden><input name="email"><input name="password" type="password"><button>Sign in</button></form>
<form id="consent" hidden><button>Allow</button></form>
<script>
const ADDRESSES = { login: 'sign-in/email', consent: 'oauth2/consent' }
const form = document.getElementById(location.pathname.slice(1))
form.hidden = false
form.onsubmit = async (event) => {
  event.preventDefault()
  const typed = form.id === 'login' ? Object.fromEntries(new FormData(form)) : { accept: true }
  const response = await fetch('/api/auth/' + ADDRESSES[form.id], {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...typed, oauth_query: location.search.slice(1) }),
  })
  const { url, message } = await response.json()
  if (url) location.href = url
  else document.body.append(message ?? 'no address to go to')
}
</script>`)
