import { type Addresses, toAddresses, toPlace } from './endpoints.js'
import { createGrants, type Grants } from './grants.js'
import { createLies, type Lies } from './lies.js'
import type { SeenRequest } from './seen-request.js'
import { createSigningKeys, type SigningKeys } from './signing-keys.js'
import { type Settings, type TestProviderOptions, type TestUser, toSettings } from './test-provider-options.js'

/** Someone signed in at the provider, in the one browser it knows. */
export type ProviderSession = {
  readonly id: string
  readonly user: TestUser
  readonly authTimeSeconds: number
  readonly acr: string | undefined
}

/** Parameters that were pushed, until they are used. */
export type Pushed = { readonly search: URLSearchParams; readonly expiresAt: number }

/** A provider from the inside: what its endpoints work with. */
export type Provider = {
  readonly settings: Settings
  readonly addresses: Addresses
  readonly keys: SigningKeys
  readonly grants: Grants
  readonly lies: Lies
  readonly requests: SeenRequest[]
  /** Parameters that were pushed and not yet used, by `request_uri`. */
  readonly pushed: Map<string, Pushed>
  /** Who can sign in; the first one does unless a test says otherwise. */
  readonly users: TestUser[]
  /** Ids of proofs that were used. */
  readonly seenProofs: Set<string>
  /** The nonces that proofs must hold, by the origin of the server. */
  readonly nonces: Map<string, string>

  /** The provider's session cookie, as it were. */
  session: ProviderSession | undefined
  /** Settles when every request that came so far has been read. */
  arrivals: Promise<unknown>
}

/** Creates a provider that nobody has used yet. */
export function createProvider(options: TestProviderOptions): Provider {
  const settings = toSettings(options)
  return {
    settings,
    addresses: addressesOf(settings),
    keys: createSigningKeys(settings.signingAlgorithm, settings.ownKeys),
    grants: createGrants(),
    lies: createLies(),
    requests: [],
    pushed: new Map(),
    users: [...settings.users],
    seenProofs: new Set(),
    nonces: new Map(),
    session: undefined,
    arrivals: Promise.resolve(),
  }
}

/** Where the endpoints of a provider with these settings lie. */
export function addressesOf({ issuer, shape }: Settings): Addresses {
  // Where the metadata of one issuer lie says nothing of another's.
  const { discovery, ...endpoints } = shape.endpoints
  const isOwn = discovery === false || issuer === shape.issuer
  return toAddresses(issuer, isOwn ? shape.endpoints : endpoints)
}

/** The addresses of the pages that end the session of a user: the end-session endpoint, and what else a provider has for it. */
export const logoutAddressesOf = (settings: Settings): readonly string[] => [
  addressesOf(settings)['end-session'],
  ...settings.shape.logoutPages.flatMap(({ at }) => (at === undefined ? [] : toLogoutAddress(settings, at))),
]

/** The address of a logout page that lies elsewhere than the end-session endpoint. */
export const toLogoutAddress = ({ issuer }: Settings, at: string): string => new URL(at, toPlace(issuer)).href

/** The provider's time in whole seconds, as claims carry it. */
export function secondsNow({ settings }: Provider): number {
  return Math.floor(settings.now() / 1000)
}

/** Keeps a request in the log. */
export function see(provider: Provider, request: Omit<SeenRequest, 'parameters' | 'time'>): SeenRequest {
  const seen = { ...request, parameters: Object.fromEntries(request.search), time: provider.settings.now() }
  provider.requests.push(seen)
  return seen
}
