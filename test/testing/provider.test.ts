import { createTestProvider, type TestProviderOptions } from 'latchkey/testing'
import * as oauth from 'oauth4webapi'
import { describe, expect, it } from 'vitest'
import { CLIENT_ID, createRelyingParty, ISSUER, REDIRECT_URI, toAuthorizationUrl } from './relying-party.js'

const grace = { sub: 'grace', name: 'Grace Hopper', email: 'grace@example.com', role: 'admiral' }
const ada = { sub: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' }

function createProvider(options: Partial<TestProviderOptions> = {}) {
  const clock = { now: Date.now() }
  const provider = createTestProvider({
    issuer: ISSUER,
    clientId: CLIENT_ID,
    redirectUri: REDIRECT_URI,
    users: [ada, grace],
    now: () => clock.now,
    ...options,
  })
  return { provider, client: createRelyingParty(provider), pass: (seconds: number) => (clock.now += seconds * 1000) }
}

const post = (form: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(form) })
const bearer = (token: string) =>
  new Request('https://calendar.example.com/', { headers: { Authorization: `Bearer ${token}` } })

describe('a sign-in at the test provider', () => {
  it.each(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'] as const)(
    'satisfies an independent client with %s signatures',
    async (signingAlgorithm) => {
      const { client } = createProvider({ signingAlgorithm })

      const tokens = await client.signIn()

      expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ iss: ISSUER, aud: CLIENT_ID, ...ada })
    },
  )

  it('gives the claims of the granted scopes, and custom ones always', async () => {
    const { client } = createProvider()

    const tokens = await client.signIn({ visit: { user: 'grace', scopes: ['openid', 'email'] } })

    const claims = oauth.getValidatedIdTokenClaims(tokens)
    expect(tokens.scope).toBe('openid email')
    expect(claims).toMatchObject({ sub: 'grace', email: 'grace@example.com', role: 'admiral' })
    expect(claims).not.toHaveProperty('name')
  })

  it('answers token requests with JSON that no cache keeps, under the address that was asked', async () => {
    const { provider } = createProvider()

    const response = await provider.fetch(`${ISSUER}/token`, post({ client_id: CLIENT_ID }))

    expect(response.url).toBe(`${ISSUER}/token`)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('is found under both well-known addresses of an issuer with a path', async () => {
    const { provider } = createProvider({ issuer: 'https://id.example.com/tenant' })

    const appended = await provider.fetch('https://id.example.com/tenant/.well-known/openid-configuration')
    const inserted = await provider.fetch('https://id.example.com/.well-known/oauth-authorization-server/tenant')

    const document = await appended.json()
    expect(document).toMatchObject({ issuer: 'https://id.example.com/tenant' })
    expect(await inserted.json()).toEqual(document)
  })

  it('looks like an unreachable host everywhere else', async () => {
    const { provider } = createProvider()

    await expect(provider.fetch('https://other.example.com/token')).rejects.toThrow(TypeError)
    await expect(provider.fetch(`${ISSUER}/authorize`)).rejects.toThrow(TypeError)
  })

  it('says which addresses are its own: those below its issuer', () => {
    const { provider } = createProvider()

    expect(provider.answers(`${ISSUER}/token?a=b`)).toBe(true)
    expect(provider.answers(`${ISSUER}/nothing`)).toBe(true)
    expect(provider.answers(`${ISSUER}.evil.example/token`)).toBe(false)
  })

  it('takes a Request, and keeps what it saw in the log', async () => {
    const { provider } = createProvider()
    const request = new Request(`${ISSUER}/token`, post({ grant_type: 'password', client_id: CLIENT_ID }))

    const response = await provider.fetch(request)

    expect(await response.json()).toMatchObject({ error: 'unsupported_grant_type' })
    expect(provider.requests).toMatchObject([
      { endpoint: 'token', method: 'POST', parameters: { grant_type: 'password', client_id: CLIENT_ID } },
    ])
  })
})

