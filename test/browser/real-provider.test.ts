/// <reference path="../../demo/server/oidc-provider.d.ts" />
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'
import { calculateJwkThumbprint, createLocalJWKSet, EmbeddedJWK, exportJWK, generateKeyPair, jwtVerify } from 'jose'
import type { Provider } from 'oidc-provider'
import type { Browser, Page } from 'playwright-core'
import selfsigned from 'selfsigned'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchHeadlessShell } from '../../tools/browser.mjs'

// A certified provider that nobody here has written, over https, on names that are not this machine's: what a deployment is.

const HOSTS = ['app', 'id', 'api'] as const
const TOKEN_SECONDS = 3

interface Deployment {
  readonly app: string
  /** What the API was called with, and what it made of it. */
  readonly calls: { readonly scheme: string; readonly audience: unknown; readonly isBound: boolean }[]
  /** Paths that were asked of the provider. */
  readonly asked: string[]
  close(): Promise<unknown>
}

let deployment: Deployment | undefined
let browser: Browser | undefined

beforeAll(async () => {
  deployment = await deploy()
  // The names lead here, in this browser alone.
  browser = await launchHeadlessShell([`--host-resolver-rules=MAP *.latchkey.test 127.0.0.1`])
})
afterAll(async () => {
  await browser?.close()
  await deployment?.close()
})

describe.each(['bearer', 'dpop'])(
  'oidc-provider over https, with %s tokens and pushed parameters where they are bound',
  (kind) => {
    it('signs in, restores, calls two APIs with a token each, renews and signs out', async () => {
      if (!browser || !deployment) throw new Error('Both start before the tests')
      const { app, calls, asked } = deployment
      calls.length = 0
      asked.length = 0
      const context = await browser.newContext({ ignoreHTTPSErrors: true })
      const page = await context.newPage()
      const lines: string[] = []
      page.on('console', (message) => lines.push(message.text()))
      await page.goto(`${app}/${kind}`)
      await settled(page, 'signed-out')
      await page.evaluate(() => void window.latchkeyTest.auth.signIn())
      await settled(page, 'signed-in')
      expect(page.url()).toBe(`${app}/${kind}`)
      expect(await page.evaluate(() => window.latchkeyTest.auth.state.user)).toMatchObject({ sub: 'ada' })

      expect([await call(page, 'one'), await call(page, 'two')]).toEqual([200, 200])
      await page.reload()
      await settled(page, 'signed-in')
      const before = asked.filter((path) => path === '/token').length
      // Both tokens are over by then: each is renewed by itself, and the refresh token rotates.
      await expect
        .poll(
          async () => {
            await call(page, 'one')
            return asked.filter((path) => path === '/token').length
          },
          { interval: 500 },
        )
        .toBeGreaterThan(before)
      expect([await call(page, 'one'), await call(page, 'two')]).toEqual([200, 200])
      expect(await page.evaluate(() => window.latchkeyTest.auth.userInfo())).toMatchObject({ sub: 'ada' })

      await page.evaluate(() => window.latchkeyTest.auth.signOut({ provider: false }))
      expect(await call(page, 'one')).toBe('sign-in-required')
      await page.reload()
      await settled(page, 'signed-out')

      expect(new Set(calls.map(({ scheme }) => scheme))).toEqual(new Set([kind === 'dpop' ? 'dpop' : 'bearer']))
      expect(calls.every(({ isBound }) => isBound === (kind === 'dpop'))).toBe(true)
      expect(new Set(calls.map(({ audience }) => audience))).toEqual(new Set(['urn:one', 'urn:two']))
      expect(asked.includes('/request')).toBe(kind === 'dpop')
      expect(asked).toContain('/token/revocation')
      // In production the console is silent.
      expect(lines.filter((line) => line.includes('latchkey'))).toEqual([])
      await context.close()
    })
  },
)

const settled = (page: Page, status: string) =>
  page.waitForFunction((wanted) => window.latchkeyTest?.auth.state.status === wanted, status, { timeout: 120_000 })

const call = (page: Page, api: string): Promise<number | string> =>
  page.evaluate(
    (name) =>
      window.latchkeyTest.auth.fetch(`${document.body.dataset['api']}/${name}/things`).then(
        ({ status }) => status,
        (error) => error.code ?? String(error),
      ),
    api,
  )

