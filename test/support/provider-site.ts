import { createTestProvider, type TestProvider, type TestProviderOptions } from 'latchkey/testing'
import type { Answerer } from './network.js'

/** What stands before a provider, on the way back: it may change what a browser gets. */
export type SiteFront = (answer: SiteAnswer, asked: SiteRequest) => void

export interface SiteAnswer {
  status: number
  readonly headers: Headers
  body: string
}

export interface SiteRequest {
  readonly method: string
  readonly path: string
  readonly headers: Headers
}

/** A provider as a site on the web, and an API beside it: with redirects, error pages, CORS and a clock. */
export interface ProviderSite {
  readonly provider: TestProvider
  readonly issuer: string
  /** An address of the API that wants a token. */
  readonly api: string
  readonly fetch: (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>
  readonly answer: Answerer
}

/** What its provider may be told; an issuer of its own unless set. */
export type SiteProvider = Partial<Extract<TestProviderOptions, { readonly issuer: string }>>

interface SiteOptions extends SiteProvider {
  /** The app. */
  readonly app?: string
  readonly front?: SiteFront | undefined
}

export const APP = 'https://todo.example.com'
export const CLIENT_ID = 'todo-spa'
const API_PATH = '/v1/events'

export function createProviderSite({ app = APP, front, ...options }: SiteOptions = {}): ProviderSite {
  const { like, now = Date.now } = options
  const named = like ? { like } : { issuer: 'https://id.example.com' }
  const provider = createTestProvider({ ...named, clientId: CLIENT_ID, redirectUri: `${app}/`, ...options })
  const { issuer } = provider
  const { origin } = new URL(issuer)
  const authorize = new URL(`${provider.metadata['authorization_endpoint']}`).pathname
  const answer: Answerer = async (request) => {
    const { pathname: path } = new URL(request.url)
    const asked = { method: request.method, path, headers: request.headers }
    const answer = await toAnswer(await answerPlainly(provider, request, { path, isPage: path === authorize }))
    answer.headers.set('date', new Date(now()).toUTCString())
    if (request.headers.get('origin') === app && path !== authorize) allow(answer.headers, app)
    if (path !== authorize) answer.headers.set('vary', 'Origin')
    front?.(answer, asked)
    return new Response(/^(204|205|304)$/.test(`${answer.status}`) ? null : answer.body, answer)
  }
  return {
    provider,
    issuer,
    api: origin + API_PATH,
    answer,
    fetch: async (input, init) => {
      init?.signal?.throwIfAborted()
      // A `Request` of Node's keeps every header, `Origin` too.
      return answer(new Request(input, init))
    },
  }
}

async function answerPlainly(
  provider: TestProvider,
  request: Request,
  { path, isPage }: { readonly path: string; readonly isPage: boolean },
): Promise<Response> {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204 })
  if (path === API_PATH) {
    const refusal = await provider.guard(request, { audience: `${provider.issuer}/api` })
    return refusal ?? Response.json([], { headers: { 'cache-control': 'no-store' } })
  }
  if (!isPage) return provider.fetch(request)
  try {
    return new Response(null, { status: 302, headers: { location: await provider.authorize(request.url) } })
  } catch (error) {
    return new Response(`<h1>${error}</h1>`, { status: 400, headers: { 'content-type': 'text/html' } })
  }
}

async function toAnswer(response: Response): Promise<SiteAnswer> {
  // As a page would see it; a server sends what it is.
  if (response.type === 'opaqueredirect') return { status: 302, headers: new Headers({ location: '/login' }), body: '' }
  return { status: response.status, headers: new Headers(response.headers), body: await response.text() }
}

function allow(headers: Headers, app: string): void {
  headers.set('access-control-allow-origin', app)
  headers.set('access-control-allow-headers', 'Authorization, DPoP, Content-Type')
  headers.set('access-control-expose-headers', 'WWW-Authenticate, DPoP-Nonce')
}
