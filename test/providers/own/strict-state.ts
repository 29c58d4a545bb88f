import { type CryptoKey, exportJWK } from 'jose'
import type { App, Person } from '../provider.js'
import { type Answer, json, random, secondsNow } from './server.js'

/** Who signed in, when, and for which request. */
export interface Grant {
  readonly person: Person
  readonly authTime: number
  readonly parameters: URLSearchParams
  /** The key that the request named: its code and its tokens are for nobody else. */
  readonly jkt: string
  /** Every refresh token of the family ends with it. */
  isOver: boolean
}

export interface Session {
  readonly person: Person
  readonly authTime: number
}

export interface State {
  readonly app: App
  readonly issuer: string
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  keySet(): Promise<Answer>
  readonly requests: Store<URLSearchParams>
  readonly sessions: Store<Session>
  readonly codes: Store<Grant>
  readonly spentCodes: Store<Grant>
  readonly refreshTokens: Store<Grant>
  readonly spentRefreshTokens: Store<Grant>
  readonly accessTokens: Store<Grant>
  readonly nonces: Store<true>
  readonly proofs: Store<true>
}

/** Things by a name that nobody guesses, for a while. */
export interface Store<Thing> {
  put(thing: Thing, name?: string): string
  see(name: string): Thing | undefined
  take(name: string): Thing | undefined
}

export const KEY_ID = 'the-key'
export const SCOPES = ['openid', 'profile', 'offline_access']

export function createState(given: Pick<State, 'app' | 'issuer' | 'privateKey' | 'publicKey'>): State {
  return {
    ...given,
    keySet: async () =>
      json(200, { keys: [{ ...(await exportJWK(given.publicKey)), kid: KEY_ID, alg: 'ES256', use: 'sig' }] }),
    requests: createStore(60),
    sessions: createStore(3600),
    codes: createStore(60),
    spentCodes: createStore(600),
    refreshTokens: createStore(3600),
    spentRefreshTokens: createStore(3600),
    accessTokens: createStore(300),
    nonces: createStore(300),
    proofs: createStore(300),
  }
}

function createStore<Thing>(seconds: number): Store<Thing> {
  const rows = new Map<string, { readonly thing: Thing; readonly until: number }>()
  const see = (name: string) => {
    const row = rows.get(name)
    return row && row.until > secondsNow() ? row.thing : undefined
  }
  return {
    put(thing, name = random()) {
      rows.set(name, { thing, until: secondsNow() + seconds })
      return name
    },
    see,
    take(name) {
      const thing = see(name)
      rows.delete(name)
      return thing
    },
  }
}

export const toMetadata = ({ issuer }: State): Answer =>
  json(200, {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    revocation_endpoint: `${issuer}/revoke`,
    end_session_endpoint: `${issuer}/logout`,
    pushed_authorization_request_endpoint: `${issuer}/par`,
    require_pushed_authorization_requests: true,
    authorization_response_iss_parameter_supported: true,
    dpop_signing_alg_values_supported: ['ES256'],
    code_challenge_methods_supported: ['S256'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    scopes_supported: SCOPES,
    claims_supported: ['sub', 'name', 'auth_time'],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
  })

/** An error of an endpoint. */
export const refuse = (error: string, why: string, headers: Answer['headers'] = {}): Answer =>
  json(400, { error, error_description: why }, headers)