describe('the authorization endpoint', () => {
  it.each([
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ response_type: '' }, 'invalid_request'],
    [{ response_mode: 'fragment' }, 'invalid_request'],
    [{ state: '' }, 'invalid_request'],
    [{ nonce: '' }, 'invalid_request'],
    [{ scope: 'profile' }, 'invalid_scope'],
    [{ code_challenge: '' }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ prompt: 'none login' }, 'invalid_request'],
    [{ max_age: '-1' }, 'invalid_request'],
  ])('sends a request with %j back with %s', async (change, error) => {
    const { provider } = createProvider()

    const callback = new URL(await provider.authorize(await toAuthorizationUrl(change as Record<string, string>)))

    expect(callback.searchParams.get('error')).toBe(error)
    expect(callback.searchParams.get('iss')).toBe(ISSUER)
    expect(callback.searchParams.has('code')).toBe(false)
  })

  it('sends a repeated parameter back, but lets resource repeat', async () => {
    const { provider } = createProvider()
    const url = await toAuthorizationUrl()
    url.searchParams.append('resource', 'https://a.example.com')
    url.searchParams.append('resource', 'https://b.example.com')
    const repeated = new URL(url)
    repeated.searchParams.append('scope', 'openid')

    expect(await provider.authorize(url)).toContain('code=')
    expect(await provider.authorize(repeated)).toContain('error=invalid_request')
  })

  it.each([{ redirect_uri: `${REDIRECT_URI}evil` }, { redirect_uri: '' }, { client_id: 'other' }])(
    'sends nobody back for %j',
    async (change) => {
      const { provider } = createProvider()
      const url = await toAuthorizationUrl(change as Record<string, string>)

      await expect(provider.authorize(url)).rejects.toThrow('error page')
    },
  )

  it('sends nobody back when a second redirect URI is smuggled in', async () => {
    const { provider } = createProvider()
    const url = await toAuthorizationUrl()
    url.searchParams.append('redirect_uri', 'https://evil.example.com/')

    await expect(provider.authorize(url)).rejects.toThrow('error page')
  })

  it('sends back what the user refused', async () => {
    const { provider } = createProvider()

    const callback = new URL(await provider.authorize(await toAuthorizationUrl(), { deny: 'access_denied' }))

    expect(Object.fromEntries(callback.searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'state',
      iss: ISSUER,
    })
  })

  it('signs in silently only while somebody is signed in', async () => {
    const { provider } = createProvider()
    const silent = await toAuthorizationUrl({ prompt: 'none' })

    const before = await provider.authorize(silent)
    provider.signIn('grace')
    const during = await provider.authorize(silent)
    provider.endSessions()
    const after = await provider.authorize(silent)

    expect(before).toContain('error=login_required')
    expect(during).toContain('code=')
    expect(after).toContain('error=login_required')
  })

  it('knows whoever was signed in with claims, in the place of who had that sub', async () => {
    const { client, provider } = createProvider()

    provider.signIn({ sub: 'lin', name: 'Lin' })
    provider.signIn({ sub: 'lin', name: 'Lin Two' })
    const claims = oauth.getValidatedIdTokenClaims(await client.signIn())

    expect(claims).toMatchObject({ sub: 'lin', name: 'Lin Two' })
  })

  it('asks again once the sign-in is older than max_age', async () => {
    const { client, provider, pass } = createProvider()
    const first = oauth.getValidatedIdTokenClaims(await client.signIn())
    pass(100)

    const silent = await provider.authorize(await toAuthorizationUrl({ prompt: 'none', max_age: '60' }))
    const plain = oauth.getValidatedIdTokenClaims(await client.signIn())
    const again = oauth.getValidatedIdTokenClaims(await client.signIn({ parameters: { max_age: '60' } }))

    expect(silent).toContain('error=login_required')
    expect(plain?.auth_time).toBe(first?.auth_time)
    expect(again?.auth_time).toBe(Number(first?.auth_time) + 100)
  })

  it('reaches the acr that was asked for, or the one a test wants', async () => {
    const { client } = createProvider()

    const asked = await client.signIn({ parameters: { acr_values: 'gold silver' } })
    const lower = await client.signIn({ parameters: { acr_values: 'gold' }, visit: { acr: 'bronze' } })

    expect(oauth.getValidatedIdTokenClaims(asked)?.['acr']).toBe('gold')
    expect(oauth.getValidatedIdTokenClaims(lower)?.['acr']).toBe('bronze')
  })
})

