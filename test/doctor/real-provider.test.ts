/// <reference path="../../demo/server/oidc-provider.d.ts" />
import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Listening, listen } from '../../demo/server/listen.js'
import { startDemo } from '../../demo/server/start-demo.js'
import { diagnose } from '../../src/doctor/diagnose.js'
import type { DoctorOptions } from '../../src/doctor/options.js'
import { toReport } from '../../src/doctor/report.js'
import { findRow, toAlarms, toText } from './examination.js'

const APP = 'http://localhost:5170'

let server: Listening
beforeAll(async () => {
  server = await listen('127.0.0.1', 0)
  const answer = await createAnswer(server.origin)
  server.serve((request, response) => void answer(request, response))
})
afterAll(() => server.close())

/** oidc-provider with clients of several kinds. */
async function createAnswer(issuer: string) {
  const { Provider } = await import('oidc-provider')
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'only' }
  const client = {
    id_token_signed_response_alg: 'ES256',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: [`${APP}/`],
  }
  const provider = new Provider(issuer, {
    jwks: { keys: [jwk] },
    clients: [
      { ...client, client_id: 'spa' },
      { ...client, client_id: 'without-renewal', grant_types: ['authorization_code'] },
      { ...client, client_id: 'bound', dpop_bound_access_tokens: true },
      { ...client, client_id: 'pushing', require_pushed_authorization_requests: true },
      {
        ...client,
        client_id: 'confidential',
        token_endpoint_auth_method: 'client_secret_basic',
        client_secret: randomBytes(16).toString('hex'),
      },
    ],
    clientBasedCORS: (_: unknown, origin: string) => origin === APP,
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    renderError: (context: { body: unknown }) => {
      context.body = '<h1>Something went wrong</h1>'
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
    },
  })
  return provider.callback()
}

describe('at a provider that nobody here has written no verdict is false (17.3)', () => {
  it('the demo is right, with its API', async () => {
    const demo = await startDemo({ answer: (_, response) => response.end() })
    onTestFinished(demo.close)

    const diagnosis = await diagnose({
      issuer: demo.provider,
      clientId: 'todo-spa',
      origin: demo.app,
      api: `${demo.api}/v1/events`,
    })

    expect(toAlarms(diagnosis), toReport(diagnosis)).toEqual([])
    expect(diagnosis.rows.filter(({ verdict }) => verdict === 'not-checked').map(({ id }) => id)).toEqual([
      'cors-proof',
    ])
  })

  it.each<[what: string, options: Partial<DoctorOptions>, alarms: Readonly<Record<string, readonly string[]>>]>([
    ['a public client', {}, {}],
    ['tokens that are bound to a key, with nonces', { dpop: true }, {}],
    ['a client whose tokens have to be bound', { clientId: 'bound', dpop: true }, {}],
    ['pushed parameters', { par: true }, {}],
    ['proofs and pushed parameters', { dpop: true, par: true }, {}],
    ['a client that has to push, and does', { clientId: 'pushing', par: true }, {}],
    ['another redirect URI', { redirectUri: '/callback' }, { 'redirect-uri': ['400', `${APP}/callback`] }],
    [
      'another redirect URI that is pushed',
      { redirectUri: '/callback', par: true },
      { 'redirect-uri': ['redirect_uri did not match', `${APP}/callback`] },
    ],
    [
      'another origin',
      { origin: 'http://localhost:5171' },
      {
        'cors-token': ['allow this origin (CORS): http://localhost:5171'],
        'cors-revocation': ['http://localhost:5171'],
        'cors-par': ['http://localhost:5171'],
        'redirect-uri': ['http://localhost:5171/'],
      },
    ],
    ['a client that is unknown', { clientId: 'nobody' }, { client: ['invalid_client', 'set clientId'] }],
    ['a client with a secret', { clientId: 'confidential' }, { client: ['invalid_client', 'no secret'] }],
    [
      'a client that may not renew',
      { clientId: 'without-renewal' },
      { 'refresh-token': ['grant type is not allowed', 'refresh_token'], cookies: ['two sites'] },
    ],
    ['a client that has to push, and does not', { clientId: 'pushing' }, { request: ['set par: true'] }],
  ])('%s', async (_, options, alarms) => {
    const diagnosis = await diagnose({ issuer: server.origin, clientId: 'spa', origin: APP, ...options })

    expect([...toAlarms(diagnosis)].sort(), toReport(diagnosis)).toEqual(Object.keys(alarms).sort())
    for (const [id, texts] of Object.entries(alarms))
      for (const text of texts) expect(toText(findRow(diagnosis, id))).toContain(text)
  })
})
