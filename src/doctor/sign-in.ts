import type { Attempt } from '../domain/attempt.js'
import type { AnyAuthError } from '../domain/errors.js'
import type { ProofKey } from '../domain/proof-key.js'
import type { Provider } from '../domain/provider.js'
import { Secret } from '../domain/secret.js'
import { toState } from '../domain/state-parameter.js'
import type { BarePlatform } from '../platform/bare.js'
import { toAuthorizationParameters, toAuthorizationUrl } from '../protocol/authorization-request.js'
import { checkAuthorizationResponse } from '../protocol/authorization-response.js'
import { pushAuthorizationRequest } from '../protocol/pushed-authorization-request.js'
import { asAuthError, type Metadata } from './document.js'
import type { Asked, Line } from './line.js'
import type { Settings } from './options.js'
import { type Visit, visit } from './visit.js'

/** What the examination is made with. */
export type Means = {
  readonly machine: BarePlatform
  readonly settings: Settings
  readonly line: Line
  readonly metadata: Metadata
  /** The key that the tokens would be bound to, where the app binds them. */
  readonly proofKey: ProofKey | undefined
}

/** A sign-in that may show nothing, and what came of it. */
export type Came = {
  readonly visit: Visit
  /** What its parameters were answered with, where they were pushed. */
  readonly pushed: Asked | undefined
  /** Whether the return has the `state` of the request, where there is one. */
  readonly hasState: boolean
  /** What the core makes of the return. */
  readonly error: AnyAuthError | undefined
}

/** An attempt that nobody will complete: what the core's requests are made from. */
export const createAttempt = (
  { machine, settings: { config }, metadata: { provider }, proofKey }: Means,
  redirectUri: string,
): Attempt => ({
  state: toState(config.clientHash, 's', machine.random(16)),
  startedAt: machine.now().wall,
  epoch: '',
  provider,
  redirectUri,
  returnTo: '/',
  verifier: new Secret(machine.random(32)),
  nonce: new Secret(machine.random(16)),
  scope: config.scopes.join(' '),
  maxAge: undefined,
  proofKey,
})

/** Sends a browser to the authorization endpoint that may show nothing there (`prompt=none`), by the core's own request. */
export async function askSilently(means: Means, endpoint: string, redirectUri: string): Promise<Came> {
  const { machine, settings, metadata } = means
  const attempt = createAttempt(means, redirectUri)
  const parameters = await toParameters(means, attempt)
  const pushed = isPushed(settings, metadata) ? await push(means, attempt, parameters) : undefined
  const visible =
    pushed && 'uri' in pushed
      ? new URLSearchParams({ client_id: settings.config.clientId, request_uri: pushed.uri })
      : parameters
  const seen: Visit = pushed?.error
    ? { kind: 'none', why: 'not pushed' }
    : await visit(machine, toAuthorizationUrl(endpoint, visible), { ...settings, redirectUri })
  if (seen.kind !== 'back') return { visit: seen, pushed, hasState: false, error: undefined }
  const { searchParams } = seen.url
  const hasState = searchParams.get('state') === attempt.state
  const error = hasState ? await readReturn(means, attempt, attempt.provider, searchParams) : undefined
  return { visit: seen, pushed, hasState, error }
}

const toParameters = ({ settings: { config } }: Means, attempt: Attempt): Promise<URLSearchParams> =>
  toAuthorizationParameters(attempt, { clientId: config.clientId, parameters: { prompt: 'none' }, resources: [] })

/** Pushes the parameters of a sign-in, and goes nowhere with them. */
export async function pushOnce(means: Means): Promise<Asked> {
  const attempt = createAttempt(means, means.settings.config.redirectUri)
  return push(means, attempt, await toParameters(means, attempt))
}

/** Whether the parameters of a sign-in are pushed. */
export const isPushed = ({ config }: Settings, { provider, endpoint }: Metadata): boolean =>
  (config.par === true || provider.require_pushed_authorization_requests === true) &&
  endpoint('pushed_authorization_request_endpoint') !== undefined

/** Pushes the parameters as the core does, and gives what stands for them. */
export async function push(
  { line, settings: { config } }: Means,
  attempt: Attempt,
  parameters: URLSearchParams,
): Promise<Asked & ({ readonly uri: string } | { readonly error: AnyAuthError })> {
  const pushing = { clientId: config.clientId, par: true, parameters }
  return pushAuthorizationRequest(line.wire, attempt, pushing).then(
    (uri) => ({ uri, heard: line.last(), error: undefined }),
    (error) => ({ heard: line.last(), error: asAuthError(error) }),
  )
}

const readReturn = (
  { line, settings: { config } }: Means,
  { state }: Attempt,
  provider: Provider,
  parameters: URLSearchParams,
): Promise<AnyAuthError | undefined> =>
  checkAuthorizationResponse(line.wire, { provider, clientId: config.clientId, state }, parameters).then(
    () => undefined,
    asAuthError,
  )