describe('the token endpoint', () => {
  it('revokes everything a code gave when the code comes back', async () => {
    const { client, provider } = createProvider()
    const started = await client.start()
    const tokens = await client.redeem(started)

    await expect(client.redeem(started)).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })

    await expect(client.refresh(String(tokens.refresh_token))).rejects.toMatchObject({ error: 'invalid_grant' })
    expect((await provider.guard(bearer(tokens.access_token)))?.status).toBe(401)
  })

  it('gives tokens once to a code sent twice side by side', async () => {
    const { client } = createProvider()
    const started = await client.start()

    const results = await Promise.allSettled([client.redeem(started), client.redeem(started)])

    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it.each([
    [{ code_verifier: 'x'.repeat(43) }, 400, 'invalid_grant'],
    [{ code_verifier: 'short' }, 400, 'invalid_request'],
    [{ redirect_uri: `${REDIRECT_URI}?` }, 400, 'invalid_grant'],
    [{ code: 'unknown' }, 400, 'invalid_grant'],
    [{ client_id: 'other' }, 401, 'invalid_client'],
    [{ client_secret: 'secret' }, 401, 'invalid_client'],
    [{ resource: 'https://calendar.example.com' }, 400, 'invalid_target'],
  ])('refuses a code with %j by %i %s, and the code stays good', async (change, status, error) => {
    const { client, provider } = createProvider()
    const started = await client.start()
    const code = String(started.callback.searchParams.get('code'))
    const honest = {
      grant_type: 'authorization_code',
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      code,
      code_verifier: started.verifier,
    }

    const response = await provider.fetch(`${ISSUER}/token`, post({ ...honest, ...(change as Record<string, string>) }))

    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error })
    expect((await client.redeem(started)).token_type).toBe('bearer')
  })

  it('refuses a code that is a minute old', async () => {
    const { client, pass } = createProvider()
    const started = await client.start()
    pass(60)

    await expect(client.redeem(started)).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('replaces the refresh token at each use and drops the nonce', async () => {
    const { client } = createProvider()
    const first = await client.signIn()

    const second = await client.refresh(String(first.refresh_token))
    const third = await client.refresh(String(second.refresh_token))

    expect(new Set([first, second, third].map((tokens) => tokens.refresh_token)).size).toBe(3)
    expect(new Set([first, second, third].map((tokens) => tokens.access_token)).size).toBe(3)
    expect(oauth.getValidatedIdTokenClaims(third)).not.toHaveProperty('nonce')
  })

  it('revokes the family when a replaced refresh token comes back', async () => {
    const { client, provider } = createProvider()
    const first = await client.signIn()
    const second = await client.refresh(String(first.refresh_token))

    await expect(client.refresh(String(first.refresh_token))).rejects.toMatchObject({ error: 'invalid_grant' })

    await expect(client.refresh(String(second.refresh_token))).rejects.toMatchObject({ error: 'invalid_grant' })
    expect((await provider.guard(bearer(second.access_token)))?.status).toBe(401)
  })

  it('kills both answers when one refresh token is sent twice side by side', async () => {
    const { client, provider } = createProvider()
    const { refresh_token: token } = await client.signIn()

    const results = await Promise.allSettled([client.refresh(String(token)), client.refresh(String(token))])

    const winner = results.find((result) => result.status === 'fulfilled')?.value
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await provider.guard(bearer(String(winner?.access_token))))?.status).toBe(401)
    await expect(client.refresh(String(winner?.refresh_token))).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('takes a replaced refresh token again within the grace, and not after it', async () => {
    const { client, pass } = createProvider({ graceSeconds: 10 })
    const first = await client.signIn()
    await client.refresh(String(first.refresh_token))
    pass(9)

    const replayed = await client.refresh(String(first.refresh_token))
    pass(1)

    expect(replayed.refresh_token).toBeDefined()
    await expect(client.refresh(String(first.refresh_token))).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('ends a family when its time from the sign-in is over, however often it was replaced', async () => {
    const { client, pass } = createProvider({ refreshTokenSeconds: 100 })
    const first = await client.signIn()
    pass(99)

    const second = await client.refresh(String(first.refresh_token))
    pass(1)

    await expect(client.refresh(String(second.refresh_token))).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('keeps one refresh token for ever without rotation', async () => {
    const { client } = createProvider({ rotate: false })
    const { refresh_token: token } = await client.signIn()

    const second = await client.refresh(String(token))
    const third = await client.refresh(String(token))

    expect(second).not.toHaveProperty('refresh_token')
    expect(third.access_token).not.toBe(second.access_token)
  })

  it('gives no refresh token when told so', async () => {
    const { client } = createProvider({ refreshTokens: false })

    expect(await client.signIn()).not.toHaveProperty('refresh_token')
  })

  it('narrows the scope of a refresh, and never widens it', async () => {
    const { client, provider } = createProvider()
    const tokens = await client.signIn()
    const refresh = async (scope: string, token: unknown) => {
      const form = { grant_type: 'refresh_token', client_id: CLIENT_ID, refresh_token: String(token), scope }
      return (await provider.fetch(`${ISSUER}/token`, post(form))).json()
    }

    expect(await refresh('openid admin', tokens.refresh_token)).toMatchObject({ error: 'invalid_scope' })
    expect(await refresh('openid', tokens.refresh_token)).toMatchObject({ scope: 'openid' })
  })
})

describe('userinfo, revocation and signing out', () => {
  it('gives the user to an access token, and 401 to an expired one', async () => {
    const { client, provider, pass } = createProvider()
    const tokens = await client.signIn()

    const claims = await client.userInfo(tokens)
    pass(300)
    const late = await provider.fetch(`${ISSUER}/userinfo`, bearer(tokens.access_token))

    expect(claims).toEqual(ada)
    expect(late.status).toBe(401)
    expect(late.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })

  it('revokes the family with its refresh token, and an access token alone', async () => {
    const { client, provider } = createProvider()
    const tokens = await client.signIn()

    await client.revoke(tokens.access_token)
    const renewed = await client.refresh(String(tokens.refresh_token))
    await client.revoke(String(renewed.refresh_token))

    expect((await provider.guard(bearer(tokens.access_token)))?.status).toBe(401)
    expect((await provider.guard(bearer(renewed.access_token)))?.status).toBe(401)
    await expect(client.refresh(String(renewed.refresh_token))).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('calls the revocation of an unknown token a success', async () => {
    const { client } = createProvider()

    await expect(client.revoke('unknown')).resolves.toBeUndefined()
  })

  it('ends the session at the provider, and sends the user to a registered address only', async () => {
    const { client, provider } = createProvider()
    const tokens = await client.signIn()
    const url = new URL(`${ISSUER}/logout?state=s&post_logout_redirect_uri=${encodeURIComponent(REDIRECT_URI)}`)
    const unregistered = new URL(
      `${ISSUER}/logout?client_id=${CLIENT_ID}&post_logout_redirect_uri=https://evil.example.com/`,
    )

    expect(provider.endSession(url, new URLSearchParams({ id_token_hint: String(tokens.id_token) }))).toBe(
      `${REDIRECT_URI}?state=s`,
    )
    expect(provider.endSession(url)).toBeUndefined()
    expect(provider.endSession(unregistered)).toBeUndefined()
    expect(await provider.authorize(await toAuthorizationUrl({ prompt: 'none' }))).toContain('login_required')
    await expect(client.refresh(String(tokens.refresh_token))).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('takes everything back at once, or the access tokens only', async () => {
    const { client, provider } = createProvider()
    const tokens = await client.signIn()

    provider.revokeAccessTokens()
    const refused = await provider.guard(bearer(tokens.access_token))
    const renewed = await client.refresh(String(tokens.refresh_token))
    provider.revokeAll()

    expect(refused?.status).toBe(401)
    await expect(client.refresh(String(renewed.refresh_token))).rejects.toMatchObject({ error: 'invalid_grant' })
  })
})

describe('the keys', () => {
  it('keeps tokens of the old key checkable until it is withdrawn', async () => {
    const { provider } = createProvider()
    const [first] = (await provider.keys()).keys

    const second = await provider.rotateKeys()
    const both = (await provider.keys()).keys.map(({ kid }) => kid)
    const third = await provider.rotateKeys({ withdraw: true, kid: 'same' })

    expect(both).toEqual([second.kid, first?.kid])
    expect((await provider.keys()).keys).toEqual([third.publicJwk])
  })

  it('are shared by providers unless one wants its own', async () => {
    const kids = await Promise.all(
      [{}, {}, { ownKeys: true }].map(async (options) => (await createProvider(options).provider.keys()).keys[0]?.kid),
    )

    expect(kids[0]).toBe(kids[1])
    expect(kids[2]).not.toBe(kids[0])
  })

  it('show nothing private', async () => {
    const { provider } = createProvider()
    await provider.addKey('ES256')

    const { keys } = await provider.keys()

    expect(keys).toHaveLength(2)
    for (const key of keys) expect(key).not.toHaveProperty('d')
  })
})

it('refuses options that name no redirect URI', () => {
  expect(() => createTestProvider({ issuer: ISSUER, clientId: CLIENT_ID, redirectUri: [] })).toThrow(TypeError)
})
