import type { Context } from '../client/context.js'
import type { Attempt } from '../domain/attempt.js'
import type { AuthorizationRequest } from '../domain/authorization-request.js'
import { Secret } from '../domain/secret.js'
import { toState } from '../domain/state-parameter.js'
import { toAuthorizationParameters, toAuthorizationUrl } from '../protocol/authorization-request.js'
import { proofsFor } from '../protocol/transport.js'
import { dropStale, keepAttempt } from '../session/attempts.js'
import { keepEpoch } from '../session/commit.js'
import { noteReturnTo } from './authorization-response.js'
import { findProvider } from './provider-metadata.js'

const MODES = { redirect: 'r', popup: 'p', silent: 's' } as const

/** Where to leave for. */
export interface StartedAttempt {
  readonly url: string
  readonly state: string
}

/** Whether the provider wants to be asked once more: its login page was open for too long (Keycloak). */
export const isAnotherTry = (parameters: URLSearchParams): boolean =>
  parameters.get('error') === 'temporarily_unavailable' &&
  parameters.get('error_description') === 'authentication_expired'

/** The attempts that failed with an error by which their provider asks for another try. */
export const askedAgain: WeakMap<object, Attempt> = new WeakMap()

/**
 * Prepares a sign-in and gives the provider's URL to leave for, and its `state`. The attempt is stored when this resolves. With an
 * `epoch` it is the second try of one that began with it.
 *
 * @throws {AuthError} discovery-…
 * @throws {StoreError} when the browser does not keep the attempt
 */
export async function startAttempt(
  context: Context,
  request: AuthorizationRequest,
  signal: AbortSignal,
  epoch?: string,
): Promise<StartedAttempt> {
  const { platform, config, vault, wire } = context
  const { parameters, mode, resources, ...asked } = request
  const { random, page } = platform
  const provider = await findProvider(context)
  signal.throwIfAborted()
  const attempt: Attempt = {
    state: toState(config.clientHash, MODES[mode], random(32)),
    startedAt: platform.now().wall,
    epoch: epoch ?? (await keepEpoch(platform, vault)),
    provider,
    redirectUri: mode === 'redirect' ? config.redirectUri : config.relayUri,
    // 256 bits each (RFC 7636 section 7.1; OpenID Connect Core 1.0, section 15.5.2).
    verifier: new Secret(random(32)),
    nonce: new Secret(random(32)),
    proofKey: config.dpop ? await (await proofsFor(wire)).createKey(provider) : undefined,
    ...asked,
    isGoingOn: /^(none|login)$/.test(`${parameters['prompt']}`),
    again: epoch || mode === 'silent' ? undefined : { mode, parameters, resources },
  }
  // Once more, with room: a full store refuses the whole of a change, also what it would have taken away.
  await keepAttempt(platform, vault, attempt).catch(async () => {
    await dropStale(platform, vault)
    await keepAttempt(platform, vault, attempt)
  })
  const { state } = attempt
  if (page && mode === 'redirect') noteReturnTo(page, state, attempt.returnTo)
  const whole = await toAuthorizationParameters(attempt, { ...config, parameters, resources })
  return { state, url: toAuthorizationUrl(provider.authorization_endpoint, await toShown(context, attempt, whole)) }
}

/** What the address of the provider shows of the parameters: all of them, or what stands for them (RFC 9126 section 4). */
async function toShown(
  { config, wire, later }: Context,
  attempt: Attempt,
  asked: URLSearchParams,
): Promise<URLSearchParams> {
  if (!config.par && !attempt.provider.require_pushed_authorization_requests) return asked
  const { loadPushedRequest } = await later.signIn()
  const { pushAuthorizationRequest } = await loadPushedRequest()
  return new URLSearchParams({
    client_id: config.clientId,
    request_uri: await pushAuthorizationRequest(wire, attempt, { ...config, parameters: asked }),
  })
}
