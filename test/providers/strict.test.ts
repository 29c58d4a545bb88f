import { createHash, randomUUID } from 'node:crypto'
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADA, type Running } from './provider.js'
import { strict } from './strict.js'

// What a client does not keep to is refused: otherwise it would mean little that latchkey works there.

const REDIRECT_URI = 'http://localhost:1/plain/'
const VERIFIER = 'v'.repeat(43)

interface Key {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
}
interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, string>>
  readonly nonce: string | null
}

let provider: Running | undefined
let key: Key
let otherKey: Key
beforeAll(async () => {
  const app = {
    origin: 'http://localhost:1',
    clientId: 'spa',
    clientName: 'spa',
    redirectUris: [REDIRECT_URI],
    resource: 'http://localhost:2/own/',
    scopes: [],
  }
  ;[provider, key, otherKey] = await Promise.all([strict.boot(app), generateKeyPair('ES256'), generateKeyPair('ES256')])
})
afterAll(() => provider?.close())

const at = (path: string): string => `${provider?.issuer}${path}`

async function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(at(path), {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
    redirect: 'manual',
  })
  const isJson = response.headers.get('content-type')?.includes('json')
  const location = response.headers.get('location')
  const body = isJson ? await response.json() : Object.fromEntries(location ? new URL(location).searchParams : [])
  return { status: response.status, body, nonce: response.headers.get('dpop-nonce') }
}

const request = async (change: Record<string, string> = {}): Promise<Record<string, string>> => ({
  client_id: 'spa',
  response_type: 'code',
  redirect_uri: REDIRECT_URI,
  scope: 'openid offline_access',
  state: 'a-state',
  nonce: 'a-nonce',
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
  dpop_jkt: await calculateJwkThumbprint(await exportJWK(key.publicKey)),
  ...change,
})

/** Goes from a pushed request to a code, as a user would. */
async function getCode(): Promise<string> {
  const { body: pushed } = await post('/par', await request())
  const query = new URLSearchParams({ client_id: 'spa', request_uri: pushed['request_uri'] ?? '' })
  const page = await (await fetch(at(`/authorize?${query}`))).text()
  const name = /name="request" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const { body } = await post('/login', { request: name, login: ADA.login, password: ADA.password })
  expect(body['iss']).toBe(provider?.issuer)
  return body['code'] ?? ''
}

async function prove(by: Key, nonce: string | null): Promise<string> {
  return new SignJWT({ htm: 'POST', htu: at('/token'), jti: randomUUID(), ...(nonce && { nonce }) })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(by.publicKey) })
    .setIssuedAt()
    .sign(by.privateKey)
}

/** Asks for tokens with a proof, and once more with the nonce that the server wants. */
async function askToken(form: Record<string, string>, by: Key = key): Promise<Answer> {
  const first = await post('/token', form, { DPoP: await prove(by, null) })
  expect(first.body['error']).toBe('use_dpop_nonce')
  return post('/token', form, { DPoP: await prove(by, first.nonce) })
}

const redeem = (code: string, change: Record<string, string> = {}, by: Key = key): Promise<Answer> =>
  askToken(
    {
      grant_type: 'authorization_code',
      client_id: 'spa',
      code,
      redirect_uri: REDIRECT_URI,
      code_verifier: VERIFIER,
      ...change,
    },
    by,
  )
const renew = (token: string | undefined, by: Key = key): Promise<Answer> =>
  askToken({ grant_type: 'refresh_token', client_id: 'spa', refresh_token: token ?? '' }, by)

describe('the strict provider', () => {
  it('gives tokens to who keeps to everything, and renews them with a refresh token that rotates', async () => {
    const first = await redeem(await getCode())
    const second = await renew(first.body['refresh_token'])

    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.body['refresh_token']).not.toBe(first.body['refresh_token'])
  })

  it('takes no request in the address, and a pushed one once', async () => {
    const { body } = await post('/par', await request())
    const pushed = new URLSearchParams({ client_id: 'spa', request_uri: body['request_uri'] ?? '' })
    const statuses = [new URLSearchParams(await request()), pushed, pushed].map(async (query) => {
      return (await fetch(at(`/authorize?${query}`))).status
    })

    expect((await Promise.all(statuses)).sort()).toEqual([200, 400, 400])
  })

  it.each([
    ['another redirect URI', { redirect_uri: 'http://localhost:1/plain' }],
    ['no S256', { code_challenge_method: 'plain' }],
    ['no state', { state: '' }],
    ['no nonce', { nonce: '' }],
    ['no key', { dpop_jkt: '' }],
    ['a scope that nobody knows', { scope: 'openid everything' }],
    ['an API that nobody knows', { resource: 'http://localhost:3/' }],
  ])('refuses a request with %s', async (_, change) => {
    expect(await post('/par', await request(change))).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  it('ends what a code gave when the code comes again', async () => {
    const code = await getCode()
    const first = await redeem(code)
    const again = await redeem(code)

    expect([again.body['error'], (await renew(first.body['refresh_token'])).body['error']]).toEqual([
      'invalid_grant',
      'invalid_grant',
    ])
  })

  it('ends the family of a refresh token that comes twice', async () => {
    const { body: first } = await redeem(await getCode())
    const { body: second } = await renew(first['refresh_token'])
    await renew(first['refresh_token'])

    expect((await renew(second['refresh_token'])).body['error']).toBe('invalid_grant')
  })

  it.each([
    ['another verifier', { code_verifier: 'w'.repeat(43) }],
    ['another redirect URI', { redirect_uri: 'http://localhost:1/' }],
  ])('gives nothing for a code with %s', async (_, change) => {
    expect((await redeem(await getCode(), change)).body['error']).toBe('invalid_grant')
  })

  it('gives nothing to another key, neither for a code nor for a refresh token', async () => {
    const { body } = await redeem(await getCode())

    expect((await redeem(await getCode(), {}, otherKey)).body['error']).toBe('invalid_grant')
    expect((await renew(body['refresh_token'], otherKey)).body['error']).toBe('invalid_grant')
  })

  it('answers no token request without a proof', async () => {
    const { status, body } = await post('/token', {
      grant_type: 'authorization_code',
      client_id: 'spa',
      code: await getCode(),
    })

    expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_dpop_proof' })
  })
})
