import { createTestProvider, type TestProviderOptions } from 'latchkey/testing'
import { expect, it } from 'vitest'
import { CLIENT_ID, createRelyingParty, ISSUER, REDIRECT_URI } from './relying-party.js'

async function signIn(options: Partial<TestProviderOptions> = {}) {
  const clock = { now: Date.now() }
  const provider = createTestProvider({
    issuer: ISSUER,
    clientId: CLIENT_ID,
    redirectUri: REDIRECT_URI,
    now: () => clock.now,
    ...options,
  })
  const tokens = await createRelyingParty(provider).signIn({ parameters: { scope: 'openid events.read' } })
  return { provider, tokens, pass: (seconds: number) => (clock.now += seconds * 1000) }
}

const toRequest = (authorization?: string) =>
  new Request('https://calendar.example.com/', authorization ? { headers: { Authorization: authorization } } : {})

it.each(['jwt', 'opaque'] as const)('lets a %s access token with the scope pass', async (accessTokenFormat) => {
  const { provider, tokens } = await signIn({ accessTokenFormat })

  expect(await provider.guard(toRequest(`bearer ${tokens.access_token}`), { scopes: ['events.read'] })).toBeUndefined()
  expect(tokens.access_token.split('.')).toHaveLength(accessTokenFormat === 'jwt' ? 3 : 1)
})

it('says that an ID token is an ID token', async () => {
  const { provider, tokens } = await signIn()

  const response = await provider.guard(toRequest(`Bearer ${tokens.id_token}`))

  expect(response?.status).toBe(401)
  expect(response?.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token".*This is an ID token/)
})

it('names no error to a request without a token', async () => {
  const { provider } = await signIn()

  for (const request of [toRequest(), toRequest('Basic YTpi')]) {
    const response = await provider.guard(request)
    expect(response?.status).toBe(401)
    expect(response?.headers.get('www-authenticate')).toBe(`Bearer realm="${ISSUER}"`)
  }
})

it('refuses an access token that is expired, for another API or of another issuer', async () => {
  const { provider, tokens, pass } = await signIn()
  const foreign = await signIn({ issuer: ISSUER, ownKeys: true })
  const explain = async (token: string, audience?: string) =>
    (await provider.guard(toRequest(`Bearer ${token}`), audience ? { audience } : {}))?.headers.get('www-authenticate')

  expect(await explain(foreign.tokens.access_token)).toContain('revoked or forged')
  expect(await explain('opaque')).toContain('unknown')
  expect(await explain(tokens.access_token, 'https://mail.example.com')).toContain('another API')
  pass(300)
  expect(await explain(tokens.access_token)).toContain('expired')
})

it('refuses every access token whose time was ended, and gives new ones for a refresh token', async () => {
  const { provider, tokens } = await signIn()

  provider.expireAccessTokens()
  const refused = await provider.guard(toRequest(`Bearer ${tokens.access_token}`))
  const form = { grant_type: 'refresh_token', client_id: CLIENT_ID, refresh_token: `${tokens.refresh_token}` }
  const answer = await provider.fetch(`${ISSUER}/token`, { method: 'POST', body: new URLSearchParams(form) })
  const renewed = await answer.json()

  expect(refused?.headers.get('www-authenticate')).toContain('has expired')
  expect(await provider.guard(toRequest(`Bearer ${renewed.access_token}`))).toBeUndefined()
})

it('names the scopes that are missing', async () => {
  const { provider, tokens } = await signIn()

  const response = await provider.guard(toRequest(`Bearer ${tokens.access_token}`), { scopes: ['events.write'] })

  expect(response?.status).toBe(403)
  expect(response?.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
  expect(response?.headers.get('www-authenticate')).toContain('scope="events.write"')
})