async function deploy(): Promise<Deployment> {
  const pems = selfsigned.generate([{ name: 'commonName', value: 'latchkey.test' }], {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: '*.latchkey.test' }] }],
  })
  const servers = HOSTS.map(() => createServer({ key: pems.private, cert: pems.cert }))
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))),
  )
  const [app, id, api] = servers.map(
    (server, index) => `https://${HOSTS[index]}.latchkey.test:${(server.address() as AddressInfo).port}`,
  ) as [string, string, string]
  const calls: Deployment['calls'] = []
  const asked: string[] = []
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'only' }
  const provider = await createProvider(id, { app, jwk })
  const answer = provider.callback()
  const script = await bundle({ id, api })
  const { d: _, ...publicJwk } = jwk as typeof jwk & { d?: string }
  const handlers: ((request: IncomingMessage, response: ServerResponse) => unknown)[] = [
    (request, response) =>
      request.url === '/app.js'
        ? response.setHeader('Content-Type', 'text/javascript').end(script)
        : response
            .setHeader('Content-Type', 'text/html')
            .setHeader('Content-Security-Policy', `default-src 'none'; script-src 'self'; connect-src ${id} ${api}`)
            .end(
              `<!doctype html><title>app</title><body data-api="${api}"><script type="module" src="/app.js"></script>`,
            ),
    (request, response) => {
      const path = new URL(request.url ?? '/', id).pathname
      if (request.method !== 'OPTIONS') asked.push(path)
      if (!path.startsWith('/interaction/')) return answer(request, response)
      return provider.interactionFinished(request, response, { login: { accountId: 'ada' }, consent: {} })
    },
    (request, response) =>
      answerApi(request, response, { keys: createLocalJWKSet({ keys: [publicJwk] }), issuer: id, calls }),
  ]
  servers.forEach((server, index) => {
    server.on('request', (request, response) => handlers[index]?.(request, response))
  })
  return { app, calls, asked, close: () => Promise.all(servers.map(close)) }
}

const close = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

/** Looks at a token as an API must: signature, audience, and that a bound one comes with its proof. */
async function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  { keys, issuer, calls }: { keys: ReturnType<typeof createLocalJWKSet>; issuer: string; calls: Deployment['calls'] },
): Promise<void> {
  response.setHeader('Access-Control-Allow-Origin', '*')
  response.setHeader('Access-Control-Allow-Headers', 'authorization, dpop')
  response.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate')
  if (request.method === 'OPTIONS') return void response.writeHead(204).end()
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ')
  const audience = `urn:${request.url?.split('/')[1]}`
  try {
    const { payload } = await jwtVerify(token, keys, { issuer, audience })
    const { jkt } = Object(payload['cnf'])
    if (jkt) {
      const proof = await jwtVerify(String(request.headers['dpop']), EmbeddedJWK, { typ: 'dpop+jwt', maxTokenAge: 60 })
      if ((await calculateJwkThumbprint(proof.protectedHeader.jwk ?? {})) !== jkt) throw new Error('another key')
    }
    calls.push({ scheme: scheme.toLowerCase(), audience: payload.aud, isBound: jkt !== undefined })
    response.end('{}')
  } catch (error) {
    response.writeHead(401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }).end(String(error))
  }
}

async function bundle({ id, api }: { readonly id: string; readonly api: string }): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createAuth } from 'latchkey'
        const isBound = location.pathname === '/dpop'
        const auth = createAuth({
          issuer: '${id}',
          clientId: 'spa',
          redirectUri: location.pathname,
          scopes: ['openid', 'offline_access'],
          dpop: isBound,
          par: isBound || undefined,
          apis: {
            one: { url: '${api}/one/', scopes: ['read'], resource: 'urn:one' },
            two: { url: '${api}/two/', scopes: ['read'], resource: 'urn:two' },
          },
        })
        window.latchkeyTest = { auth, events: [] }`,
      resolveDir: process.cwd(),
    },
    alias: { latchkey: join(process.cwd(), 'src', 'index.ts') },
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]?.contents ?? new Uint8Array()
}

async function createProvider(
  issuer: string,
  { app, jwk }: { readonly app: string; readonly jwk: object },
): Promise<Provider> {
  const { Provider: Real } = await import('oidc-provider')
  // biome-ignore lint/suspicious/noExplicitAny: the package has no types for these
  const provider: any = new Real(issuer, {
    jwks: { keys: [jwk] },
    clients: [
      {
        client_id: 'spa',
        token_endpoint_auth_method: 'none',
        id_token_signed_response_alg: 'ES256',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${app}/bearer`, `${app}/dpop`],
      },
    ],
    clientBasedCORS: () => true,
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: ['openid', 'offline_access', 'read'],
    findAccount: (_: unknown, accountId: string) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    // biome-ignore lint/suspicious/noExplicitAny: the package has no types for these
    loadExistingGrant: async ({ oidc }: any) => {
      const given = new provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId })
      given.addOIDCScope('openid offline_access read')
      for (const resource of ['urn:one', 'urn:two']) given.addResourceScope(resource, 'read')
      await given.save()
      return given
    },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: TOKEN_SECONDS,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      RefreshToken: 600,
      Session: 600,
    },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => false,
        getResourceServerInfo: (_: unknown, resource: string) => ({
          audience: resource,
          scope: 'read',
          accessTokenTTL: TOKEN_SECONDS,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  })
  return provider
}
