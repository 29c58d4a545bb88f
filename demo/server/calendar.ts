import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AccessToken, createVerifier } from './access-token.js'
import { readBody } from './body.js'
import { createCalendars } from './events.js'
import type { RequestLog } from './request-log.js'
import type { AccessTokenFormat } from './settings.js'

export interface CalendarSetup {
  /** The origin this API listens on. */
  readonly origin: string
  /** The identifier that access tokens must carry as their audience. */
  readonly audience: string
  readonly issuer: string
  /** The one origin that may call from a browser. */
  readonly app: string
  readonly clientSecret: string
  readonly acceptedFormat: () => AccessTokenFormat
  /** Gets a real ID token of a user from the provider, for the demonstration that it is refused. */
  readonly issueIdToken: (userId: string) => Promise<string>
  readonly log: RequestLog
}

/** What a route answers. */
interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

interface Call {
  readonly token: AccessToken
  readonly request: IncomingMessage
  /** The last part of the path, where the route has one. */
  readonly id: string
}

interface Route {
  readonly method: string
  readonly path: RegExp
  readonly scope?: string
  readonly answer: (call: Call) => Answer | Promise<Answer>
}

/** The calendar API: verifies access tokens, refuses everything else and says why. */
export function createCalendar(setup: CalendarSetup): (request: IncomingMessage, response: ServerResponse) => void {
  const verify = createVerifier(setup)
  const routes = createRoutes(setup)

  async function decide(request: IncomingMessage): Promise<Answer> {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const here = routes.filter((route) => route.path.test(path))
    if (here.length === 0) return { status: 404, body: { message: 'The calendar has nothing here.' } }
    const route = here.find(({ method }) => method === request.method)
    if (route === undefined) {
      return { status: 405, headers: { Allow: here.map(({ method }) => method).join(', ') } }
    }
    const raw = bearerToken(request)
    if (raw === undefined) return unauthorized()
    const verdict = await verify(raw)
    if (!verdict.accepted) return unauthorized(verdict.reason)
    const { token } = verdict
    if (route.scope !== undefined && !token.scopes.includes(route.scope)) return forbidden(route.scope)
    return route.answer({ token, request, id: route.path.exec(path)?.groups?.['id'] ?? '' })
  }

  return (request, response) => {
    setup.log.record('calendar', request, response)
    allowOrigin(request, response, setup.app)
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end()
      return
    }
    decide(request)
      .catch((error: unknown): Answer => {
        console.error(error)
        return { status: 500, body: { message: 'The calendar broke.' } }
      })
      .then((answer) => send(response, answer))
  }
}

function createRoutes(setup: CalendarSetup): readonly Route[] {
  const calendars = createCalendars()
  return [
    {
      method: 'GET',
      path: /^\/v1\/events$/,
      scope: 'events.read',
      answer: ({ token }) => ({ status: 200, body: { events: calendars.of(token.userId) } }),
    },
    {
      method: 'POST',
      path: /^\/v1\/events$/,
      scope: 'events.write',
      answer: async ({ token, request }) => {
        const title = titleOf(await readBody(request))
        if (title === undefined)
          return { status: 400, body: { message: 'An entry needs a title of up to 200 characters.' } }
        const entry = calendars.add(token.userId, title)
        return { status: 201, body: entry, headers: { Location: `/v1/events/${entry.id}` } }
      },
    },
    {
      method: 'DELETE',
      path: /^\/v1\/events\/(?<id>[\w-]+)$/,
      scope: 'events.write',
      answer: ({ token, id }) =>
        calendars.remove(token.userId, id)
          ? { status: 204 }
          : { status: 404, body: { message: 'There is no such entry.' } },
    },
    { method: 'GET', path: /^\/v1\/debug\/token$/, answer: ({ token }) => ({ status: 200, body: token }) },
    {
      method: 'POST',
      path: /^\/v1\/debug\/id-token-attempt$/,
      answer: async ({ token }) => ({ status: 200, body: await presentIdToken(setup, token.userId) }),
    },
  ]
}

/** Sends a real ID token to the calendar's own front door, like any client would, and tells what came back. */
async function presentIdToken(setup: CalendarSetup, userId: string): Promise<unknown> {
  const idToken = await setup.issueIdToken(userId)
  const response = await fetch(`${setup.origin}/v1/events`, { headers: { Authorization: `Bearer ${idToken}` } })
  return {
    request: 'GET /v1/events',
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    // Every answer of this API that is not a success has a message.
    message: ((await response.json()) as { readonly message?: string }).message,
  }
}

function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer +(?<token>[\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '')?.groups?.['token']
}

function titleOf(body: string | undefined): string | undefined {
  if (body === undefined) return undefined
  try {
    const title: unknown = JSON.parse(body)?.title
    if (typeof title !== 'string') return undefined
    const trimmed = title.trim()
    return trimmed.length > 0 && trimmed.length <= 200 ? trimmed : undefined
  } catch {
    // Not JSON: as good as no title.
    return undefined
  }
}

/** RFC 6750, section 3: a request without a token learns which scheme to use and gets no error code. */
function unauthorized(reason?: string): Answer {
  const realm = 'Bearer realm="calendar"'
  const challenge = reason === undefined ? realm : `${realm}, error="invalid_token", error_description="${reason}"`
  return {
    status: 401,
    headers: { 'WWW-Authenticate': challenge },
    body:
      reason === undefined
        ? { message: 'The calendar needs an access token.' }
        : { error: 'invalid_token', message: reason },
  }
}

function forbidden(scope: string): Answer {
  const reason = `This needs the scope ${scope}, and the token does not have it.`
  const challenge = `Bearer realm="calendar", error="insufficient_scope", error_description="${reason}", scope="${scope}"`
  return {
    status: 403,
    headers: { 'WWW-Authenticate': challenge },
    body: { error: 'insufficient_scope', message: reason },
  }
}

function allowOrigin(request: IncomingMessage, response: ServerResponse, app: string): void {
  response.setHeader('Vary', 'Origin')
  if (request.headers.origin !== app) return
  response.setHeader('Access-Control-Allow-Origin', app)
  // Unless it is exposed, a page cannot read why it was refused.
  response.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate')
  if (request.method !== 'OPTIONS') return
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE')
  response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type')
  response.setHeader('Access-Control-Max-Age', '600')
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value)
  if (body === undefined) response.writeHead(status).end()
  else response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
