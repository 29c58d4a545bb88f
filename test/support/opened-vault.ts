import type { Attempt } from '../../src/domain/attempt.js'
import { Secret } from '../../src/domain/secret.js'
import type { Grant, Session } from '../../src/domain/session.js'
import { toInstant } from '../../src/domain/time.js'
import type { Platform } from '../../src/platform/platform.js'
import { openVault, type Vault } from '../../src/session/vault.js'
import { CLIENT_ID, type Home, ISSUER, setUp } from './home.js'
import type { Tab } from './tab.js'
import type { World } from './world.js'

export interface Opened {
  readonly world: World
  readonly tab: Tab
  readonly platform: Platform
  readonly vault: Vault
  readonly provider: Home['provider']
  readonly seen: Home['seen']
}

/** What is other than usual about a vault. */
type Told = Partial<Parameters<typeof openVault>[2]> & { readonly hasLocks?: boolean; readonly isWorker?: boolean }

/** The vault of a page that nothing else runs in, or another one of the same world. */
export function openedVault(
  { hasLocks = true, isWorker = false, ...options }: Told = {},
  { world, provider, seen }: Pick<Home, 'world' | 'provider' | 'seen'> = setUp(),
): Opened {
  const tab = world.openTab('/', { hasLocks, isWorker })
  const { platform } = tab
  const vault = openVault(
    platform,
    { issuer: ISSUER, clientId: CLIENT_ID },
    { store: platform.store, sessionLifetimeSeconds: 3_600, clientHash: 'hash', tellTabs: () => undefined, ...options },
  )
  return { world, tab, platform, vault, provider, seen }
}

export const grantOf = (token: string, changes: Partial<Grant> = {}): Grant => ({
  accessToken: new Secret(token),
  scopes: ['openid', 'events.read'],
  generation: 0,
  lifetime: undefined,
  ...changes,
})

/** A session as a sign-in writes it, begun at this moment. */
export const sessionOf = (platform: Platform, changes: Partial<Session> = {}): Session => ({
  signedInAt: toInstant(platform.now().wall),
  provider: {
    issuer: ISSUER,
    authorization_endpoint: `${ISSUER}/authorize`,
    token_endpoint: `${ISSUER}/token`,
    jwks_uri: `${ISSUER}/jwks`,
  },
  claims: { iss: ISSUER, sub: 'ada' },
  grant: grantOf('access-token-1'),
  grants: {},
  scope: 'openid events.read',
  refreshToken: new Secret('refresh-token-1'),
  idToken: new Secret('id-token-1'),
  idTokenReport: { alg: 'RS256', checks: [], iat: 1, exp: 2 },
  clockOffset: 0,
  ...changes,
})

/** A sign-in under way at a provider. */
export const attemptOf = (provider: Attempt['provider'], changes: Partial<Attempt> = {}): Attempt => ({
  state: 'state',
  startedAt: toInstant(0),
  epoch: 'epoch',
  provider,
  redirectUri: 'https://todo.example.com/',
  returnTo: '/',
  verifier: new Secret('v'.repeat(43)),
  nonce: new Secret('nonce'),
  scope: 'openid',
  maxAge: undefined,
  ...changes,
})
