import { describe, expect, it } from 'vitest'
import { toAnswer } from '../../src/access/fetch.js'
import type { Call } from '../../src/client/call.js'
import type { Context } from '../../src/client/context.js'
import { toSpan } from '../../src/domain/time.js'
import { toAuthError } from '../../src/domain/to-auth-error.js'
import { grantOf, openedVault, sessionOf } from '../support/opened-vault.js'

/** A page that can load nothing any more, and counts how often it wants to. */
function toPage() {
  const asked = { times: 0 }
  const signIn = async () => {
    asked.times += 1
    throw toAuthError('protocol-unavailable', 'A part of latchkey could not be loaded')
  }
  // Nothing else of a page is asked for.
  return { asked, context: { later: { signIn } } as unknown as Context }
}

interface Told {
  readonly isTimeless?: boolean
  readonly isLeftOut?: boolean
  readonly signal?: AbortSignal
}

/** What a caller gets of a call that was sent, and how often a part was wanted for it. */
async function call(sent: Promise<Response>, { isTimeless, isLeftOut, signal }: Told = {}) {
  const { asked, context } = toPage()
  const { platform } = openedVault()
  const lifetime = isTimeless ? undefined : toSpan(0, Infinity, platform.now())
  const session = sessionOf(platform, { grant: grantOf('access', { lifetime }) })
  const audience = isLeftOut && { key: 'calendar' }
  const entry = { epoch: 'epoch', id: 'id', generation: 0, session }
  // Nothing else of a call is looked at.
  const made = { signal, api: { audience } } as unknown as Call
  const outcome = await toAnswer(context, made, { entry, sent }).catch((error) => error)
  return { outcome, times: asked.times }
}

describe('where the part that looks after refused calls cannot be loaded, as after a deploy', () => {
  it.each([200, 204, 404, 500])('it is not wanted: the caller gets the API’s answer, a %i', async (status) => {
    const response = new Response(null, { status })

    expect(await call(Promise.resolve(response))).toEqual({ outcome: response, times: 0 })
  })

  it.each([401, 403])('the caller gets the API’s own answer, a %i', async (status) => {
    const response = new Response(null, { status })

    expect(await call(Promise.resolve(response))).toEqual({ outcome: response, times: 1 })
  })

  it('the caller who has given up gets the reason, and no answer', async () => {
    const reason = new Error('enough')

    const { outcome } = await call(Promise.resolve(new Response(null, { status: 401 })), {
      signal: AbortSignal.abort(reason),
    })

    expect(outcome).toBe(reason)
  })

  it.each([
    ['whose lifetime is known', false, 0],
    ['whose lifetime nobody told', true, 1],
  ])('the caller gets what the network says of a call with a token %s', async (_, isTimeless, times) => {
    const failure = new TypeError('Failed to fetch')

    expect(await call(Promise.reject(failure), { isTimeless })).toEqual({ outcome: failure, times })
  })

  it('the caller who has given up gets what the network says, where that came first', async () => {
    const failure = new TypeError('Failed to fetch')

    const { outcome } = await call(Promise.reject(failure), {
      isTimeless: true,
      signal: AbortSignal.abort(new Error('enough')),
    })

    expect(outcome).toBe(failure)
  })

  it('the caller gets what kept a call from being sent: another tab has left out the token for its API', async () => {
    const failure = toAuthError('refresh-unavailable', 'No token', { status: undefined, retryAfterSeconds: undefined })

    expect(await call(Promise.reject(failure), { isLeftOut: true })).toEqual({ outcome: failure, times: 1 })
  })
})
