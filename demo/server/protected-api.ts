import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody } from './body.js'

/** What a route answers. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What every accepted token tells. */
interface Scoped {
  readonly scopes: readonly string[]
}

export type Verdict<Token> =
  | { readonly accepted: true; readonly token: Token }
  /** `reason` goes into `error_description`: plain ASCII, no quotes. */
  | { readonly accepted: false; readonly reason: string }

export interface Call<Token> {
  readonly token: Token
  readonly request: IncomingMessage
  /** The last part of the path, where the route has one. */
  readonly id: string
}

export interface Route<Token> {
  readonly method: string
  readonly path: RegExp
  readonly scope?: string
  readonly answer: (call: Call<Token>) => Answer | Promise<Answer>
}

export interface ApiSetup<Token> {
  /** What it calls itself, in its realm and in sentences: `'calendar'`. */
  readonly name: string
  /** The origins that may call from a browser. */
  readonly origins: readonly string[]
  readonly verify: (raw: string) => Verdict<Token> | Promise<Verdict<Token>>
  readonly routes: readonly Route<Token>[]
}

/** An API that wants an access token for each of its routes, refuses everything else and says why. */
export function createProtectedApi<Token extends Scoped>({
  name,
  origins,
  verify,
  routes,
}: ApiSetup<Token>): (request: IncomingMessage, response: ServerResponse) => void {
  async function decide(request: IncomingMessage): Promise<Answer> {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const here = routes.filter((route) => route.path.test(path))
    if (here.length === 0) return { status: 404, body: { message: `The ${name} has nothing here.` } }
    const route = here.find(({ method }) => method === request.method)
    if (route === undefined) {
      return { status: 405, headers: { Allow: here.map(({ method }) => method).join(', ') } }
    }
    const raw = bearerToken(request)
    if (raw === undefined) return unauthorized(name)
    const verdict = await verify(raw)
    if (!verdict.accepted) return unauthorized(name, verdict.reason)
    const { token } = verdict
    if (route.scope !== undefined && !token.scopes.includes(route.scope)) return forbidden(name, route.scope)
    return route.answer({ token, request, id: route.path.exec(path)?.groups?.['id'] ?? '' })
  }

  return (request, response) => {
    allowOrigin(request, response, origins)
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end()
      return
    }
    decide(request)
      .catch((error: unknown): Answer => {
        console.error(error)
        return { status: 500, body: { message: `The ${name} broke.` } }
      })
      .then((answer) => send(response, answer))
  }
}

/** A text in the JSON body of a request, without blanks around it; `undefined` when it is not there, or not 1 to `longest` characters long. */
export async function readText(request: IncomingMessage, member: string, longest: number): Promise<string | undefined> {
  const body = await readBody(request)
  if (body === undefined) return undefined
  try {
    const text: unknown = JSON.parse(body)?.[member]
    if (typeof text !== 'string') return undefined
    const trimmed = text.trim()
    return trimmed.length > 0 && trimmed.length <= longest ? trimmed : undefined
  } catch {
    // Not JSON: as good as no text.
    return undefined
  }
}

function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer +(?<token>[\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '')?.groups?.['token']
}

/** RFC 6750, section 3: a request without a token learns which scheme to use and gets no error code. */
function unauthorized(name: string, reason?: string): Answer {
  const realm = `Bearer realm="${name}"`
  const challenge = reason === undefined ? realm : `${realm}, error="invalid_token", error_description="${reason}"`
  return {
    status: 401,
    headers: { 'WWW-Authenticate': challenge },
    body:
      reason === undefined
        ? { message: `The ${name} needs an access token.` }
        : { error: 'invalid_token', message: reason },
  }
}

function forbidden(name: string, scope: string): Answer {
  const reason = `This needs the scope ${scope}, and the token does not have it.`
  const challenge = `Bearer realm="${name}", error="insufficient_scope", error_description="${reason}", scope="${scope}"`
  return {
    status: 403,
    headers: { 'WWW-Authenticate': challenge },
    body: { error: 'insufficient_scope', message: reason },
  }
}

/** Lets a page of these origins read an answer. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, origins: readonly string[]): void {
  const { origin } = request.headers
  response.setHeader('Vary', 'Origin')
  if (origin === undefined || !origins.includes(origin)) return
  response.setHeader('Access-Control-Allow-Origin', origin)
  // Unless it is exposed, a page cannot read why it was refused.
  response.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate')
  if (request.method !== 'OPTIONS') return
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE')
  response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type')
  response.setHeader('Access-Control-Max-Age', '600')
}

/** Answers with JSON that nobody keeps. */
export function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('X-Content-Type-Options', 'nosniff')
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value)
  if (body === undefined) response.writeHead(status).end()
  else response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
