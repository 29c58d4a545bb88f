import type { Lie } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { spell, toBytes } from '../support/bytes.js'
import { CALENDAR, CLIENT_ID, ISSUER, setUp, signIn, visitProvider } from '../support/home.js'
import { expectNobody } from '../support/outcome.js'
import { keysIn } from '../support/traces.js'

const body = (changes: Readonly<Record<string, unknown>>): Lie => ({
  tokenResponse: (honest) => ({ ...honest, ...changes }),
})

const respond = (answer: () => Response): Lie => ({
  respond: (endpoint) => (endpoint === 'token' ? answer() : undefined),
})

const json = { 'content-type': 'application/json' }
const html = { 'content-type': 'text/html' }

describe('the token request', () => {
  it('is a form post of a public client with the verifier, and nothing else (R-T01, R-T03, R-A12)', async () => {
    const { tab, provider, seen } = setUp()

    await signIn(tab, provider)

    expect(seen('token')[0]).toMatchObject({ method: 'POST', url: `${ISSUER}/token` })
    expect(Object.keys(seen('token')[0]?.parameters ?? {}).sort()).toEqual([
      'client_id',
      'code',
      'code_verifier',
      'grant_type',
      'redirect_uri',
    ])
    expect(seen('token')[0]?.parameters).toMatchObject({
      client_id: CLIENT_ID,
      grant_type: 'authorization_code',
      code_verifier: expect.stringMatching(/^[\w~.-]{43,128}$/),
    })
  })

  it('and all others to the provider send no cookies, leave no cache and follow no redirect (R-T17, R-T18)', async () => {
    const { world, tab, provider } = setUp()
    const auth = await signIn(tab, provider)
    await world.advanceSeconds(600)
    await auth.fetch(`${CALENDAR}events`)
    await auth.signOut({ provider: false })

    const sent = world.network.to(ISSUER)

    expect(sent.length).toBeGreaterThanOrEqual(5)
    for (const { request } of sent) {
      expect(request).toMatchObject({ credentials: 'omit', cache: 'no-store' })
      expect(request.redirect).not.toBe('follow')
    }
  })

  it('and all others to the provider carry no header that would cost a preflight', async () => {
    const { world, tab, provider } = setUp()
    const auth = await signIn(tab, provider)
    await world.advanceSeconds(600)
    await auth.fetch(`${CALENDAR}events`)
    await auth.signOut({ provider: false })

    for (const { headers } of world.network.to(ISSUER)) {
      expect([...headers.keys()].filter((name) => !['accept', 'content-type'].includes(name))).toEqual([])
      expect(headers.get('content-type') ?? 'application/x-www-form-urlencoded').toMatch(/^application\/x-www-form/)
    }
  })

  it.each([301, 302, 307, 308])(
    'does not follow a %s to another host, and sends nothing there (R-T01)',
    async (status) => {
      const home = setUp()
      home.world.serve('https://evil.example.com', () => Response.json({}))
      const headers = { location: 'https://evil.example.com/token' }
      home.provider.lie(respond(() => new Response(null, { status, headers })))

      await expectNobody(home, await signIn(home.tab, home.provider), 'token-redirected')
      expect(home.world.network.to('https://evil.example.com')).toEqual([])
    },
  )

  it('is sent once though its connection breaks after the provider has read it (R-T04)', async () => {
    const { world, tab, provider, seen } = setUp()
    const back = await visitProvider(tab, provider)
    const held = world.network.hold(`${ISSUER}/token`, 'answer')
    tab.goTo(back)
    const auth = tab.auth()
    await world.rest()
    held.lose()

    expect(await auth.ready).toMatchObject({ status: 'signed-out', error: { code: 'token-unreachable' } })
    await world.advanceSeconds(120)
    tab.goTo(back)
    await tab.auth().ready
    expect(seen('token')).toHaveLength(1)
  })
})

