import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ADA, fillIn, GRACE, type Person, type ProviderPage } from '../provider.js'
import { listen } from '../support/site.js'

/** A request that has arrived whole. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly form: URLSearchParams
  header(name: string): string | undefined
  /** What the provider's own cookie says. */
  readonly session: string | undefined
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type Routes = Readonly<Record<string, (asked: Asked) => Answer | Promise<Answer>>>

/** Serves a provider's paths. Each provider has a cookie of its own: ports do not keep them apart. */
export async function serve(cookie: string): Promise<{
  readonly origin: string
  readonly port: number
  answer(routes: Routes, headers: Readonly<Record<string, string>>): void
  close(): Promise<unknown>
}> {
  const { answer, ...server } = await listen()
  return {
    ...server,
    answer: (routes, headers) =>
      answer(async (request, response) => {
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
        const asked = await read(request, cookie)
        if (asked.method === 'OPTIONS') return void response.writeHead(204).end()
        const route = routes[`${asked.method} ${asked.path}`]
        send(response, route ? await route(asked) : { status: 404 })
      }),
  }
}

async function read(request: IncomingMessage, cookie: string): Promise<Asked> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const pair = request.headers.cookie?.split('; ').find((one) => one.startsWith(`${cookie}=`))
  return {
    method: request.method ?? '',
    path: pathname,
    query: searchParams,
    form: new URLSearchParams(Buffer.concat(chunks).toString()),
    header: (name) => request.headers[name]?.toString(),
    session: pair?.slice(cookie.length + 1),
  }
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers).end(body)
}

export const json = (status: number, body: object, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
  body: JSON.stringify(body),
})

export const html = (body: string): Answer => ({
  status: 200,
  headers: { 'Content-Type': 'text/html', 'Cache-Control': 'no-store' },
  body: `<!doctype html><html lang="en"><title>provider</title><body>${body}</body></html>`,
})

export const redirect = (address: URL | string, headers: Answer['headers'] = {}): Answer => ({
  status: 303,
  headers: { Location: String(address), 'Cache-Control': 'no-store', ...headers },
})

/** The header that gives a browser the provider's own cookie. */
export const toSessionCookie = (cookie: string, session: string): Record<'Set-Cookie', string> => ({
  'Set-Cookie': `${cookie}=${session}; Path=/; HttpOnly; SameSite=Lax`,
})

/** A page that asks for a name and a password, and posts them with what it was given. */
export const loginPage = (hidden: Readonly<Record<string, string>>): Answer =>
  html(
    `<form method="post" action="/login">${Object.entries(hidden)
      .map(([name, value]) => `<input type="hidden" name="${name}" value="${value.replaceAll('"', '&quot;')}">`)
      .join('')}<input name="login"><input name="password" type="password"><button>Sign in</button></form>`,
  )

/** How a user takes that page. */
export const LOGIN: ProviderPage = {
  see: 'input[name=login]',
  asks: true,
  act: fillIn({ 'input[name=login]': 'login', 'input[name=password]': 'password' }, 'button'),
}

/** Who has typed a name and a password. */
export const personOf = ({ form }: Asked): Person | undefined =>
  [ADA, GRACE].find(({ login, password }) => form.get('login') === login && form.get('password') === password)

export const random = (): string => randomBytes(24).toString('base64url')
export const secondsNow = (): number => Math.floor(Date.now() / 1000)
