import { describe, expect, it } from 'vitest'
import { departure, type HomeOptions, ISSUER, setUp, signIn } from '../support/home.js'

const PAR = `${ISSUER}/par`

async function setUpPushed({ auth, ...options }: HomeOptions = {}) {
  const home = setUp({ ...options, auth: { par: true, ...auth } })
  await home.tab.auth().ready
  return home
}

describe('pushed authorization requests', () => {
  it('leave nothing in the address but the client and what stands for the rest (R-X02)', async () => {
    const home = await setUpPushed()
    const url = new URL(await departure(home.tab, () => home.tab.auth().signIn({ loginHint: 'ada@example.com' })))

    expect([...url.searchParams.keys()]).toEqual(['client_id', 'request_uri'])
    const [pushed] = home.seen('par')
    expect(pushed?.parameters).toMatchObject({
      login_hint: 'ada@example.com',
      response_type: 'code',
      client_id: 'todo-spa',
    })
    expect(pushed?.search.has('client_secret')).toBe(false)
    home.tab.goTo(await home.provider.authorize(url))
    expect(await home.tab.auth().ready).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
  })

  it('are made where the provider requires them, without being asked for (R-X03)', async () => {
    const home = setUp({ provider: { requirePar: true } })

    expect((await signIn(home.tab, home.provider)).state.status).toBe('signed-in')
    expect(home.seen('par')).toHaveLength(1)
  })

  it('are not made otherwise', async () => {
    const home = setUp()
    await signIn(home.tab, home.provider)

    expect(home.seen('par')).toEqual([])
  })

  it('that are forbidden and required are a clear error before leaving (R-X03)', async () => {
    const home = setUp({ provider: { requirePar: true }, auth: { par: false } })

    await expect(home.tab.auth().signIn()).rejects.toMatchObject({
      code: 'discovery-unsupported',
      details: { feature: 'require_pushed_authorization_requests' },
    })
    expect(home.tab.departures).toEqual([])
  })

  it('need an endpoint (R-X03)', async () => {
    const home = await setUpPushed()
    home.provider.lie({ discovery: ({ pushed_authorization_request_endpoint: _, ...document }) => document })

    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unsupported' })
  })

  it.each<[string, () => Response, string]>([
    ['a 200', () => Response.json({ request_uri: 'urn:x', expires_in: 60 }), 'par-invalid'],
    ['a 201 of HTML', () => new Response('<p>', { status: 201 }), 'par-invalid'],
    ['a 201 without request_uri', () => Response.json({ expires_in: 60 }, { status: 201 }), 'par-invalid'],
    ['an empty request_uri', () => Response.json({ request_uri: '', expires_in: 60 }, { status: 201 }), 'par-invalid'],
    [
      'a request_uri with a space',
      () => Response.json({ request_uri: 'a b', expires_in: 60 }, { status: 201 }),
      'par-invalid',
    ],
    [
      'a request_uri that is over',
      () => Response.json({ request_uri: 'urn:x', expires_in: 0 }, { status: 201 }),
      'par-invalid',
    ],
    [
      'a lifetime that is no number',
      () => Response.json({ request_uri: 'urn:x', expires_in: { toString: false } }, { status: 201 }),
      'par-invalid',
    ],
    ['a 413', () => new Response('', { status: 413 }), 'par-invalid'],
    [
      'a redirect',
      () => new Response('', { status: 302, headers: { location: 'https://evil.example/' } }),
      'par-invalid',
    ],
    ['a 429', () => new Response('', { status: 429 }), 'par-unavailable'],
    ['a 503', () => new Response('', { status: 503 }), 'par-unavailable'],
    ['a 400', () => Response.json({ error: 'invalid_target' }, { status: 400 }), 'par-refused'],
    ['a 401', () => Response.json({ error: 'invalid_client' }, { status: 401 }), 'par-refused'],
    [
      'a refusal of details',
      () => Response.json({ error: 'invalid_authorization_details' }, { status: 400 }),
      'par-refused',
    ],
  ])('that are answered with %s are a typed error, and nobody leaves (R-X01, R-X06)', async (_, answer, code) => {
    const home = await setUpPushed()
    home.provider.lie({ respond: (endpoint) => (endpoint === 'par' ? answer() : undefined) })

    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code, ends: 'sign-in' })
    expect(home.tab.departures).toEqual([])
    expect(home.world.network.to('https://evil.example')).toEqual([])
  })

  it('that never come back end after 20 s', async () => {
    const home = await setUpPushed()
    home.provider.lie({ respond: (endpoint) => (endpoint === 'par' ? new Promise<never>(() => undefined) : undefined) })
    const failed = home.tab
      .auth()
      .signIn()
      .catch((error) => error.code)
    while (!home.seen('par').length) await home.world.rest()
    await home.world.advanceSeconds(21)

    expect(await failed).toBe('par-unavailable')
  })

  it('are made anew for each sign-in, also after the back button (R-X04)', async () => {
    const home = await setUpPushed()
    const first = await departure(home.tab, () => home.tab.auth().signIn())
    home.tab.freeze()
    home.tab.restore()
    const second = await departure(home.tab, () => home.tab.auth().signIn())

    expect(home.seen('par')).toHaveLength(2)
    expect(second).not.toBe(first)
    await home.provider.authorize(second)
    await expect(home.provider.authorize(second)).rejects.toThrow(/used/)
  })

  it('14.B9: name the key and carry no proof where tokens are bound, so that no preflight is needed (R-P09)', async () => {
    const home = await setUpPushed({ auth: { dpop: true } })
    // Keycloak: a preflight of this endpoint is answered without CORS headers.
    home.provider.lie({
      respond: (endpoint, { headers }) => {
        if (endpoint === 'par' && headers.has('dpop')) throw new TypeError('Failed to fetch')
        return undefined
      },
    })

    expect((await signIn(home.tab, home.provider)).state.status).toBe('signed-in')
    const [sent, ...others] = home.world.network.to(PAR)
    expect(others).toEqual([])
    expect([...(sent?.headers.keys() ?? [])]).toEqual(['accept', 'content-type'])
    expect(sent?.headers.get('content-type')).toMatch(/^application\/x-www-form-urlencoded/)
    expect(home.seen('par')[0]?.parameters['dpop_jkt']).toMatch(/^[\w-]{43}$/)
  })

  it.each([
    ['invalid_dpop_proof', 'The proof is missing', 400],
    ['invalid_request', 'DPoP proof is missing', 400],
    ['use_dpop_nonce', 'Authorization server requires nonce in DPoP proof', 400],
    ['invalid_dpop_proof', undefined, 401],
  ])(
    '14.B9: carry a proof when the endpoint demands one: %s (%s), and answer a nonce once (R-P05)',
    async (...told) => {
      const [error, error_description, status] = told
      for (const dpopNonces of [false, true]) {
        const home = await setUpPushed({ auth: { dpop: true }, provider: { dpopNonces } })
        home.provider.lie({
          respond: (endpoint, { headers }) =>
            endpoint === 'par' && !headers.has('dpop')
              ? Response.json({ error, error_description }, { status })
              : undefined,
        })

        expect((await signIn(home.tab, home.provider)).state.status).toBe('signed-in')
        const proofs = home.seen('par').map(({ headers }) => headers.has('dpop'))
        expect(proofs).toEqual(dpopNonces ? [false, true, true] : [false, true])
        expect(new Set(home.seen('par').map(({ parameters }) => parameters['dpop_jkt'])).size).toBe(1)
      }
    },
  )

  it.each<[string, () => Response]>([
    ['a challenge', () => new Response('', { status: 401, headers: { 'www-authenticate': 'DPoP algs="ES256"' } })],
    ['a text', () => new Response('DPoP proof is missing', { status: 400 })],
    [
      'words',
      () => Response.json({ error: 'invalid_request', error_description: 'No proof of possession' }, { status: 400 }),
    ],
  ])('14.B9: carry a proof when the endpoint demands one by %s', async (_, answer) => {
    const home = await setUpPushed({ auth: { dpop: true } })
    home.provider.lie({
      respond: (endpoint, { headers }) => (endpoint === 'par' && !headers.has('dpop') ? answer() : undefined),
    })

    expect((await signIn(home.tab, home.provider)).state.status).toBe('signed-in')
    expect(home.seen('par').map(({ headers }) => headers.has('dpop'))).toEqual([false, true])
  })

  it.each([
    ['invalid_scope', 'Not this one', 400, 'par-refused'],
    ['invalid_dpop_proof', 'Not now', 503, 'par-unavailable'],
  ])('14.B9: carry none after another refusal: %s (%s, %i)', async (error, error_description, status, code) => {
    const home = await setUpPushed({ auth: { dpop: true } })
    home.provider.lie({
      respond: (endpoint) => (endpoint === 'par' ? Response.json({ error, error_description }, { status }) : undefined),
    })

    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code })
    expect(home.seen('par')).toHaveLength(1)
  })

  it('14.B9: carry one proof at most, when that is refused too; and none where tokens are not bound', async () => {
    for (const dpop of [true, false]) {
      const home = await setUpPushed({ auth: { dpop } })
      home.provider.lie({
        respond: (endpoint) =>
          endpoint === 'par' ? Response.json({ error: 'invalid_dpop_proof' }, { status: 400 }) : undefined,
      })

      await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'par-refused' })
      expect(home.seen('par').map(({ headers }) => headers.has('dpop'))).toEqual(dpop ? [false, true] : [false])
    }
  })

  it('go nowhere that the metadata makes unsafe (R-D05)', async () => {
    const home = await setUpPushed()
    home.provider.lie({
      discovery: (document) => ({ ...document, pushed_authorization_request_endpoint: 'http://id.example.com/par' }),
    })

    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-endpoint' })
    expect(home.world.network.to('http://')).toEqual([])
  })

  it('go to the provider without cookies, and name no more than the form', async () => {
    const home = await setUpPushed()
    await departure(home.tab, () => home.tab.auth().signIn())

    const [sent] = home.world.network.to(PAR)
    expect(sent?.request.credentials).toBe('omit')
    // Both are safelisted: neither costs a preflight (Fetch standard, "CORS-safelisted request-header").
    expect([...(sent?.headers.keys() ?? [])]).toEqual(['accept', 'content-type'])
  })
})

describe('metadata of a provider that wants what a public client cannot do', () => {
  it('is refused early: signed request objects (R-X05)', async () => {
    const home = setUp()
    home.provider.lie({ discovery: (document) => ({ ...document, require_signed_request_object: true }) })

    await expect(home.tab.auth().signIn()).rejects.toMatchObject({
      code: 'discovery-unsupported',
      details: { feature: 'require_signed_request_object' },
    })
  })

  it.each([
    ['require_signed_request_object', 'yes'],
    ['require_pushed_authorization_requests', 1],
    ['authorization_response_iss_parameter_supported', 'true'],
  ])('is refused when %s has a wrong type (R-D10)', async (flag, value) => {
    const home = setUp()
    home.provider.lie({ discovery: (document) => ({ ...document, [flag]: value }) })

    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unsupported' })
  })

  it('never makes a request that holds both a request and a request_uri (R-X05)', async () => {
    const home = await setUpPushed()

    for (const name of ['request', 'request_uri']) {
      await expect(home.tab.auth().signIn({ params: { [name]: 'x' } })).rejects.toThrow(TypeError)
    }
  })
})