describe('a token answer', () => {
  it.each([
    ['a 202', () => Response.json({ access_token: 'a', token_type: 'Bearer' }, { status: 202 })],
    ['a 204', () => new Response(null, { status: 204 })],
    ['a page', () => new Response('<html>', { headers: html })],
    ['a list', () => Response.json([])],
    ['null', () => Response.json(null)],
    ['bytes that are no text', () => new Response(new Uint8Array([0x7b, 0xff, 0x7d]), { headers: json })],
  ])('cannot be %s (R-T05)', async (_, answer) => {
    const home = setUp()
    home.provider.lie(respond(answer))

    await expectNobody(home, await signIn(home.tab, home.provider), 'token-invalid')
  })

  it.each([
    ['no access token', { access_token: undefined }],
    ['an empty access token', { access_token: '' }],
    ['a number as its access token', { access_token: 7 }],
    ['a line break in its access token', { access_token: 'a\r\nX-Evil: 1' }],
    ['a space in its access token', { access_token: 'a b' }],
    ['letters beyond ASCII in its access token', { access_token: 'tökén' }],
    ['a line break in its refresh token', { refresh_token: 'a\n' }],
    ['an empty refresh token', { refresh_token: '' }],
    ['a number as its refresh token', { refresh_token: 7 }],
    ['token type mac', { token_type: 'mac' }],
    ['token type N_A', { token_type: 'N_A' }],
    ['token type DPoP, which nobody asked for', { token_type: 'DPoP' }],
    ['no token type', { token_type: undefined }],
    ['a scope that is a list of something else', { scope: [7] }],
  ])('with %s is refused (R-T05, R-T06, R-T07, R-T15)', async (_, changes) => {
    const home = setUp()
    home.provider.lie(body(changes))

    await expectNobody(home, await signIn(home.tab, home.provider), 'token-invalid')
  })

  it('may write its token type in any letters (R-T06)', async () => {
    const { tab, provider } = setUp()
    provider.lie(body({ token_type: 'bEaReR' }))

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
  })

  it('may hold a refresh token with spaces, which renews (R-T15)', async () => {
    const { world, tab, provider, seen } = setUp()
    const names = new Map<unknown, string>()
    provider.lie({
      tokenResponse: ({ refresh_token, ...honest }) => {
        names.set(`${refresh_token} = `, `${refresh_token}`)
        return { ...honest, refresh_token: `${refresh_token} = ` }
      },
      respond: (_, request) => {
        const name = names.get(request.parameters['refresh_token'])
        if (name) Object.assign(request.parameters, { refresh_token: name })
        return undefined
      },
    })
    const auth = await signIn(tab, provider)
    await world.advanceSeconds(600)

    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
    expect(seen('token')).toHaveLength(2)
  })

  it.each([0, 0.5, 1e300, '3600', '3600abc', [5], null, -1, undefined])(
    'that lasts for %s seconds causes no storm and no crash (R-T08, R-R10)',
    async (expires_in) => {
      const { world, tab, provider, seen } = setUp()
      provider.lie(body({ expires_in }))

      const auth = await signIn(tab, provider)
      if (auth.state.status === 'signed-in') await auth.fetch(`${CALENDAR}events`)
      else expect(auth.state.error?.code).toBe('token-invalid')
      await world.advanceSeconds(60)

      expect(seen('token').length).toBeLessThanOrEqual(3)
    },
  )

  it('without a lifetime is used until an API refuses the token (R-T08)', async () => {
    const { world, tab, provider, seen, calls } = setUp()
    provider.lie(body({ expires_in: undefined }))
    const auth = await signIn(tab, provider)
    await auth.fetch(`${CALENDAR}events`)
    await world.advanceSeconds(3_600)

    const response = await auth.fetch(`${CALENDAR}events`)

    expect(response.status).toBe(200)
    expect(seen('token')).toHaveLength(2)
    expect(calls()).toHaveLength(3)
  })

  it('without a scope grants what was asked for (R-T09)', async () => {
    const { tab, provider } = setUp()
    provider.lie(body({ scope: undefined }))

    const { scopes } = (await signIn(tab, provider)).state

    expect(scopes).toEqual({ calendar: ['events.read', 'events.write'] })
  })

  it('may have members that nobody knows, and changes no prototype (R-T10)', async () => {
    const { tab, provider } = setUp()
    provider.lie({
      deliver: async (response, { endpoint }) => {
        if (endpoint !== 'token') return response
        const text = await response.text()
        const hostile = '{"__proto__":{"isAdmin":true},"constructor":{},"toJSON":1,"toString":2,'
        return new Response(hostile + text.slice(1), { headers: json })
      },
    })

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    expect('isAdmin' in {}).toBe(false)
  })

  it('may hold an access token of 16 KB (R-T11)', async () => {
    const { tab, provider, calls } = setUp()
    const long = 'a'.repeat(16_384)
    provider.lie({ accessToken: () => long })

    const auth = await signIn(tab, provider)
    await auth.fetch(`${CALENDAR}events`)

    expect(calls()[0]?.headers.get('authorization')).toBe(`Bearer ${long}`)
  })

  it('of fifty megabytes is given up early (R-T11)', async () => {
    const home = setUp()
    let taken = 0
    const chunk = new Uint8Array(65_536).fill(32)
    home.provider.lie(
      respond(() => {
        const stream = new ReadableStream<Uint8Array>({
          pull(controller) {
            taken += chunk.byteLength
            if (taken > 50_000_000) controller.close()
            else controller.enqueue(chunk)
          },
        })
        return new Response(stream, { headers: json })
      }),
    )

    await expectNobody(home, await signIn(home.tab, home.provider), 'token-invalid')
    expect(taken).toBeLessThan(5_000_000)
  })

  it('whose body never ends is given up after 20 seconds (R-T11)', async () => {
    const { world, tab, provider } = setUp()
    const back = await visitProvider(tab, provider)
    provider.lie(
      respond(() => new Response(new ReadableStream({ pull: () => new Promise(() => undefined) }), { headers: json })),
    )
    tab.goTo(back)
    const auth = tab.auth()

    await world.advanceSeconds(25)

    expect(auth.state).toMatchObject({ status: 'signed-out', error: { code: 'token-unavailable' } })
  })

  it.each([
    ['a code that is not good', () => refusal('invalid_grant'), 'token-code-rejected'],
    ['a code that is not good, as a page', () => refusal('invalid_grant', 400, html), 'token-code-rejected'],
    ['a client that must prove itself', () => refusal('invalid_client', 401), /^token-client-/],
    ['a client that must not', () => refusal('unauthorized_client'), /^token-client-/],
    ['a request that is wrong', () => refusal('invalid_request'), /^token-(rejected|refused)$/],
    ['something made up', () => refusal('<b>made up</b>'), /^token-(rejected|refused)$/],
    ['too many requests', () => new Response('<html>', { status: 429, headers: html }), 'token-unavailable'],
    ['an outage', () => new Response('', { status: 503 }), 'token-unavailable'],
    ['a page not found', () => new Response('<html>', { status: 404, headers: html }), 'token-invalid'],
  ] as const)('that says %s has its code, whatever surrounds it (R-T16)', async (_, answer, code) => {
    const home = setUp()
    home.provider.lie(respond(answer))

    const auth = await signIn(home.tab, home.provider)

    const { error } = auth.state
    expect(error?.code).toMatch(code)
    await expectNobody(home, auth, error?.code ?? 'token-invalid')
    expect(keysIn(home.world.store.rows)).toEqual([])
  })
})

