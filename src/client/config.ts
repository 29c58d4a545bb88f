import type { Api } from '../domain/api.js'
import type { ProviderMetadata } from '../domain/provider.js'
import type { AuthOptions } from './options.js'

/** The options after checking, everything resolved. */
export interface Config {
  readonly issuer: string
  /** The provider's metadata where the app knows it: then nothing is discovered. */
  readonly metadata: ProviderMetadata | undefined
  readonly clientId: string
  readonly clientHash: string
  /** Whom an ID token may be for besides the client. */
  readonly audiences?: readonly string[] | undefined
  /** Whether page and issuer are both on a loopback host. */
  readonly isLoopback: boolean
  readonly redirectUri: string
  readonly postLogoutRedirectUri: string
  /** Whether the app has named that place: then a sign-out that is told no other ends there. */
  readonly staysAfterSignOut: boolean
  /** The logout page of a provider that announces none. */
  readonly endSession?: { readonly url: string; readonly params: Readonly<Record<string, string>> } | undefined
  /** Where popups and frames come back to. */
  readonly relayUri: string
  /** Identity scopes. */
  readonly scopes: readonly string[]
  readonly apis: readonly Api[]
  readonly userInfo?: boolean | undefined
  readonly persistence: 'browser' | 'tab' | 'memory'
  readonly sessionLifetimeSeconds: number
  readonly idle?: AnyOptions['idle']
  readonly parameters: Readonly<Record<string, string>>
  readonly strict?: boolean | undefined
  readonly dpop?: boolean | undefined
  readonly par?: boolean | undefined
  readonly openid?: boolean | undefined
  /** The path of third-party-initiated login. */
  readonly initiateLogin?: string | undefined
  /** The data among the options as text, to tell whether two calls of `createAuth` want the same. */
  readonly fingerprint: string
}

/** Options whatever they type. */
export type AnyOptions = AuthOptions<string, unknown>

/** The functions among the options: of two equal `createAuth` calls the newer one's count. */
export type Seams = Pick<
  { -readonly [Name in keyof AnyOptions]: AnyOptions[Name] },
  'profile' | 'leave' | 'onReturn' | 'fetch' | 'log'
>
