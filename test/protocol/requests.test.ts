import { describe, expect, it } from 'vitest'
import type { Attempt } from '../../src/domain/attempt.js'
import { reveal, Secret } from '../../src/domain/secret.js'
import type { Session } from '../../src/domain/session.js'
import type { Platform } from '../../src/platform/platform.js'
import { toAuthorizationParameters, toAuthorizationUrl } from '../../src/protocol/authorization-request.js'
import { type CheckedResponse, checkAuthorizationResponse } from '../../src/protocol/authorization-response.js'
import { revoke } from '../../src/protocol/revocation.js'
import { exchangeCode, exchangeRefreshToken } from '../../src/protocol/tokens.js'
import type { Wire } from '../../src/protocol/wire.js'
import { CLIENT_ID, ISSUER } from '../support/home.js'
import { attemptOf, grantOf, sessionOf } from '../support/opened-vault.js'
import { type Asked, toldWire } from '../support/told-wire.js'

const PROVIDER = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  jwks_uri: `${ISSUER}/jwks`,
  revocation_endpoint: `${ISSUER}/revoke`,
}
const TOKENS = { access_token: 'access', token_type: 'Bearer', expires_in: 300 }

const attempt = (changes: Partial<Attempt> = {}) => attemptOf(PROVIDER, changes)

