import type { Lie } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/domain/errors.js'
import { APP, type Home, ISSUER, setUp, signIn } from '../support/home.js'
import { expectNobody } from '../support/outcome.js'

const document = (changes: Readonly<Record<string, unknown>>): Lie => ({
  discovery: (honest) => ({ ...honest, ...changes }),
})

const respond = (answer: () => Response, endpoint = 'discovery'): Lie => ({
  respond: (asked) => (asked === endpoint ? answer() : undefined),
})

/** A body that goes on until its reader has had enough, and says how much was taken. */
function endless(): { readonly body: ReadableStream<Uint8Array>; readonly taken: () => number } {
  let taken = 0
  const chunk = new Uint8Array(65_536).fill(32)
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      taken += chunk.byteLength
      controller.enqueue(chunk)
    },
  })
  return { body, taken: () => taken }
}

/** Shows that signIn rejects with this code, and that the page went nowhere. */
async function expectNoDeparture({ world, tab }: Home, code: ErrorCode): Promise<void> {
  await expect(tab.auth().signIn()).rejects.toMatchObject({ code })
  await world.rest()
  expect(tab.departures).toEqual([])
}

describe('an issuer', () => {
  it.each([
    'http://id.example.com',
    'https://id.example.com/?a',
    'https://id.example.com/?',
    'https://id.example.com/#f',
    'https://id.example.com/#',
    'https://ada@id.example.com',
    'https://ada:secret@id.example.com',
    'id.example.com',
    'javascript:alert(1)',
    'https://id.example.com/.well-known/openid-configuration',
    '',
    undefined,
    7,
  ])('cannot be %s (R-D01)', (issuer) => {
    const { world, tab } = setUp()

    expect(() => tab.auth({ issuer: issuer as string })).toThrow(TypeError)
    expect(world.network.sent).toEqual([])
  })

  it('may be http: on a loopback host while the page is on one too', async () => {
    const { tab, provider } = setUp({ origin: 'http://localhost:5173', provider: { issuer: 'http://127.0.0.1:4000' } })

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
  })

  it('may not be http: on a loopback host for a page of the network', () => {
    const { tab } = setUp()

    expect(() => tab.auth({ issuer: 'http://localhost:4000' })).toThrow(TypeError)
  })

  it.each([
    `${ISSUER}/`,
    'HTTPS://id.example.com',
    `${ISSUER}:443`,
    `${ISSUER}/b/../a`,
    'https://ID.example.com',
    'https://evil.example.com',
    [ISSUER],
    undefined,
  ])('that announces itself as %s is refused, and the page stays (R-D02)', async (issuer) => {
    const home = setUp()
    home.provider.lie(document({ issuer }))

    await expectNoDeparture(home, 'discovery-issuer-mismatch')
  })

  it.each([
    ['https://id.example.com/tenant', 'https://id.example.com/tenant/.well-known/openid-configuration'],
    ['https://id.example.com/tenant/', 'https://id.example.com/tenant/.well-known/openid-configuration'],
    ['https://id.example.com', 'https://id.example.com/.well-known/openid-configuration'],
  ])('%s is asked at one exact address (R-D03)', async (issuer, address) => {
    const { world, tab, provider } = setUp({ provider: { issuer } })

    const auth = await signIn(tab, provider)

    expect(auth.state.status).toBe('signed-in')
    expect(world.network.sent.map(({ url }) => url).filter((url) => url.includes('.well-known'))).toEqual([address])
  })
})