describe('an access token', () => {
  const jwt = (claims: object) =>
    [{ alg: 'none' }, claims, 'x'].map((part) => spell(toBytes(JSON.stringify(part)), 'base64url')).join('.')

  it.each([
    ['random letters', 'q-~+/_.Zz=='],
    ['a JWT that expired long ago', jwt({ exp: 1, sub: 'ada' })],
    ['a JWT about another user', jwt({ exp: 9_999_999_999, sub: 'grace', scope: 'admin' })],
    ['something that only looks like a JWT', 'a.b.c'],
  ])('is carried as it is: %s makes no difference (R-T14)', async (_, token) => {
    const { tab, provider, calls, seen } = setUp()
    provider.lie({ accessToken: () => token })

    const auth = await signIn(tab, provider)
    const response = await auth.fetch(`${CALENDAR}events`)

    expect(auth.state).toMatchObject({ user: { sub: 'ada' }, scopes: { calendar: ['events.read', 'events.write'] } })
    expect(response.status).toBe(200)
    expect(calls()[0]?.headers.get('authorization')).toBe(`Bearer ${token}`)
    expect(seen('token')).toHaveLength(1)
  })

  it('may be a reference: nothing changes for the app', async () => {
    const { world, tab, provider } = setUp({ provider: { accessTokenFormat: 'opaque' } })
    const auth = await signIn(tab, provider)
    await world.advanceSeconds(600)

    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
  })
})

function refusal(error: string, status = 400, headers: Record<string, string> = json): Response {
  return new Response(JSON.stringify({ error, error_description: 'because' }), { status, headers })
}
