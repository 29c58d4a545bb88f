import { decodeProtectedHeader } from 'jose'
import { createTestProvider, type Lie, type TestProviderOptions } from 'latchkey/testing'
import * as oauth from 'oauth4webapi'
import { expect, it } from 'vitest'
import { spell } from '../support/bytes.js'
import { CLIENT_ID, createRelyingParty, ISSUER, REDIRECT_URI } from './relying-party.js'

function createProvider(options: Partial<TestProviderOptions> = {}) {
  const provider = createTestProvider({ issuer: ISSUER, clientId: CLIENT_ID, redirectUri: REDIRECT_URI, ...options })
  return { provider, client: createRelyingParty(provider) }
}

const withHeader =
  (header: object): NonNullable<Lie['idToken']> =>
  (token) => ({ ...token, header: { ...token.header, ...header } })

const withClaims =
  (claims: object): NonNullable<Lie['idToken']> =>
  (token) => ({ ...token, claims: { ...token.claims, ...claims } })

it.each<[string, NonNullable<Lie['idToken']>]>([
  ['another audience', withClaims({ aud: 'other' })],
  ['no nonce', withClaims({ nonce: undefined })],
  ['no algorithm', withHeader({ alg: 'none' })],
  ['the public key as an HMAC secret', withHeader({ alg: 'HS256' })],
  ['another algorithm of the same key', withHeader({ alg: 'PS256' })],
  ['an unpublished key under the published name', (token) => ({ ...token, key: 'foreign' })],
  ['a flipped bit in the signature', (token) => ({ ...token, signature: 'corrupt' })],
  ['no signature', (token) => ({ ...token, signature: 'missing' })],
  ['a body that is no JSON', (token) => ({ ...token, payload: new TextEncoder().encode('not JSON') })],
])('signs an ID token with %s, which a careful client refuses, until the lie stops', async (_, idToken) => {
  const { provider, client } = createProvider()
  const stop = provider.lie({ idToken })

  await expect(client.signIn()).rejects.toThrow()
  stop()

  expect((await client.signIn()).id_token).toBeDefined()
})

it('makes tokens of another algorithm that are right in everything else', async () => {
  const { provider, client } = createProvider()
  const key = await provider.addKey('ES384')
  provider.lie({
    idToken: (token) => ({ ...token, key: key.privateKey, header: { alg: 'ES384', kid: key.kid } }),
    discovery: (document) => ({ ...document, id_token_signing_alg_values_supported: ['ES384'] }),
  })

  const tokens = await client.signIn()

  const hash = await crypto.subtle.digest('SHA-384', new TextEncoder().encode(tokens.access_token))
  const expected = spell(new Uint8Array(hash).subarray(0, 24), 'base64url')
  expect(oauth.getValidatedIdTokenClaims(tokens)?.['at_hash']).toBe(expected)
})

it('explains a key that cannot sign what the lie asks for', async () => {
  const { provider } = createProvider()

  await expect(provider.sign({ header: { alg: 'ES256' }, claims: {} })).rejects.toThrow('cannot sign ES256')
})

it('has the last word on the compact form', async () => {
  const { provider, client } = createProvider()
  provider.lie({
    sign: async (_, token) => provider.sign({ ...token, header: { ...token.header, typ: 'logout+jwt' } }),
  })

  const { id_token: idToken } = await client.signIn()

  expect(decodeProtectedHeader(String(idToken)).typ).toBe('logout+jwt')
})

it('replaces the access token everywhere at once', async () => {
  const { provider, client } = createProvider()
  provider.lie({ accessToken: () => 'replaced' })

  const tokens = await client.signIn()

  expect(tokens.access_token).toBe('replaced')
  expect(await client.userInfo(tokens)).toMatchObject({ sub: 'ada' })
})

it('changes the token answer, and adds lies up in the order they were told', async () => {
  const { provider, client } = createProvider()
  provider.lie({ tokenResponse: (body) => ({ ...body, expires_in: 1, scope: 'openid' }) })
  provider.lie({
    tokenResponse: (body, { parameters }) => ({ ...body, expires_in: 2, kind: parameters['grant_type'] }),
  })

  expect(await client.signIn()).toMatchObject({ expires_in: 2, scope: 'openid', kind: 'authorization_code' })
})

