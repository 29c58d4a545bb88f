import { describe, expect, it } from 'vitest'
import { dpopProofsOf } from '../../src/access/dpop.js'
import { pushAuthorizationRequest } from '../../src/protocol/pushed-authorization-request.js'
import { CLIENT_ID, ISSUER } from '../support/home.js'
import { type Asked, toldWire } from '../support/told-wire.js'

const PROVIDER = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  jwks_uri: `${ISSUER}/jwks`,
  pushed_authorization_request_endpoint: `${ISSUER}/par`,
  dpop_signing_alg_values_supported: ['ES256'],
}

interface How {
  readonly isBound?: boolean
  readonly par?: boolean
  readonly provider?: object
  /** Whether the page can load nothing any more. */
  readonly isUnloaded?: boolean
}

/** Pushes parameters to a provider that answers so: what stands for them, or what was wrong. */
async function push(
  respond: (asked: Asked) => Response | Promise<Response>,
  { isBound, par, provider, isUnloaded }: How = {},
) {
  const { wire, asked } = toldWire(respond)
  const proofKey = isBound ? await dpopProofsOf(wire).createKey(PROVIDER) : undefined
  const outcome = await pushAuthorizationRequest(
    isUnloaded ? { ...wire, parts: () => Promise.reject(new TypeError('Failed to fetch')) } : wire,
    { provider: { ...PROVIDER, ...provider }, proofKey },
    {
      clientId: CLIENT_ID,
      par,
      parameters: new URLSearchParams('client_id=todo-spa&state=statestate&code_challenge=x'),
    },
  ).catch(({ code, details }) => ({ code, ...details }))
  return { outcome, asked, proofs: asked.map(({ headers }) => headers.has('dpop')) }
}

const took = (request_uri: string, expires_in: unknown = 60) =>
  Response.json({ request_uri, expires_in }, { status: 201 })
const refused = (json: object, status = 400) => Response.json(json, { status })

describe('pushed parameters', () => {
  it('are posted as they are, and the answer stands for them', async () => {
    const { outcome, asked } = await push(() => took('urn:x'))

    expect(outcome).toBe('urn:x')
    expect(asked).toMatchObject([
      {
        url: PROVIDER.pushed_authorization_request_endpoint,
        method: 'POST',
        form: { client_id: CLIENT_ID, state: 'statestate', code_challenge: 'x' },
      },
    ])
  })

  it('need nothing to be loaded where they are taken', async () => {
    expect((await push(() => took('urn:x'), { isUnloaded: true })).outcome).toBe('urn:x')
  })

  it('are sent nowhere by an app that forbids it, or without an endpoint', async () => {
    expect(await push(() => took('urn:x'), { par: false })).toMatchObject({
      outcome: { code: 'discovery-unsupported', feature: 'require_pushed_authorization_requests' },
      asked: [],
    })
    const none = { pushed_authorization_request_endpoint: undefined }
    expect(await push(() => took('urn:x'), { provider: none })).toMatchObject({
      outcome: { code: 'discovery-unsupported', feature: 'pushed_authorization_request_endpoint' },
      asked: [],
    })
    expect((await push(() => took('urn:x'), { par: true })).outcome).toBe('urn:x')
  })

  it.each<[string, string, unknown]>([
    ['longest that an address can carry', `urn:${'x'.repeat(2_044)}`, 60],
    ['shortest', '!', 60],
    ['one that is good for a moment', 'urn:~', 0.001],
  ])('may be stood for by the %s', async (_, uri, seconds) => {
    expect((await push(() => took(uri, seconds))).outcome).toBe(uri)
  })

  it.each<[string, string, unknown]>([
    ['is longer', `urn:${'x'.repeat(2_045)}`, 60],
    ['is empty', '', 60],
    ['begins with a space', ' urn:x', 60],
    ['ends with a line break', 'urn:x\n', 60],
    ['has letters of another kind', 'urn:ü', 60],
    ['is over', 'urn:x', 0],
    ['was over before', 'urn:x', -1],
  ])('are stood for by nothing that %s', async (_, uri, seconds) => {
    expect((await push(() => took(uri, seconds))).outcome).toEqual({ code: 'par-invalid', why: 'status 201' })
  })

  it.each<[string, () => Response | Promise<Response>, object]>([
    ['another status', () => Response.json({ request_uri: 'urn:x', expires_in: 60 }), { why: 'status 200' }],
    ['a page', () => new Response('<p>', { status: 201 }), { why: 'status 201' }],
    ['an error that is no text', () => refused({ error: 7 }), { why: 'status 400' }],
    ['a redirect', () => new Response('', { status: 302, headers: { location: '/' } }), { why: 'redirected' }],
  ])('that are answered with %s have failed, and it is said by what', async (_, respond, details) => {
    expect((await push(respond)).outcome).toEqual({ code: 'par-invalid', ...details })
  })

  it.each<[string, () => Response | Promise<Response>, number | undefined]>([
    ['an outage', () => new Response('', { status: 503 }), 503],
    ['a pause', () => refused({ error: 'slow_down' }, 429), 429],
    ['nothing', () => Promise.reject(new TypeError('secret')), undefined],
  ])('that are answered with %s are for later, and it is said by whom', async (_, respond, status) => {
    const url = PROVIDER.pushed_authorization_request_endpoint

    expect((await push(respond)).outcome).toEqual({ code: 'par-unavailable', url, status })
  })

  it('that are refused say why, without what was sent', async () => {
    const error_description = 'not for statestate'

    expect((await push(() => refused({ error: 'invalid_scope', error_description }))).outcome).toMatchObject({
      code: 'par-refused',
      error: 'invalid_scope',
      description: 'not for ***',
    })
    expect(
      (await push(() => refused({ error: 'x', request_uri: 'urn:x', expires_in: 60 }, 201))).outcome,
    ).toMatchObject({ code: 'par-refused', error: 'x' })
  })
})