describe('an authorization request', () => {
  const asked = { clientId: CLIENT_ID, parameters: {}, resources: [] }

  it('has what the protocol needs, and the app can change nothing of that', async () => {
    const parameters = { prompt: 'login', response_type: 'token', state: 'mine', code_challenge_method: 'plain' }
    const made = await toAuthorizationParameters(attempt(), { ...asked, parameters })

    expect(Object.fromEntries(made)).toEqual({
      prompt: 'login',
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: 'https://todo.example.com/',
      scope: 'openid',
      state: 'state',
      nonce: 'nonce',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
  })

  it('without OpenID has no nonce, without scopes no scope; with a key its thumbprint, and each resource', async () => {
    const proofKey = { jkt: 'thumbprint' } as never
    const made = await toAuthorizationParameters(attempt({ scope: '', proofKey }), {
      ...asked,
      openid: false,
      resources: ['https://a.example', 'https://b.example'],
    })

    expect([made.has('nonce'), made.has('scope'), made.get('dpop_jkt')]).toEqual([false, false, 'thumbprint'])
    expect(made.getAll('resource')).toEqual(['https://a.example', 'https://b.example'])
  })

  it('takes the place of what the endpoint’s own query says, and leaves the rest', () => {
    const url = toAuthorizationUrl(`${ISSUER}/a?tenant=1&state=x&state=y`, new URLSearchParams('state=z&a=1&a=2'))

    expect(url).toBe(`${ISSUER}/a?tenant=1&state=z&a=1&a=2`)
  })
})

describe('an authorization response', () => {
  const { wire } = toldWire(() => new Response())
  const check = (query: string, provider: object = PROVIDER, again?: Attempt['again']) =>
    checkAuthorizationResponse(
      wire,
      { provider: provider as never, clientId: CLIENT_ID, state: 'state', again },
      new URLSearchParams(query),
    ).then(
      (response) => response.get('code'),
      ({ code, details }) => `${code} ${details.parameter ?? ''} ${details.why ?? details.error}`.replace(/ +/g, ' '),
    )
  const ANNOUNCED = { ...PROVIDER, authorization_response_iss_parameter_supported: true }

  it.each([
    ['code=c&state=state', 'c'],
    [`code=c&state=state&iss=${encodeURIComponent(ISSUER)}`, 'c'],
    ['code=c&code=d&state=state', 'callback-parameter code repeated'],
    ['code=c&state=state&access_token=t', 'callback-parameter access_token not-allowed'],
    ['state=state', 'callback-parameter code missing'],
    ['code=&state=state', 'callback-parameter code missing'],
    ['code=c&state=state&iss=', 'callback-issuer different'],
    ['code=c&state=state&iss=https://evil.example', 'callback-issuer different'],
    ['error=access_denied&state=state', 'sign-in-denied access_denied'],
    ['error=&state=state', 'sign-in-refused unknown'],
    ['error=access_denied&state=state&iss=https://evil.example', 'callback-issuer different'],
  ])('%s is %s', async (query, outcome) => {
    expect(await check(query)).toBe(outcome)
  })

  it('names the provider where that is announced (RFC 9207)', async () => {
    expect(await check('code=c&state=state', ANNOUNCED)).toBe('callback-issuer missing')
    expect(await check(`code=c&state=state&iss=${encodeURIComponent(ISSUER)}`, ANNOUNCED)).toBe('c')
  })

  it('that is an error repeats nothing of what was asked for', async () => {
    const again = { mode: 'redirect', parameters: { login_hint: 'ada lovelace' }, resources: [] } as const
    const query = 'error=x&error_description=no+ada+lovelace&state=state'

    await expect(
      checkAuthorizationResponse(
        wire,
        { provider: PROVIDER, clientId: CLIENT_ID, state: 'state', again },
        new URLSearchParams(query),
      ),
    ).rejects.toMatchObject({ details: { description: 'no ***' } })
  })
})

describe('a revocation', () => {
  const tokens = {
    provider: PROVIDER,
    refreshToken: new Secret<'refresh-token'>('refresh'),
    grant: grantOf('access'),
    grants: { calendar: grantOf('calendar') },
  }
  const run = (respond: (asked: Asked) => Response, changes: object = {}) => {
    const { wire, asked } = toldWire(respond)
    return revoke(wire, { clientId: CLIENT_ID }, { ...tokens, ...changes }).then((isDone) => ({ isDone, asked }))
  }

  it('is of every token, that of renewal first, and outlives the page', async () => {
    const { isDone, asked } = await run(() => new Response())

    expect(isDone).toBe(true)
    expect(asked.map(({ form }) => [form['token_type_hint'], form['token'], form['client_id']])).toEqual([
      ['refresh_token', 'refresh', CLIENT_ID],
      ['access_token', 'access', CLIENT_ID],
      ['access_token', 'calendar', CLIENT_ID],
    ])
    expect(asked.every(({ init, url }) => init.keepalive && url === PROVIDER.revocation_endpoint)).toBe(true)
  })

  it.each([200, 204, 205, 299])('is done with any yes: %s', async (status) => {
    expect((await run(() => new Response(null, { status }))).isDone).toBe(true)
  })

  it.each([400, 503])('is not done with a no: %s', async (status) => {
    expect((await run(() => new Response(null, { status }))).isDone).toBe(false)
  })

  it('goes over http between loopback hosts, and nowhere else', async () => {
    const provider = {
      ...PROVIDER,
      issuer: 'http://localhost:9000',
      revocation_endpoint: 'http://localhost:9000/revoke',
    }
    const { wire, asked } = toldWire(() => new Response())

    expect(await revoke(wire, { clientId: CLIENT_ID }, { ...tokens, provider })).toBe(false)
    expect(asked).toEqual([])
    expect(await revoke({ ...wire, isLoopback: true }, { clientId: CLIENT_ID }, { ...tokens, provider })).toBe(true)
    expect(asked).toHaveLength(3)
  })

  it('is judged by what was said to the refresh token, and without one by all others', async () => {
    const refuse = (name: string) => (asked: Asked) =>
      new Response(null, { status: asked.form['token'] === name ? 400 : 200 })

    expect((await run(refuse('access'))).isDone).toBe(true)
    expect((await run(refuse('refresh'))).isDone).toBe(false)
    expect((await run(refuse('calendar'), { refreshToken: undefined })).isDone).toBe(false)
    expect((await run(refuse('none'), { refreshToken: undefined })).isDone).toBe(true)
  })

  it('sends nothing where there is nobody to ask, or nothing to revoke', async () => {
    const { asked, isDone } = await run(() => new Response(null, { status: 400 }), {
      provider: { ...PROVIDER, revocation_endpoint: undefined },
    })
    expect([asked, isDone]).toEqual([[], true])
    const none = await run(() => new Response(), { refreshToken: undefined, grant: undefined, grants: undefined })
    expect([none.asked, none.isDone]).toEqual([[], true])
  })
})

describe('a code', () => {
  /** What redeeming it fails with. */
  async function fail(wire: Wire, changes: Partial<Attempt> = {}, openid = false) {
    const response = new URLSearchParams('code=c&state=state')
    const asked = { provider: PROVIDER, clientId: CLIENT_ID, state: 'state', again: undefined }
    return exchangeCode(wire, {
      attempt: attempt(changes),
      response: await checkAuthorizationResponse(wire, asked, response),
      clientId: CLIENT_ID,
      openid,
    }).catch((error) => error)
  }
  async function redeem(respond: () => Response, openid = false) {
    const { wire, asked, reports } = toldWire(({ url }) =>
      url.endsWith('/jwks') ? Response.json({ keys: [] }) : respond(),
    )
    const refused: unknown[] = []
    const response = await checkAuthorizationResponse(
      wire,
      { provider: PROVIDER, clientId: CLIENT_ID, state: 'state', again: undefined },
      new URLSearchParams('code=c&state=state'),
    )
    const tokens = await exchangeCode(wire, {
      attempt: attempt({ scope: 'a b' }),
      response: response as CheckedResponse,
      clientId: CLIENT_ID,
      openid,
      onRefused: ({ refreshToken, grant }) =>
        refused.push([grant?.accessToken, refreshToken].map((token) => token && reveal(token))),
    }).catch(({ code, details }) => `${code} ${details?.why ?? details?.status ?? details?.url ?? ''}`.trim())
    return { tokens, asked, reports, refused }
  }
  const grantFrom = async (json: object, status = 200) => {
    const { tokens, reports } = await redeem(() => Response.json({ ...TOKENS, ...json }, { status }))
    const { grant, refreshToken } = typeof tokens === 'string' ? { grant: undefined, refreshToken: undefined } : tokens
    return { grant, refreshToken, reports, tokens }
  }

  it('is sent with its verifier, and without OpenID no keys are asked for and no ID token is taken', async () => {
    const { tokens, asked } = await redeem(() => Response.json({ ...TOKENS, id_token: 'rubbish' }))

    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({
      url: PROVIDER.token_endpoint,
      method: 'POST',
      form: {
        grant_type: 'authorization_code',
        code: 'c',
        code_verifier: 'v'.repeat(43),
        redirect_uri: 'https://todo.example.com/',
        client_id: CLIENT_ID,
      },
    })
    expect(asked[0]?.headers.has('user-agent')).toBe(false)
    expect(tokens).toMatchObject({ grant: { scopes: ['a', 'b'], generation: 0, details: undefined } })
    expect(tokens).not.toHaveProperty('idToken')
    expect(Object(tokens).refreshToken).toBeUndefined()
  })

  it('brings what the answer says', async () => {
    const { grant, refreshToken } = await grantFrom({
      scope: ' a  c',
      refresh_token: 'refresh',
      authorization_details: [{ type: 'x' }],
    })

    expect(grant).toMatchObject({ scopes: ['a', 'c'], details: [{ type: 'x' }] })
    expect(grant?.lifetime && grant.lifetime.until - grant.lifetime.from).toBe(300_000)
    expect(refreshToken && reveal(refreshToken)).toBe('refresh')
  })

  it('may be answered in ways that mean the same, which are told of', async () => {
    const created = await grantFrom({ scope: ['a', 'c'] }, 201)

    expect(created.grant?.scopes).toEqual(['a', 'c'])
    expect(created.reports).toEqual([
      'provider-answer-mended: The status 201 of the token endpoint',
      'provider-answer-mended: The scope of the token response',
    ])
    expect((await grantFrom({})).reports).toEqual([])
    expect((await grantFrom({ scope: ['a', 7] })).tokens).toBe('token-invalid scope')
  })

  it.each<[string, () => Response, string]>([
    ['an error in a 200', () => Response.json({ ...TOKENS, error: 'invalid_grant' }), 'token-code-rejected'],
    ['an error in a 400', () => Response.json({ error: 'invalid_client' }, { status: 400 }), 'token-client-refused'],
    ['an outage', () => new Response('', { status: 503 }), 'token-unavailable 503'],
    ['a page', () => new Response('<html>'), 'token-invalid status 200'],
    ['no access token', () => Response.json({ ...TOKENS, access_token: undefined }), 'token-invalid access_token'],
    [
      'an error and half an ID token',
      () => Response.json({ error: 'invalid_grant', id_token: 'a.b' }, { status: 400 }),
      'token-code-rejected',
    ],
    ['a good body in a 202', () => Response.json(TOKENS, { status: 202 }), 'token-invalid status 202'],
    ['another type of token', () => Response.json({ ...TOKENS, token_type: 'mac' }), 'token-invalid token_type'],
    ['a bound token', () => Response.json({ ...TOKENS, token_type: 'DPoP' }), 'token-invalid token_type'],
    [
      'a token that no header carries',
      () => Response.json({ ...TOKENS, access_token: 'a\nb' }),
      'token-invalid access_token',
    ],
    [
      'a broken connection',
      () => {
        throw new TypeError('secret')
      },
      `token-unreachable ${PROVIDER.token_endpoint}`,
    ],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: '/' } }), 'token-redirected'],
    ['more than anybody needs', () => new Response('x'.repeat(1_048_577)), 'token-invalid too-large'],
  ])('that is answered with %s brings nobody in', async (_, respond, outcome) => {
    expect((await redeem(respond)).tokens).toBe(outcome)
  })

  it('without an answer says why in its error', async () => {
    const lost = await fail(toldWire(() => Promise.reject(new TypeError('secret'))).wire)
    expect(lost).toMatchObject({ code: 'token-unreachable', message: expect.stringContaining('unreachable') })

    const { wire } = toldWire(() => new Promise(() => undefined))
    const after: Wire['after'] = (_, run) => {
      run()
      return () => undefined
    }
    const late = await fail({ ...wire, after })
    expect(late).toMatchObject({ code: 'token-unavailable', message: expect.stringContaining('timeout') })
    expect(late.details).toStrictEqual({ status: undefined })
  })

  it('that is refused repeats nothing of the nonce that was sent for it', async () => {
    const body = { error: 'invalid_grant', error_description: 'not for noncenonce' }
    const { wire } = toldWire(() => Response.json(body, { status: 400 }))

    expect(await fail(wire, { nonce: new Secret('noncenonce') })).toMatchObject({
      details: { description: 'not for ***' },
    })
  })

  it('is sent while that is loaded which verifies with odd keys, and not after', async () => {
    const { wire } = toldWire(({ url }) =>
      url.endsWith('/jwks') ? Response.json({ keys: [{ kty: 'EC' }] }) : new Promise(() => undefined),
    )
    const parts = await wire.parts()
    const loading = new Promise((resolve) => {
      const loadOddAnswer = () => {
        resolve('loaded')
        return parts.loadOddAnswer()
      }
      void fail({ ...wire, parts: async () => ({ ...parts, loadOddAnswer }) }, {}, true)
    })

    expect(await loading).toBe('loaded')
  })

  it('whose tokens are refused has them revoked, and nothing that is none', async () => {
    const refusedWith = async (json: object) =>
      (await redeem(() => Response.json({ ...TOKENS, token_type: 'mac', ...json }))).refused

    expect(await refusedWith({ refresh_token: 'refresh' })).toEqual([['access', 'refresh']])
    expect(await refusedWith({})).toEqual([['access', undefined]])
    expect(await refusedWith({ access_token: 'a b', refresh_token: 'r r' })).toEqual([[undefined, 'r r']])
    expect(await refusedWith({ access_token: '', refresh_token: '\n' })).toEqual([])
    expect((await redeem(() => Response.json(TOKENS))).refused).toEqual([])
  })

  it('of an OpenID sign-in brings an ID token, or nobody', async () => {
    const { tokens, asked } = await redeem(() => Response.json(TOKENS), true)

    expect(tokens).toBe('id-token-missing')
    expect(asked.map(({ url }) => url)).toContain(PROVIDER.jwks_uri)
    expect((await redeem(() => Response.json({ ...TOKENS, id_token: 'a.b' }), true)).tokens).toMatch(
      /^id-token-malformed/,
    )
    const refused = { error: 'invalid_grant', id_token: 'a.b' }
    expect((await redeem(() => Response.json(refused, { status: 400 }), true)).tokens).toBe('token-code-rejected')
  })
})