it('changes discovery, keys and userinfo', async () => {
  const { provider, client } = createProvider()
  const tokens = await client.signIn()
  provider.lie({ userInfo: (claims) => ({ ...claims, sub: 'other' }) })
  await expect(client.userInfo(tokens)).rejects.toThrow()

  provider.lie({ jwks: () => ({ keys: [] }) })
  await expect(client.signIn()).rejects.toThrow()

  provider.lie({ discovery: (document) => ({ ...document, issuer: 'https://evil.example.com' }) })
  await expect(client.discover()).rejects.toThrow()
})

it('changes the redirect back', async () => {
  const { provider, client } = createProvider()
  provider.lie({ callback: (url) => url.searchParams.set('iss', 'https://evil.example.com') })

  await expect(client.signIn()).rejects.toThrow()
})

it('answers in the place of the provider, which then does nothing', async () => {
  const { provider, client } = createProvider()
  const tokens = await client.signIn()
  const stop = provider.lie({
    respond: (endpoint) => (endpoint === 'token' ? new Response('busy', { status: 503 }) : undefined),
  })

  await expect(client.refresh(String(tokens.refresh_token))).rejects.toThrow()
  stop()

  expect((await client.refresh(String(tokens.refresh_token))).refresh_token).toBeDefined()
})

it('loses the answer to a refresh that was carried out', async () => {
  const { provider, client } = createProvider()
  const tokens = await client.signIn()
  const stop = provider.lie({
    deliver: (response, { endpoint }) => {
      if (endpoint === 'token') throw new TypeError('Failed to fetch')
      return response
    },
  })

  await expect(client.refresh(String(tokens.refresh_token))).rejects.toThrow('Failed to fetch')
  stop()

  await expect(client.refresh(String(tokens.refresh_token))).rejects.toMatchObject({ error: 'invalid_grant' })
})

it('holds a request up for as long as the test wants', async () => {
  const { provider } = createProvider()
  let release: (() => void) | undefined
  const held = new Promise<undefined>((resolve) => {
    release = () => resolve(undefined)
  })
  provider.lie({ respond: () => held })

  const pending = provider.fetch(`${ISSUER}/jwks`)
  const first = await Promise.race([pending, Promise.resolve('pending')])
  release?.()

  expect(first).toBe('pending')
  expect((await pending).status).toBe(200)
})

it('lets the caller give up on an answer that never comes', async () => {
  const { provider } = createProvider()
  const controller = new AbortController()
  const arrived = new Promise<void>((resolve) => {
    provider.lie({
      respond: () => {
        resolve()
        return new Promise(() => undefined)
      },
    })
  })

  const pending = provider.fetch(`${ISSUER}/jwks`, { signal: controller.signal })
  await arrived
  controller.abort()

  await expect(pending).rejects.toMatchObject({ name: 'AbortError' })
  await expect(provider.fetch(`${ISSUER}/jwks`, { signal: AbortSignal.abort() })).rejects.toThrow()
})

it('redirects like a browser: opaque, refused or followed as the caller says', async () => {
  const { provider } = createProvider()
  const location = `${ISSUER}/.well-known/openid-configuration`
  provider.lie({
    respond: (endpoint) =>
      endpoint === 'discovery' ? undefined : new Response(null, { status: 302, headers: { Location: location } }),
  })

  const manual = await provider.fetch(`${ISSUER}/jwks`, { redirect: 'manual' })
  const followed = await provider.fetch(`${ISSUER}/jwks`)

  expect(manual).toMatchObject({ type: 'opaqueredirect', status: 0, ok: false })
  expect(followed).toMatchObject({ redirected: true, url: location })
  await expect(provider.fetch(`${ISSUER}/jwks`, { redirect: 'error' })).rejects.toThrow(TypeError)
})

it('ends one telling of a lie that was told twice', async () => {
  const { provider } = createProvider()
  const asked: unknown[] = []
  const lie: Lie = {
    discovery: (document) => {
      asked.push(document)
      return document
    },
  }
  const stop = provider.lie(lie)
  provider.lie(lie)

  stop()
  stop()
  await provider.fetch(`${ISSUER}/.well-known/openid-configuration`)

  expect(asked).toHaveLength(1)
})
