/// <reference path="../../demo/server/oidc-provider.d.ts" />
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createTestProvider, type TestProvider } from 'latchkey/testing'
import { createCalendar } from '../../demo/server/calendar.js'
import { type Listening, listen } from '../../demo/server/listen.js'
import { createRequestLog } from '../../demo/server/request-log.js'
import { createVerifier } from '../../demo/server/verifier.js'

/** The app that the API is for. */
export const APP = 'https://todo.example.com'

/** An API on loopback, and one token of every kind for it. */
export interface CalendarApi {
  readonly url: string
  readonly tokens: Tokens
  readonly provider: TestProvider
}

export interface Tokens {
  readonly token: string
  readonly idToken: string
  readonly foreignToken: string
  readonly expiredToken: string
  readonly narrowToken: string
}

/** What stands in front of an API, on the way there and on the way back. */
export interface Front {
  /** May change the headers that the API sees. */
  readonly call?: (request: IncomingMessage, tokens: Tokens) => void
  /** May change what the API said, and gets what it was asked as it came in. */
  readonly answer?: (answer: FrontAnswer, asked: Asked, tokens: Tokens) => void
}

export interface FrontAnswer {
  status: number
  readonly headers: Headers
}

export interface Asked {
  readonly method: string
  readonly credentials: string | undefined
  readonly origin: string | undefined
  /** Of a preflight. */
  readonly requestedHeaders: string | undefined
}

/** The demo's calendar, with a provider whose keys sign any token. */
export async function startCalendarApi(): Promise<CalendarApi & { close(): Promise<void> }> {
  const [keys, api] = [await listen('127.0.0.1', 0), await listen('127.0.0.1', 0)]
  const issuer = keys.origin
  const provider = createTestProvider({ issuer, clientId: 'todo-spa', redirectUri: `${APP}/` })
  // It has issued no references: one that is asked about is not active (RFC 7662 section 2.2).
  const answerCalendar = async (url: string, init: RequestInit) =>
    url === `${issuer}/token/introspection` ? Response.json({ active: false }) : provider.fetch(url, init)
  keys.serve((request, response) => void pass(request, response, answerCalendar, issuer))
  const audience = `${api.origin}/v1/`
  api.serve(
    createCalendar({
      origin: api.origin,
      origins: [APP],
      verify: createVerifier({ issuer, audience, clientSecret: 'secret', acceptedFormat: () => 'jwt' }),
      issueIdToken: async () => '',
      log: createRequestLog(),
    }),
  )
  const tokens = await createTokens(provider, audience)
  return {
    url: `${api.origin}/v1/events`,
    tokens,
    provider,
    close: async () => void (await Promise.all([keys.close(), api.close()])),
  }
}

/** A server that is as the API, but for what stands in front of it. */
export async function startFront(api: CalendarApi, front: Front): Promise<Listening & { readonly url: string }> {
  const server = await listen('127.0.0.1', 0)
  const { origin, pathname } = new URL(api.url)
  server.serve(async (request, response) => {
    const { method = 'GET', headers } = request
    const asked = {
      method,
      credentials: headers.authorization,
      origin: headers.origin,
      requestedHeaders: headers['access-control-request-headers'],
    }
    front.call?.(request, api.tokens)
    await pass(request, response, fetch, origin, (answer) => front.answer?.(answer, asked, api.tokens))
  })
  return { ...server, url: `${server.origin}${pathname}` }
}

/** Hands a request on, and the answer back. */
async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  send: (url: string, init: RequestInit) => Promise<Response>,
  origin: string,
  change: (answer: FrontAnswer) => void = () => undefined,
): Promise<void> {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (!['host', 'connection', 'content-length'].includes(name)) headers.set(name, `${value}`)
  }
  const { method = 'GET' } = request
  const got = await send(`${origin}${request.url}`, { method, headers, redirect: 'manual' })
  const answer = { status: got.status, headers: new Headers(got.headers) }
  for (const name of ['content-length', 'transfer-encoding', 'connection']) answer.headers.delete(name)
  change(answer)
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await got.text())
}

async function createTokens(provider: TestProvider, audience: string): Promise<Tokens> {
  const [key] = (await provider.keys()).keys
  const now = Math.floor(Date.now() / 1000)
  const sign = (typ: string, changes: object) =>
    provider.sign({
      header: { alg: `${key?.alg}`, kid: key?.kid, typ },
      claims: {
        iss: provider.issuer,
        sub: 'ada',
        aud: audience,
        client_id: 'todo-spa',
        iat: now,
        exp: now + 300,
        jti: crypto.randomUUID(),
        scope: 'events.read events.write',
        ...changes,
      },
    })
  return {
    token: await sign('at+jwt', {}),
    idToken: await sign('JWT', { aud: 'todo-spa', scope: undefined }),
    foreignToken: await sign('at+jwt', { aud: 'https://mail.example.com/' }),
    expiredToken: await sign('at+jwt', { iat: now - 600, exp: now - 300 }),
    narrowToken: await sign('at+jwt', { scope: 'events.write' }),
  }
}