describe('pushed parameters of a sign-in whose tokens are to be bound', () => {
  const wanted = (asked: Asked, answer: Response) => (asked.headers.has('dpop') ? took('urn:x') : answer)

  it.each<[string, () => Response]>([
    ['in an error', () => refused({ error: 'invalid_dpop_proof' })],
    ['in words', () => refused({ error: 'x', error_description: 'no Proof-of-Possession' })],
    ['in a text', () => new Response('DPoP?', { status: 400 })],
    ['in a challenge', () => new Response('', { status: 401, headers: { 'www-authenticate': 'DPoP' } })],
  ])('are sent once more with a proof where that is asked for %s', async (_, toAnswer) => {
    const { outcome, proofs } = await push((asked) => wanted(asked, toAnswer()), { isBound: true })

    expect([outcome, proofs]).toEqual(['urn:x', [false, true]])
  })

  it.each<[string, () => Response | Promise<Response>]>([
    ['are taken, whatever stands for them', () => took('urn:dpop:x')],
    ['are refused for something else', () => refused({ error: 'invalid_scope' })],
    ['come at a bad time', () => refused({ error: 'invalid_dpop_proof' }, 503)],
    ['do not arrive', () => Promise.reject(new TypeError('dpop'))],
    ['are redirected', () => new Response('dpop', { status: 302 })],
  ])('are sent once where they %s', async (_, respond) => {
    expect((await push(respond, { isBound: true })).proofs).toEqual([false])
  })

  it('are sent with no proof where there is no key, and no third time with one', async () => {
    expect((await push(() => refused({ error: 'invalid_dpop_proof' }))).proofs).toEqual([false])
    const { proofs, outcome } = await push(() => refused({ error: 'invalid_dpop_proof' }), { isBound: true })
    expect(proofs).toEqual([false, true])
    expect(outcome).toMatchObject({ code: 'par-refused', error: 'invalid_dpop_proof' })
  })
})
