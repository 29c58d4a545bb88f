import { base64url, calculateJwkThumbprint, decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import {
  CALENDAR,
  departure,
  type Home,
  type HomeOptions,
  setUp,
  setUpSignedIn,
  signIn,
  visitProvider,
} from '../support/home.js'

const EVENTS = `${CALENDAR}events`

const setUpBound = ({ auth, ...options }: HomeOptions = {}) =>
  setUpSignedIn({ ...options, auth: { dpop: true, ...auth } })

/** Every proof that was sent anywhere, in order. */
const proofs = ({ world }: Home) =>
  world.network.sent.flatMap(({ url, method, headers }) => {
    const proof = headers.get('dpop')
    return proof ? [{ url, method, proof, header: decodeProtectedHeader(proof), claims: decodeJwt(proof) }] : []
  })

describe('a session that is bound to a key', () => {
  it('signs in, calls and renews with proofs that a strict provider and API take (R-P01, R-P04)', async () => {
    const home = await setUpBound()
    expect((await home.auth.fetch(`${EVENTS}?day=1#x`, { method: 'POST', body: '{}' })).status).toBe(200)
    await home.world.advanceSeconds(400)
    expect((await home.auth.fetch(EVENTS)).status).toBe(200)
    expect(await home.auth.inspect()).toMatchObject({
      features: { dpop: true },
      tokens: { calendar: { type: 'dpop' } },
    })

    const [call] = home.calls()
    expect(call?.headers.get('authorization')).toMatch(/^DPoP /)
    const [first] = proofs(home)
    expect(first?.header).toMatchObject({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty: 'EC', crv: 'P-256' } })
    expect(Object.keys(first?.header.jwk ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y'])
    expect(first?.claims).toMatchObject({ htm: 'POST', htu: EVENTS })
    expect(home.seen('token').at(-1)?.headers.has('dpop')).toBe(true)
  })

  it('makes each proof for one request: a thousand calls have a thousand ids (R-P08)', async () => {
    const home = await setUpBound()

    await Promise.all(Array.from({ length: 1_000 }, () => home.auth.fetch(EVENTS)))

    const made = proofs(home)
    expect(made).toHaveLength(1_000)
    expect(new Set(made.map(({ claims }) => claims.jti)).size).toBe(1_000)
    expect(home.calls().every(({ headers }) => headers.get('authorization')?.startsWith('DPoP '))).toBe(true)
  })

  it('binds the code to its key, and another key gets nothing for it (R-P09)', async () => {
    const home = setUp({ auth: { dpop: true } })
    const auth = home.tab.auth()
    await auth.ready
    const url = await departure(home.tab, () => auth.signIn())
    const jkt = new URL(url).searchParams.get('dpop_jkt')
    home.tab.goTo(await home.provider.authorize(url))
    await home.tab.auth().ready

    const [proof] = proofs(home)
    expect(jkt).toBe(await calculateJwkThumbprint(proof?.header.jwk ?? {}))
    expect(home.tab.auth().state.status).toBe('signed-in')
  })

  it('keeps its key over a reload and in every tab, and nobody can read it out (R-P02)', async () => {
    const home = await setUpBound()
    const other = home.world.openTab()
    await other.auth().ready
    home.tab.reload()
    await home.tab.auth().ready

    expect((await home.tab.auth().fetch(EVENTS)).status).toBe(200)
    expect((await other.auth().fetch(EVENTS)).status).toBe(200)
    expect(new Set(proofs(home).map(({ header }) => header.jwk?.x)).size).toBe(1)
    const keys = [...home.world.store.rows.values()].flatMap((row) => Object(Object(row).proofKey).privateKey ?? [])
    expect(keys).toHaveLength(1)
    await expect(crypto.subtle.exportKey('jwk', keys[0])).rejects.toThrow()
  })

  it('has a new key for a new sign-in', async () => {
    const home = await setUpBound()
    await home.auth.fetch(EVENTS)
    const auth = await signIn(home.tab, home.provider, { options: { prompt: 'login' } })
    await auth.fetch(EVENTS)

    expect(new Set(proofs(home).map(({ header }) => header.jwk?.x)).size).toBe(2)
  })

  it.each(['tab', 'browser'] as const)('lives with persistence %s', async (persistence) => {
    const home = await setUpBound({ auth: { persistence } })
    home.tab.reload()
    await home.tab.auth().ready

    expect((await home.tab.auth().fetch(EVENTS)).status).toBe(200)
  })

  it('ends cleanly when its key is gone (R-P11)', async () => {
    const home = await setUpBound()
    for (const [key, row] of home.world.store.rows) {
      const { proofKey: _, ...rest } = Object(row)
      if (key.startsWith('["session"')) home.world.store.rows.set(key, rest)
    }
    home.tab.reload()
    const auth = home.tab.auth()

    expect(await auth.ready).toMatchObject({ status: 'signed-out' })
    await expect(auth.fetch(EVENTS)).rejects.toMatchObject({ code: 'sign-in-required' })
    expect(home.seen('token')).toEqual([])
  })

  it('ends cleanly when its key was exchanged for another (R-P11)', async () => {
    const home = await setUpBound()
    const sessions = () => [...home.world.store.rows].find(([key]) => key.startsWith('["session"')) ?? ['', {}]
    const [key, row] = sessions()
    await signIn(home.tab, home.provider, { options: { prompt: 'login' } })
    home.world.store.rows.set(key, { ...Object(row), proofKey: Object(sessions()[1]).proofKey })
    const other = home.world.openTab()

    expect(await other.auth().ready).toMatchObject({ status: 'signed-out' })
    expect(other.events).toContainEqual(expect.objectContaining({ type: 'storage', problem: 'unreadable' }))
  })

  it('is not used without its key, nor a bearer session with one: no downgrade', async () => {
    const bound = await setUpBound()
    const page = bound.world.openTab()
    expect(await page.auth({ dpop: false }).ready).toMatchObject({ status: 'signed-out' })
    const bearer = await setUpSignedIn()
    const other = bearer.world.openTab()

    expect(await other.auth({ dpop: true }).ready).toMatchObject({ status: 'signed-out' })
  })

  it('does not come of a sign-in that a page without dpop began, nor without its key: no downgrade', async () => {
    const home = setUp()
    const address = await visitProvider(home.tab, home.provider)
    home.tab.goTo(address)
    const auth = home.tab.auth({ dpop: true })

    expect(await auth.ready).toMatchObject({ status: 'signed-out', error: { code: 'callback-unknown-state' } })
    expect(home.seen('token')).toEqual([])
  })

  it('takes no bearer token for its proof (R-T07)', async () => {
    const home = setUp({ auth: { dpop: true } })
    home.provider.lie({ tokenResponse: (body) => ({ ...body, token_type: 'Bearer' }) })

    const auth = await signIn(home.tab, home.provider)

    expect(auth.state).toMatchObject({ error: { code: 'token-invalid', details: { why: 'token_type' } } })
  })

  it('takes no bound token without a key (R-T07)', async () => {
    const home = setUp()
    home.provider.lie({ tokenResponse: (body) => ({ ...body, token_type: 'DPoP' }) })

    const auth = await signIn(home.tab, home.provider)

    expect(auth.state).toMatchObject({ error: { code: 'token-invalid', details: { why: 'token_type' } } })
  })

  it('ends when a renewal answers with a bearer token (R-T07)', async () => {
    const home = await setUpBound()
    home.provider.lie({ tokenResponse: (body) => ({ ...body, token_type: 'Bearer' }) })
    await home.world.advanceSeconds(400)

    await expect(home.auth.fetch(EVENTS)).rejects.toMatchObject({ code: 'refresh-invalid' })
  })

  it.each<[readonly string[], string]>([
    [['PS256', 'RS256'], 'PS256'],
    [['RS256'], 'RS256'],
    [['Ed25519'], 'Ed25519'],
    [['EdDSA'], 'EdDSA'],
    [['RS256', 'ES256'], 'ES256'],
  ])('signs with an algorithm that the provider takes: of %j %s (R-P03)', async (announced, alg) => {
    const home = setUp({ auth: { dpop: true } })
    home.provider.lie({ discovery: (document) => ({ ...document, dpop_signing_alg_values_supported: announced }) })

    const auth = await signIn(home.tab, home.provider)

    expect(auth.state.status).toBe('signed-in')
    expect(proofs(home)[0]?.header.alg).toBe(alg)
  })

  it.each([[['ES384']], [[]], ['none']])('refuses a provider that takes %j (R-P03)', async (announced) => {
    const home = setUp({ auth: { dpop: true } })
    home.provider.lie({ discovery: (document) => ({ ...document, dpop_signing_alg_values_supported: announced }) })
    const auth = home.tab.auth()
    await auth.ready

    await expect(auth.signIn()).rejects.toMatchObject({ code: 'discovery-unsupported' })
    expect(home.tab.departures).toEqual([])
  })

  it('proves itself at /userinfo', async () => {
    const home = await setUpBound()

    expect(await home.auth.userInfo()).toMatchObject({ sub: 'ada' })
    const [proof] = proofs(home)
    expect(proof?.claims['ath']).toBeDefined()
    expect(home.seen('userinfo')[0]?.headers.get('authorization')).toMatch(/^DPoP /)
  })

  it('names the token that a proof accompanies by its hash', async () => {
    const home = await setUpBound()
    await home.auth.fetch(EVENTS)

    const token = home.calls()[0]?.headers.get('authorization')?.slice('DPoP '.length) ?? ''
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
    expect(proofs(home)[0]?.claims['ath']).toBe(base64url.encode(new Uint8Array(hash)))
  })

  it('follows no redirect with a proof, unless the caller handles it (R-F04)', async () => {
    const home = await setUpBound()
    await home.auth.fetch(EVENTS)
    await home.auth.fetch(EVENTS, { redirect: 'manual' })
    await home.auth.fetch(new Request(EVENTS))

    expect(home.calls().map(({ request }) => request.redirect)).toEqual(['error', 'manual', 'error'])
  })

  it('signs out and revokes as any other', async () => {
    const home = await setUpBound()
    await home.auth.signOut({ provider: false })

    expect(home.auth.state.status).toBe('signed-out')
    expect(home.seen('revocation')).toHaveLength(2)
    expect(JSON.stringify([...home.world.store.rows.values()])).not.toContain('proofKey')
  })

  it('says what the provider says when the device’s clock is too wrong for a proof', async () => {
    const home = setUp({ auth: { dpop: true } })
    home.world.setWallBy(-3_600_000)

    const auth = await signIn(home.tab, home.provider)

    expect(auth.state).toMatchObject({ error: { code: 'token-refused', details: { error: 'invalid_dpop_proof' } } })
  })
})

describe('nonces of servers', () => {
  const setUpNonces = (options: HomeOptions = {}) =>
    setUpBound({ ...options, provider: { dpopNonces: true, ...options.provider } })

  it('are answered once each: at the exchange, a renewal and an API (R-P05, R-P06)', async () => {
    const home = await setUpNonces()
    expect((await home.auth.fetch(EVENTS, { method: 'PUT', body: 'x' })).status).toBe(200)
    expect(home.calls().map(({ body }) => body)).toEqual(['x', 'x'])
    home.provider.renewNonces()
    await home.world.advanceSeconds(400)

    expect((await home.auth.fetch(EVENTS)).status).toBe(200)
    expect(home.auth.state.status).toBe('signed-in')
  })

  it('that were learnt from any answer are used next: no further round trip (R-P07)', async () => {
    const home = await setUpNonces()
    await home.auth.fetch(EVENTS)
    const before = home.calls().length
    await home.auth.fetch(EVENTS)
    const stop = home.calendar(() => Response.json({}, { headers: { 'dpop-nonce': 'of-a-200' } }))
    await home.auth.fetch(EVENTS)
    await home.auth.fetch(EVENTS)
    stop()

    expect(home.calls()).toHaveLength(before + 3)
    expect(proofs(home).at(-1)?.claims['nonce']).toBe('of-a-200')
  })

  it('are shown to no other server (R-P07)', async () => {
    const apis = { calendar: { url: CALENDAR }, mail: { url: 'https://mail.example.com/' } }
    const home = await setUpNonces({ auth: { apis } })
    home.world.serve('https://mail.example.com/', () => Response.json({}, { headers: { 'dpop-nonce': 'of-mail' } }))
    await home.auth.fetch(EVENTS)
    await home.auth.fetch('https://mail.example.com/')
    await home.auth.fetch(EVENTS)
    await home.auth.fetch('https://mail.example.com/')

    const byServer = (origin: string) =>
      proofs(home).flatMap(({ url, claims }) => (url.startsWith(origin) ? [claims['nonce']] : []))
    expect(byServer('https://mail.example.com/')).toEqual([undefined, 'of-mail'])
    expect(byServer(CALENDAR)).not.toContain('of-mail')
  })

  it('asked for again and again are answered once, and then the answer is returned (R-P05, R-P06)', async () => {
    const home = await setUpBound()
    let count = 0
    home.calendar(
      () =>
        new Response('', {
          status: 401,
          headers: { 'www-authenticate': 'Bearer, DPoP error="use_dpop_nonce"', 'dpop-nonce': `n${count++}` },
        }),
    )

    expect((await home.auth.fetch(EVENTS)).status).toBe(401)
    expect(home.calls()).toHaveLength(2)
    expect(home.seen('token')).toEqual([])
  })

  it.each(['dPoP', 'DPOP', 'dpop'])(
    'asked for by a scheme in any case (%s) are answered (C-62, R-F08)',
    async (scheme) => {
      const home = await setUpBound()
      let isFirst = true
      home.calendar(() => {
        const headers = { 'www-authenticate': `${scheme} error="use_dpop_nonce"`, 'dpop-nonce': 'fresh' }
        const answer = new Response('', isFirst ? { status: 401, headers } : { status: 200 })
        isFirst = false
        return answer
      })

      expect((await home.auth.fetch(EVENTS)).status).toBe(200)
      expect(proofs(home).at(-1)?.claims['nonce']).toBe('fresh')
    },
  )

  it('are looked for in no time, however long the challenge is', async () => {
    const home = await setUpBound()
    const header = 'dpop '.repeat(50_000)
    home.calendar(() => new Response('', { status: 401, headers: { 'www-authenticate': header } }))
    const started = performance.now()

    expect((await home.auth.fetch(EVENTS)).status).toBe(401)
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  it('that CORS hides stop the call, and the event names the header (R-P10)', async () => {
    const home = await setUpBound()
    home.calendar(
      () => new Response('', { status: 401, headers: { 'www-authenticate': 'DPoP error="use_dpop_nonce"' } }),
    )

    expect((await home.auth.fetch(EVENTS)).status).toBe(401)
    expect(home.calls()).toHaveLength(1)
    expect(home.tab.events).toContainEqual(expect.objectContaining({ type: 'problem', code: 'dpop-nonce-hidden' }))
  })

  it('asked for twice at the token endpoint end the sign-in, and the code is sent no third time (R-P05, R-T04)', async () => {
    const home = setUp({ auth: { dpop: true } })
    let count = 0
    home.provider.lie({
      respond: (endpoint) =>
        endpoint === 'token'
          ? Response.json({ error: 'use_dpop_nonce' }, { status: 400, headers: { 'dpop-nonce': `n${count++}` } })
          : undefined,
    })

    const auth = await signIn(home.tab, home.provider)

    expect(auth.state).toMatchObject({ status: 'signed-out', error: { code: 'token-refused' } })
    expect(home.seen('token')).toHaveLength(2)
  })

  it('cannot be answered with a stream: the answer is returned', async () => {
    const home = await setUpNonces()
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('x'))
        controller.close()
      },
    })

    const response = await home.auth.fetch(EVENTS, { method: 'POST', body, duplex: 'half' } as RequestInit)

    expect(response.status).toBe(401)
    expect(home.calls()).toHaveLength(1)
  })

  it('are answered with the whole body of a Request', async () => {
    const home = await setUpNonces()

    const response = await home.auth.fetch(new Request(EVENTS, { method: 'POST', body: 'whole' }))

    expect(response.status).toBe(200)
    expect(home.calls().map(({ body }) => body)).toEqual(['whole', 'whole'])
  })

  it('and a token that is refused: the call is renewed and proven anew', async () => {
    const home = await setUpNonces()
    await home.auth.fetch(EVENTS)
    await home.world.advanceSeconds(20)
    home.provider.revokeAccessTokens()
    home.provider.renewNonces()

    expect((await home.auth.fetch(EVENTS, { method: 'POST', body: 'x' })).status).toBe(200)
    const made = proofs(home)
    expect(new Set(made.map(({ claims }) => claims.jti)).size).toBe(made.length)
  })
})

describe('a call with a proof', () => {
  it('is not sent when the user changes while the proof is made (R-L11)', async () => {
    const home = await setUpBound()
    const call = home.auth.fetch(EVENTS).catch((error) => error.code)
    await home.auth.signOut({ provider: false })

    expect(await call).toMatch(/user-changed|sign-in-required/)
    expect(home.calls()).toEqual([])
  })

  it('belongs to an API with a token of its own, too', async () => {
    const files = { url: 'https://files.example.com/', resource: 'urn:files' }
    const home = await setUpBound({ auth: { apis: { files } }, provider: { dpopNonces: true } })
    home.world.serve(
      files.url,
      async (request) => (await home.provider.guard(request, { audience: 'urn:files' })) ?? Response.json({}),
    )

    expect((await home.auth.fetch(files.url)).status).toBe(200)
  })

  it('loads what makes proofs only when it is used', async () => {
    const home = await setUpSignedIn()
    await home.auth.fetch(EVENTS)

    expect(proofs(home)).toEqual([])
    expect(home.calls()[0]?.headers.has('dpop')).toBe(false)
  })
})
