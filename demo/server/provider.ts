import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import type { Client, Context, Provider } from 'oidc-provider'
import { createMemoryAdapter } from './memory-adapter.js'
import { claimsOf, findPersona } from './personas.js'
import { createProviderPages } from './provider-pages.js'
import { errorPage, goodbyePage, signOutPage } from './provider-views.js'
import type { RequestLog } from './request-log.js'
import { CALENDAR_SCOPES, CLIENT_ID, CLIENT_NAME, type Settings } from './settings.js'

export interface ProviderSetup {
  readonly issuer: string
  /** The app's origin, which pages of the provider lead to. */
  readonly app: string
  /** The origins of all apps that may sign in as the one client: the app's, and those of its developers. */
  readonly origins: readonly string[]
  /** The calendar's identifier: the audience of its access tokens. */
  readonly calendar: string
  readonly settings: Settings
  readonly log: RequestLog
}

export interface DemoProvider {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** How the calendar proves who it is at the introspection endpoint. */
  readonly calendarSecret: string
  /** A real ID token of a user for the app, signed like any other: for the calendar's demonstration, never for the app. */
  issueIdToken(userId: string): Promise<string>
}

const CALENDAR_CLIENT_ID = 'calendar-api'

export async function createDemoProvider(setup: ProviderSetup): Promise<DemoProvider> {
  const calendarSecret = randomBytes(32).toString('base64url')
  const keys = await Promise.all([createKey('RS256'), createKey('ES256')])
  const configuration = configure(setup, keys, calendarSecret)
  const provider = await quietly(async () => {
    const { Provider } = await import('oidc-provider')
    return new Provider(setup.issuer, configuration)
  })
  provider.use(async (context, next) => {
    await next()
    const grantType = context.oidc?.params?.['grant_type']
    if (typeof grantType === 'string') setup.log.note(context.req, grantType)
  })
  provider.on('server_error', (_context, error) => console.error(error))

  const answer = provider.callback()
  const pages = await createProviderPages(provider, setup)
  return {
    handle(request, response) {
      setup.log.record('provider', request, response)
      pages(request, response, () => void answer(request, response))
    },
    calendarSecret,
    issueIdToken: (userId) => issueIdToken(provider, setup.issuer, userId),
  }
}

async function createKey(alg: 'RS256' | 'ES256'): Promise<object> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: `${alg}-${randomBytes(4).toString('hex')}` }
}

/** The package warns about Node versions and development defaults; a demo on loopback has chosen them. */
async function quietly<Value>(work: () => Promise<Value>): Promise<Value> {
  const { warn, info } = console
  const drop =
    (print: typeof console.warn): typeof console.warn =>
    (...args) => {
      if (!String(args[0]).includes('oidc-provider ')) print(...args)
    }
  Object.assign(console, { warn: drop(warn), info: drop(info) })
  try {
    return await work()
  } finally {
    Object.assign(console, { warn, info })
  }
}

async function issueIdToken(provider: Provider, issuer: string, userId: string): Promise<string> {
  const persona = findPersona(userId)
  const client = await provider.Client.find(CLIENT_ID)
  if (persona === undefined || client === undefined) throw new Error(`No ID token for ${userId}`)
  const idToken = new provider.IdToken(claimsOf(persona, issuer), { client })
  idToken.scope = 'openid profile email'
  return idToken.issue({ use: 'idtoken' })
}

function configure(setup: ProviderSetup, keys: readonly object[], calendarSecret: string): Record<string, unknown> {
  const { issuer, app, origins, calendar, settings } = setup
  const addresses = origins.map((origin) => `${origin}/`)
  return {
    adapter: createMemoryAdapter(),
    jwks: { keys },
    clients: [
      {
        client_id: CLIENT_ID,
        client_name: CLIENT_NAME,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        require_auth_time: true,
        redirect_uris: addresses,
        post_logout_redirect_uris: addresses,
      },
      {
        client_id: CALENDAR_CLIENT_ID,
        client_secret: calendarSecret,
        grant_types: [],
        response_types: [],
        redirect_uris: [],
      },
    ],
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'client_secret_basic'],
    pkce: { required: () => true },
    clientBasedCORS: (_context: Context, origin: string, client: Client) =>
      client.clientId === CLIENT_ID && origins.includes(origin),
    clockTolerance: 0,
    cookies: { keys: [randomBytes(32).toString('base64url')] },

    scopes: ['openid', 'offline_access'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'given_name', 'family_name', 'picture'],
      email: ['email', 'email_verified'],
    },
    // The access token is for the calendar and not for /userinfo, so name and picture stand in the ID token.
    conformIdTokenClaims: false,
    findAccount: (_context: Context, id: string) => {
      const persona = findPersona(id)
      return persona && { accountId: persona.id, claims: async () => claimsOf(persona, issuer) }
    },

    issueRefreshToken: async (_context: Context, client: Client) => client.clientId === CLIENT_ID,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: () => settings.accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: 14 * 24 * 3600,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: 14 * 24 * 3600,
      Session: 14 * 24 * 3600,
    },

    interactions: { url: (_context: Context, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    renderError: (context: Context, error: Readonly<Record<string, string>>) => {
      context.type = 'html'
      context.body = errorPage(error['error'] ?? 'error', error['error_description'] ?? '', app)
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: ownTokensOnly },
      introspection: {
        enabled: true,
        allowedPolicy: (_context: Context, client: Client, token: { aud?: string }) =>
          client.clientId === CALENDAR_CLIENT_ID && token.aud === calendar,
      },
      resourceIndicators: {
        enabled: true,
        // latchkey sends no `resource` for an API that shares the sign-in's token, so the calendar is the default.
        defaultResource: () => calendar,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          audience: calendar,
          scope: Object.keys(CALENDAR_SCOPES).join(' '),
          accessTokenTTL: settings.accessTokenSeconds,
          accessTokenFormat: settings.accessTokenFormat === 'jwt' ? 'jwt' : 'opaque',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: Context, form: string) => {
          context.body = signOutPage(form, findPersona(context.oidc?.session?.accountId))
        },
        postLogoutSuccessSource: (context: Context) => {
          context.body = goodbyePage(app)
        },
      },
    },
  }
}

function ownTokensOnly(_context: Context, client: Client, token: { clientId: string }): boolean {
  return client.clientId === token.clientId
}