describe('metadata', () => {
  it.each([
    ['an empty answer', () => new Response(null, { status: 204 }), 'discovery-invalid'],
    ['a 201', () => Response.json({ issuer: ISSUER }, { status: 201 }), 'discovery-invalid'],
    ['nothing', () => new Response('', { status: 404 }), 'discovery-invalid'],
    ['an outage', () => new Response('', { status: 500 }), 'discovery-unreachable'],
    ['too many requests', () => new Response('', { status: 429 }), 'discovery-unreachable'],
    ['a list', () => Response.json([]), 'discovery-invalid'],
    ['null', () => Response.json(null), 'discovery-invalid'],
    ['a page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'discovery-invalid'],
    ['no JSON', () => new Response('{', { headers: { 'content-type': 'application/json' } }), 'discovery-invalid'],
  ] as const)('cannot be %s (R-D04)', async (_, answer, code) => {
    const home = setUp()
    home.provider.lie(respond(answer))

    await expectNoDeparture(home, code)
  })

  it('cannot be JSON that calls itself a page (R-D04)', async () => {
    const home = setUp()
    const headers = { 'content-type': 'text/html' }
    home.provider.lie(respond(() => new Response(JSON.stringify(home.provider.metadata), { headers })))

    await expectNoDeparture(home, 'discovery-invalid')
  })

  it.each([301, 302, 307, 308])('does not come by a redirect: a %s is not followed (R-D04)', async (status) => {
    const home = setUp()
    home.world.serve('https://evil.example.com', () => Response.json(home.provider.metadata))
    const headers = { location: 'https://evil.example.com/.well-known/openid-configuration' }
    home.provider.lie(respond(() => new Response(null, { status, headers })))

    await expectNoDeparture(home, 'discovery-invalid')
    expect(home.world.network.to('https://evil.example.com')).toEqual([])
  })

  it('does not come from elsewhere, even through a fetch of the app that follows redirects', async () => {
    const home = setUp()
    const { metadata } = home.provider
    const followed = Object.defineProperty(Response.json(metadata), 'url', { value: 'https://evil.example.com/doc' })
    const auth = home.tab.auth({ fetch: async () => followed })

    await expect(auth.signIn()).rejects.toMatchObject({ code: 'discovery-invalid' })
  })

  it('does not come in a body without end', async () => {
    const home = setUp()
    const { body, taken } = endless()
    home.provider.lie(respond(() => new Response(body, { headers: { 'content-type': 'application/json' } })))

    await expectNoDeparture(home, 'discovery-invalid')
    expect(taken()).toBeLessThan(4_000_000)
  })

  it('does not come after ten seconds', async () => {
    const home = setUp()
    const auth = home.tab.auth()
    home.world.network.hold(`${ISSUER}/.well-known`)
    const refused = expect(auth.signIn()).rejects.toMatchObject({ code: 'discovery-unreachable', retry: 'later' })

    await home.world.advanceSeconds(15)

    await refused
    expect(home.tab.departures).toEqual([])
  })

  for (const name of [
    'authorization_endpoint',
    'token_endpoint',
    'jwks_uri',
    'userinfo_endpoint',
    'revocation_endpoint',
    'end_session_endpoint',
  ]) {
    it.each([
      'javascript:alert(1)',
      'data:text/html,x',
      'http://id.example.com/x',
      '/relative',
      'https://ada:secret@id.example.com/x',
      'https://id.example.com/x#fragment',
      'https://id.example.com/x#',
      '',
      7,
      ['https://id.example.com/x'],
    ])(`cannot name %s as its ${name} (R-D05, R-D06)`, async (value) => {
      const home = setUp()
      home.provider.lie(document({ [name]: value }))

      await expectNoDeparture(home, 'discovery-endpoint')
    })
  }

  it.each(['authorization_endpoint', 'token_endpoint', 'jwks_uri'])(
    'cannot do without its %s, and null is "not there" (R-D05)',
    async (name) => {
      const home = setUp()
      home.provider.lie(document({ [name]: null }))

      await expectNoDeparture(home, 'discovery-endpoint')
    },
  )

  it.each([
    'userinfo_endpoint',
    'revocation_endpoint',
    'end_session_endpoint',
    'id_token_signing_alg_values_supported',
    'require_pushed_authorization_requests',
  ])('may say that there is no %s with null', async (name) => {
    const { tab, provider } = setUp()
    provider.lie(document({ [name]: null }))

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
  })

  it('of a provider on the network cannot send requests into the user’s machine', async () => {
    const home = setUp({ origin: 'http://localhost:5173', provider: { issuer: 'https://id.example.com' } })
    home.provider.lie(document({ token_endpoint: 'http://localhost:9200/token' }))

    await expectNoDeparture(home, 'discovery-endpoint')
  })

  it('may give the authorization endpoint a query, which stays (R-D06)', async () => {
    const { tab, provider } = setUp()
    provider.lie(document({ authorization_endpoint: `${ISSUER}/authorize?tenant=a&x=1%202` }))

    const auth = await signIn(tab, provider)

    expect(auth.state.status).toBe('signed-in')
    expect(new URL(tab.departures[0] ?? '').searchParams.get('tenant')).toBe('a')
    expect(new URL(tab.departures[0] ?? '').searchParams.get('x')).toBe('1 2')
  })

  it('must know S256 where it lists methods (R-D08)', async () => {
    const home = setUp()
    home.provider.lie(document({ code_challenge_methods_supported: ['plain'] }))

    await expectNoDeparture(home, 'discovery-unsupported')
  })

  it('may say nothing about methods: S256, state and nonce are used anyway (R-D08)', async () => {
    const { tab, provider, seen } = setUp()
    provider.lie(document({ code_challenge_methods_supported: undefined }))

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    expect(seen('authorization')[0]?.parameters['code_challenge_method']).toBe('S256')
  })

  it.each([
    ['id_token_signing_alg_values_supported', 'none'],
    ['id_token_signing_alg_values_supported', [256]],
    ['code_challenge_methods_supported', 'S256'],
    ['response_types_supported', 'code'],
  ])('whose %s is %s is not read as if it said nothing (R-D10)', async (name, value) => {
    const home = setUp()
    home.provider.lie(document({ [name]: value }))

    await expectNoDeparture(home, 'discovery-unsupported')
  })

  it('may have members that nobody knows, and __proto__ among them (R-D10)', async () => {
    const { tab, provider } = setUp()
    const text = JSON.stringify(provider.metadata)
    const body = `{"__proto__":{"token_endpoint":"https://evil.example.com"},"constructor":1,"new_thing":[1],${text.slice(1)}`
    provider.lie(respond(() => new Response(body, { headers: { 'content-type': 'application/json' } })))

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    expect('token_endpoint' in {}).toBe(false)
  })

  it('of one provider never leads a session of another’s to it (R-D07)', async () => {
    const home = setUp()
    const evil = setUp({ provider: { issuer: 'https://evil.example.com', redirectUri: `${APP}/evil`, ownKeys: true } })
    home.world.serveProvider(evil.provider)
    evil.provider.lie(document({ token_endpoint: `${ISSUER}/token` }))
    await signIn(home.tab, home.provider)
    const tab = home.world.openTab()
    const options = { issuer: 'https://evil.example.com', redirectUri: `${APP}/evil` }
    const auth = tab.auth(options)
    await auth.ready
    void auth.signIn()
    await home.world.rest()
    tab.goTo(await evil.provider.authorize(tab.departures[0] ?? ''))

    const state = await tab.auth(options).ready

    expect(state.status).toBe('signed-out')
    expect(state.user).toBeUndefined()
    expect((await home.world.openTab().auth().ready).user?.sub).toBe('ada')
  })
})

describe('keys', () => {
  const page = { headers: { 'content-type': 'text/html' } }

  it.each([
    ['a page', () => new Response('<html>', page)],
    ['an outage', () => new Response('', { status: 503 })],
    ['a list', () => Response.json([])],
    ['no keys', () => Response.json({ keys: [] })],
    ['keys that are no list', () => Response.json({ keys: {} })],
  ])('cannot be %s (R-D11)', async (_, answer) => {
    const home = setUp()
    home.provider.lie(respond(answer, 'jwks'))

    const auth = await signIn(home.tab, home.provider)

    const { error } = auth.state
    expect(error?.code).toMatch(/^id-token-(keys|signature)$/)
    await expectNobody(home, auth, error?.code ?? 'id-token-keys')
  })

  it('do not come by a redirect (R-D11)', async () => {
    const home = setUp()
    const keys = await home.provider.keys()
    home.world.serve('https://evil.example.com', () => Response.json(keys))
    const headers = { location: 'https://evil.example.com/jwks' }
    home.provider.lie(respond(() => new Response(null, { status: 302, headers }), 'jwks'))

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-keys')
    expect(home.world.network.to('https://evil.example.com')).toEqual([])
  })

  it('do not come in five megabytes (R-D11)', async () => {
    const home = setUp()
    const { keys } = await home.provider.keys()
    home.provider.lie(respond(() => Response.json({ keys, padding: 'x'.repeat(5_000_000) }), 'jwks'))

    await expectNobody(home, await signIn(home.tab, home.provider), 'id-token-keys')
  })
})
