import { toUrl } from '../domain/address.js'
import type { JsonObject } from '../protocol/wire.js'

/** Where a provider has its settings, in the words of its own console. Each is a place; the value to write stands behind it. */
export type Console = {
  readonly name: string
  /** Where the redirect URI is registered. */
  readonly redirectUri: string
  /** Where the origin of the app is allowed. */
  readonly origin: string
  /** How a client becomes public. */
  readonly publicClient: string
  /** How a client may have refresh tokens. */
  readonly refresh: string
  /** Whether `offline_access` is asked for, so that there is one. */
  readonly wantsOfflineAccess: boolean
  /** Where the address after a sign-out is registered. */
  readonly afterSignOut: string
  /** What an issuer of this provider looks like. */
  readonly issuer: string
  /** What else has to be known before anything is set. */
  readonly limit?: string
  /** A logout page that is not OpenID's, with the parameter that says where to go on: where the metadata has none, or in any case. */
  readonly logout?: { readonly path: string; readonly parameter: string; readonly isOnly?: true }
  /** Parameters of the request that bring a refresh token. */
  readonly parameters?: Readonly<Record<string, string>>
}

const GENERIC: Console = {
  name: 'the provider',
  redirectUri: 'register exactly this redirect URI',
  origin: 'allow this origin (CORS)',
  publicClient: 'make the client public: type SPA, token endpoint authentication method none, no secret',
  refresh: 'allow the client the grant type refresh_token',
  wantsOfflineAccess: true,
  afterSignOut: 'register as post-logout redirect URI',
  issuer: 'https://host/realms/name at Keycloak, https://tenant.auth0.com/ at Auth0',
}

const ENTRA: Console = {
  name: 'Entra ID',
  redirectUri: 'App registrations > Authentication > Add a platform > Single-page application > Redirect URIs',
  origin:
    'App registrations > Authentication: the redirect URI under Single-page application, not under Web; its origin is allowed with it',
  publicClient: 'App registrations > Authentication: move the redirect URI from Web to Single-page application',
  refresh: 'ask for offline_access; a refresh token of a single-page application lasts 24 hours',
  wantsOfflineAccess: true,
  afterSignOut: 'App registrations > Authentication > Single-page application > Redirect URIs',
  issuer: 'https://login.microsoftonline.com/TENANT-ID/v2.0, with the id of one tenant: not common',
}

const CONSOLES: readonly (readonly [isMeant: (issuer: URL, members: JsonObject) => boolean, console: Console])[] = [
  [
    ({ hostname }, members) => /\.auth0\.com$/.test(hostname) || 'mfa_challenge_endpoint' in members,
    {
      name: 'Auth0',
      redirectUri: 'Applications > Settings > Allowed Callback URLs',
      origin: 'Applications > Settings > Allowed Web Origins, and Allowed Origins (CORS)',
      publicClient:
        'Applications > Settings > Application Type: Single Page Application; Credentials > Authentication Method: None',
      refresh:
        'Applications > Settings > Advanced > Grant Types: Refresh Token, with Refresh Token Rotation; APIs > Settings > Allow Offline Access',
      wantsOfflineAccess: true,
      afterSignOut: 'Applications > Settings > Allowed Logout URLs',
      issuer: 'https://TENANT.REGION.auth0.com/, with the slash',
      logout: { path: '/v2/logout', parameter: 'returnTo' },
    },
  ],
  [
    ({ hostname }) => /\.(okta|oktapreview|okta-emea|okta-gov)\.com$/.test(hostname),
    {
      name: 'Okta',
      redirectUri: 'Applications > General > Sign-in redirect URIs',
      origin: 'Security > API > Trusted Origins, with CORS and Redirect',
      publicClient:
        'Applications > General > Client authentication: None, Proof Key for Code Exchange; the type is Single-Page Application',
      refresh: 'Applications > General > Grant type: Refresh Token',
      wantsOfflineAccess: true,
      afterSignOut: 'Applications > General > Sign-out redirect URIs',
      issuer: 'https://ORG.okta.com/oauth2/default, or that of the authorization server in use',
    },
  ],
  [
    ({ hostname }) =>
      /^(login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net)$/.test(hostname),
    ENTRA,
  ],
  [
    ({ hostname }) => /\.ciamlogin\.com$/.test(hostname),
    { ...ENTRA, name: 'Entra External ID', issuer: 'https://TENANT-ID.ciamlogin.com/TENANT-ID/v2.0' },
  ],
  [
    ({ hostname }) => /\.b2clogin\.com$/.test(hostname),
    {
      ...ENTRA,
      name: 'Azure AD B2C',
      issuer: 'https://TENANT.b2clogin.com/tfp/TENANT-ID/POLICY/v2.0/, which the policy has to name as its issuer',
    },
  ],
  [
    ({ hostname }) => hostname === 'accounts.google.com',
    {
      name: 'Google',
      redirectUri: 'Google Auth Platform > Clients > Authorized redirect URIs',
      origin: 'Google Auth Platform > Clients > Authorized JavaScript origins',
      publicClient: 'Google gives no tokens to a web client without its secret, and a browser can keep none',
      refresh: "authorizationParams: { access_type: 'offline' }",
      wantsOfflineAccess: false,
      afterSignOut: 'Google has no logout page',
      issuer: 'https://accounts.google.com',
      limit: 'put a provider in between, or a backend that holds the secret',
      parameters: { access_type: 'offline' },
    },
  ],
  [
    ({ hostname }) => /^cognito-idp\.[\w-]+\.amazonaws\.com(\.cn)?$/.test(hostname),
    {
      name: 'Cognito',
      redirectUri: 'User pool > App clients > Login pages > Allowed callback URLs',
      origin: 'Cognito allows every origin by itself',
      publicClient:
        'User pool > App clients: create one of the type Single-page application; a client that has a secret keeps it',
      refresh: 'User pool > App clients > Authentication flows: ALLOW_REFRESH_TOKEN_AUTH',
      wantsOfflineAccess: false,
      afterSignOut: 'User pool > App clients > Login pages > Allowed sign-out URLs',
      issuer: 'https://cognito-idp.REGION.amazonaws.com/POOL-ID',
      logout: { path: '/logout', parameter: 'logout_uri', isOnly: true },
    },
  ],
  [
    ({ pathname }) => /\/realms\/[^/]+\/?$/.test(pathname),
    {
      name: 'Keycloak',
      redirectUri: 'Clients > Settings > Valid redirect URIs',
      origin: 'Clients > Settings > Web origins',
      publicClient: 'Clients > Settings > Client authentication: Off; Standard flow: On',
      refresh: 'Clients > Advanced > Use refresh tokens: On',
      wantsOfflineAccess: false,
      afterSignOut: 'Clients > Settings > Valid post logout redirect URIs',
      issuer: 'https://HOST/realms/NAME',
    },
  ],
]

/** The console of the provider, by its issuer; by words that every provider has when it is none that we know. */
export function findConsole(issuer: string, members: JsonObject): Console {
  const url = toUrl(issuer)
  return (url && CONSOLES.find(([isMeant]) => isMeant(url, members))?.[1]) ?? GENERIC
}
