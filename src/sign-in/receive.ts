import type { Context } from '../client/context.js'
import type { Attempt } from '../domain/attempt.js'
import type { AuthorizationResponse } from '../domain/authorization-response.js'
import type { AnyAuthError } from '../domain/errors.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { type CheckedResponse, checkAuthorizationResponse } from '../protocol/authorization-response.js'
import { takeAttempt } from '../session/attempts.js'
import type { AddedParameters } from './added-parameters.js'
import { askedAgain, isAnotherTry } from './attempt.js'

/** Tells that a sign-in came back, and what the provider has added to that. */
export const tellReturn = ({ emit }: Context, parameters: AddedParameters | undefined): void =>
  emit('navigation', { to: 'return', ...(parameters && { parameters }) })

/**
 * Takes the attempt of a return, and checks what came. It is told once, whatever comes of it; what the provider has added only when
 * the return is of the provider that was asked.
 */
export async function receive(
  context: Context,
  response: AuthorizationResponse,
  tell: (added: AddedParameters | undefined) => void,
): Promise<{ attempt: Attempt; checked: CheckedResponse }> {
  const { config, wire, platform, vault } = context
  const { state, address, parameters } = response
  let added: AddedParameters | undefined
  try {
    const attempt = await takeAttempt(platform, vault, state)
    const { redirectUri } = attempt
    if (!isAt(address, redirectUri)) {
      throw toAuthError('callback-redirect-uri', 'The redirect came back to another address', {
        expected: new URL(redirectUri).pathname,
        arrived: new URL(address).pathname,
      })
    }
    // Begun by a page with another option, or its key is lost: for a proof that was wanted no bearer token is taken.
    if (!attempt.proofKey !== !config.dpop) {
      throw toAuthError('callback-unknown-state', 'The sign-in was begun without dpop, or with', { why: 'unknown' })
    }
    try {
      const checked = await checkAuthorizationResponse(wire, { ...config, ...attempt }, parameters)
      added = await toAdded(context, response, redirectUri)
      return { attempt, checked }
    } catch (error) {
      // It throws nothing else.
      const failure = error as AnyAuthError
      if (failure.code.startsWith('sign-in')) {
        added = await toAdded(context, response, redirectUri)
        if (isAnotherTry(parameters)) askedAgain.set(failure, attempt)
      }
      throw failure
    }
  } finally {
    tell(added)
  }
}

/** What the provider has added to a return; looked at where there is anything. */
async function toAdded(
  { later }: Context,
  { address, parameters }: AuthorizationResponse,
  redirectUri: string,
): Promise<AddedParameters | undefined> {
  if (new URL(address).search === new URL(redirectUri).search) return undefined
  const { loadOddReturn } = await later.signIn()
  // It decides nothing: a chunk that cannot be loaded costs no sign-in.
  const odd = await loadOddReturn().catch(() => undefined)
  return odd?.toAddedParameters(address, redirectUri, parameters)
}

/** Whether a page stands where a sign-in is to be sent back to: its origin, path and own query. */
export function isAt(address: string, redirectUri: string): boolean {
  const [here, wanted] = [new URL(address), new URL(redirectUri)]
  const hasQuery = [...wanted.searchParams].every(([name, value]) => here.searchParams.get(name) === value)
  return hasQuery && here.origin === wanted.origin && here.pathname === wanted.pathname
}