describe('a refresh token', () => {
  const platform = { now: () => ({ wall: Date.now(), elapsed: 0 }) } as unknown as Platform
  const session = (changes: Partial<Session> = {}) => sessionOf(platform, { provider: PROVIDER, ...changes })
  async function spend(changes: Partial<Session>, audience?: object, json: object = TOKENS) {
    const { wire, asked, reports } = toldWire(() => Response.json(json))
    const outcome = await exchangeRefreshToken(wire, {
      session: session(changes),
      clientId: CLIENT_ID,
      refreshToken: new Secret('refresh'),
      keys: undefined,
      audience: audience as never,
    }).catch(({ code, details }) => `${code} ${details?.why ?? ''}`)
    return { form: asked[0]?.form ?? {}, outcome, reports }
  }

  it('asks for what it was, with no word about scopes', async () => {
    const { form, outcome } = await spend({})

    expect(form).toEqual({ grant_type: 'refresh_token', refresh_token: 'refresh', client_id: CLIENT_ID })
    expect(outcome).toMatchObject({ grant: { scopes: ['openid', 'events.read'] } })
  })

  it('asks for less where scopes are another API’s alone (RFC 6749 section 6)', async () => {
    const grant = grantOf('x', { scopes: ['openid', 'Notes.Read', 'events.read'] })

    expect((await spend({ grant, without: 'notes.read other' })).form['scope']).toBe('openid events.read')
    expect((await spend({ grant, without: 'NOTES.READ OPENID events.read' })).form).not.toHaveProperty('scope')
  })

  it('asks for an audience with its scopes and parameters, and what an API asked for beyond', async () => {
    const audience = { key: 'calendar', scope: 'events.read', parameters: { resource: 'https://calendar.example.com' } }
    const more = { calendar: 'events.write', notes: 'notes.read' }

    expect((await spend({ more }, audience)).form).toMatchObject({
      scope: 'events.read events.write',
      resource: 'https://calendar.example.com',
    })
    expect((await spend({}, audience)).form['scope']).toBe('events.read')
    expect((await spend({}, { ...audience, scope: '' })).form).not.toHaveProperty('scope')
    expect((await spend({ more }, audience)).outcome).toMatchObject({
      grant: { scopes: ['events.read', 'events.write'] },
    })
  })

  it('goes on with what is sound of an answer, and tells of the rest', async () => {
    const { outcome, reports } = await spend({}, undefined, {
      ...TOKENS,
      refresh_token: 7,
      scope: {},
      expires_in: 'soon',
    })

    expect(outcome).toMatchObject({ grant: { lifetime: undefined }, refreshToken: undefined })
    expect(reports).toEqual([
      'provider-answer-odd: The refresh_token of a renewal',
      'provider-answer-odd: The scope of a renewal',
      'provider-answer-odd: The expires_in of a renewal',
    ])
  })

  it('keeps the next one though there is no access token with it', async () => {
    const { outcome, reports } = await spend({}, undefined, { refresh_token: 'next' })

    expect(Object(outcome).grant).toBeUndefined()
    expect(reveal(Object(outcome).refreshToken)).toBe('next')
    expect(reports).toEqual(['provider-answer-odd: The access_token of a renewal'])
  })

  it('that gets no answer, or one that says when to come again, has to wait', async () => {
    const fail = async (respond: () => Response | Promise<Response>, changes: Partial<Session> = {}) =>
      exchangeRefreshToken(toldWire(respond).wire, {
        session: session(changes),
        clientId: CLIENT_ID,
        refreshToken: new Secret('refresh'),
        keys: undefined,
        audience: undefined,
      }).catch((error) => error)
    const later = (seconds: number) =>
      new Response('', {
        status: 503,
        headers: { 'retry-after': new Date(Date.now() + seconds * 1000).toUTCString() },
      })

    expect(await fail(() => Promise.reject(new TypeError('secret')))).toMatchObject({ code: 'refresh-unavailable' })
    // By a clock that is an hour ahead of this device.
    const { code, details } = await fail(() => later(3_600 + 600), { clockOffset: 3_600 })
    expect([code, details.status]).toEqual(['refresh-unavailable', 503])
    expect(Math.abs(details.retryAfterSeconds - 600)).toBeLessThan(60)
  })

  it('that is refused repeats nothing of the access token that it was to renew', async () => {
    const { wire } = toldWire(() =>
      Response.json({ error: 'invalid_grant', error_description: 'no accesstoken' }, { status: 400 }),
    )

    await expect(
      exchangeRefreshToken(wire, {
        session: session({ grant: grantOf('accesstoken') }),
        clientId: CLIENT_ID,
        refreshToken: new Secret('refresh'),
        keys: undefined,
        audience: undefined,
      }),
    ).rejects.toMatchObject({ code: 'refresh-rejected', details: { description: 'no ***' } })
  })

  it('whose answer fails a check says which', async () => {
    expect((await spend({}, undefined, { ...TOKENS, token_type: 'mac' })).outcome).toBe('refresh-invalid token-invalid')
    expect((await spend({}, undefined, { error: 'invalid_grant' })).outcome).toMatch(/^refresh-rejected/)
    expect((await spend({}, { key: 'k', scope: '', parameters: {} }, { error: 'invalid_target' })).outcome).toMatch(
      /^api-not-granted/,
    )
  })
})
