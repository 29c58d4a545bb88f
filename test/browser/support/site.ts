import { readFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { createTestProvider, type TestProvider } from 'latchkey/testing'
import { afterAll, beforeAll, beforeEach } from 'vitest'

const FOLDER = fileURLToPath(new URL('../pages/', import.meta.url))
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** The pages of the test app, each at a path of its own, which is where the provider sends back to. */
const PAGES = {
  plain: { script: 'plain.js' },
  'router-before': { script: 'router-before.js' },
  'router-after': { script: 'router-after.js' },
  // Where a script puts the `<base>` of another origin, with nothing that would forbid it.
  moved: { script: 'plain.js', isOpen: true },
  'moved-default': { script: 'based.js', isOpen: true },
  // The same where the policy forbids it.
  'unmoved-default': { script: 'based.js' },
  based: { script: 'based.js', head: '<base href="/based/">' },
  tab: { script: 'plain.js' },
  memory: { script: 'plain.js' },
  dpop: { script: 'plain.js' },
  // Where the app's own policy is the trouble.
  shut: { script: 'plain.js', isShut: true },
  'single-file': { script: 'single-file.mjs' },
  // A worker's address is a script URL: Trusted Types would ask the app for a policy, which is not what is tried here.
  worker: { script: 'plain.js', isLax: true },
  // Tries what a policy would keep from being tried.
  corpus: { script: 'corpus.js', isOpen: true },
  // What a provider frames when its user signs out there.
  'front-channel': { script: 'front-channel.js', isOpen: true },
  // Allows no frame in it.
  unframed: { script: 'plain.js', isUnframed: true },
  // Lets itself be framed by anybody.
  bare: { script: 'plain.js', isOpen: true },
  // As the docs have it where popups are used; popups of it come back to the page without.
  coop: { script: 'plain.js', opener: 'same-origin-allow-popups' },
} as const

/** How a page differs from the others. */
interface Served {
  readonly script: string
  readonly head?: string
  /** Without Trusted Types. */
  readonly isLax?: true
  /** Allowed to ask nobody but its own origin. */
  readonly isShut?: true
  /** Allowed no frame. */
  readonly isUnframed?: true
  /** Without a policy. */
  readonly isOpen?: true
  /** Its `Cross-Origin-Opener-Policy`. */
  readonly opener?: string
}

// Strict about script, and open about where a page may connect to: what is not sent is not the policy's merit here.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // Firefox asks for the icon of a page under the page's own policy.
  "img-src 'self'",
  "worker-src 'self'",
  'connect-src http:',
  "base-uri 'self'",
  // A logout by form, which leads back to the app.
  "form-action 'self' http://127.0.0.1:*",
  'frame-src http:',
  "frame-ancestors 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** One request as the API server saw it. */
export interface SeenCall {
  readonly method: string
  readonly host: string
  readonly path: string
  readonly authorization: string | undefined
  readonly proof: string | undefined
  readonly referrer: string
  /** Every header, names in small letters. */
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** The test app, an OpenID provider that asks no questions, and a server that plays every API, honest or not. */
export interface Site {
  readonly app: string
  /** The provider signs the user in at once and sends them back. */
  readonly provider: TestProvider
  /** Answers under any name that ends in `.localhost`, at this port; at `/stranger?policy=…` with a page of that policy. */
  readonly apiPort: number
  /** The same at another port. */
  readonly otherPort: number
  /** What the API server was asked, preflights left out; emptied before each test. */
  readonly calls: SeenCall[]
}

/** The site, started once for a file of tests. */
export function useSite(): () => Site {
  let site: (Site & { close(): Promise<unknown> }) | undefined
  beforeAll(async () => {
    site = await startSite()
  })
  beforeEach(() => {
    if (!site) return
    site.calls.length = 0
    site.provider.requests.length = 0
    site.provider.endSessions()
  })
  afterAll(() => site?.close())
  return () => {
    if (!site) throw new Error('The site starts before the tests of the file')
    return site
  }
}

type Answerer = (request: IncomingMessage, response: ServerResponse, body: string) => Promise<void> | void

async function startSite(): Promise<Site & { close(): Promise<unknown> }> {
  const files = await buildFiles()
  const calls: SeenCall[] = []
  const [app, id, api, other] = await Promise.all([1, 2, 3, 4].map(listen))
  if (!app || !id || !api || !other) throw new Error('Four servers were started')
  const origin = `http://localhost:${app.port}`
  const provider = createTestProvider({
    issuer: `http://127.0.0.1:${id.port}`,
    clientId: 'test-app',
    dpopNonces: true,
    redirectUri: ['', ...Object.keys(PAGES).map((name) => `${name}/`)].map((path) => `${origin}/${path}`),
  })
  const addresses = [
    `<meta name="issuer" content="${provider.issuer}">`,
    `<meta name="api-port" content="${api.port}">`,
    `<meta name="other-port" content="${other.port}">`,
  ].join('')
  app.answer((request, response, body) => answerApp(request, response, { files, addresses, calls, body }))
  id.answer((request, response, body) => answerProvider(provider, { request, response, body }))
  for (const server of [api, other]) {
    server.answer((request, response, body) => answerApi(calls, { request, response, body }))
  }
  const close = () => Promise.all([app, id, api, other].map((server) => server.close()))
  return { app: origin, provider, apiPort: api.port, otherPort: other.port, calls, close }
}

async function buildFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  // Each page by itself: what several entries share, esbuild would run before the rest, and the order is what is tried.
  const built = await Promise.all(
    ['plain', 'router-before', 'router-after', 'based', 'worker', 'corpus', 'front-channel'].map(buildPage),
  )
  const files = new Map(built.flat())
  // As a page without a bundler has them: our file and theirs, untouched.
  files.set('/latchkey.min.js', await readFile(join(ROOT, 'dist', 'latchkey.min.js')))
  files.set('/single-file.mjs', await readFile(join(FOLDER, 'single-file.mjs')))
  return files
}

/** The files of one page of the test app, by their paths. */
export async function buildPage(name: string): Promise<readonly (readonly [string, Uint8Array])[]> {
  const { outputFiles } = await build({
    entryPoints: [join(FOLDER, `${name}.ts`)],
    outdir: '/',
    write: false,
    bundle: true,
    // Several files, so that latchkey's dynamic import stays one.
    splitting: true,
    format: 'esm',
    target: 'es2022',
    // The project's package.json says that nothing has side effects, which holds for `src/` and not for these pages.
    ignoreAnnotations: true,
    chunkNames: 'chunk-[hash]',
    alias: {
      latchkey: join(ROOT, 'src', 'index.ts'),
      'latchkey/front-channel-logout': join(ROOT, 'src', 'front-channel-logout.ts'),
    },
    logLevel: 'silent',
  })
  return outputFiles.map(({ path, contents }) => [`/${basename(path)}`, contents] as const)
}

interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly body: string
}

interface AppVisit {
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly addresses: string
  readonly calls: SeenCall[]
  readonly body: string
}

function answerApp(request: IncomingMessage, response: ServerResponse, visit: AppVisit): void {
  const { pathname } = new URL(request.url ?? '', 'http://localhost')
  const [, first = ''] = pathname.split('/')
  const file = visit.files.get(pathname)
  response.setHeader('Content-Security-Policy', POLICY)
  response.setHeader('Cache-Control', 'no-cache')
  // As static hosts do: a page in an opaque origin may run the app's scripts.
  if (file)
    response.setHeader('Access-Control-Allow-Origin', '*').setHeader('Content-Type', 'text/javascript').end(file)
  else if (/^\/(based\/)?(admin-)?api(\/|$)/.test(pathname))
    answerApi(visit.calls, { request, response, body: visit.body })
  else if (first === 'elsewhere') response.setHeader('Content-Type', 'text/html').end('<title>elsewhere</title>')
  else if (first in PAGES) {
    // Just asked: it is one of the names. Every path below a page is that page: the app does its own routing.
    const page: Served = PAGES[first as keyof typeof PAGES]
    if (page.isShut)
      response.setHeader('Content-Security-Policy', POLICY.replace('connect-src http:', "connect-src 'self'"))
    if (page.isUnframed)
      response.setHeader('Content-Security-Policy', POLICY.replace('frame-src http:', "frame-src 'none'"))
    if (page.isOpen) response.removeHeader('Content-Security-Policy')
    if (page.opener) response.setHeader('Cross-Origin-Opener-Policy', page.opener)
    if (page.isLax) response.setHeader('Content-Security-Policy', POLICY.replace(/; require-trusted.*$/, ''))
    const head = `${page.head ?? ''}${visit.addresses}<script type="module" src="/${page.script}"></script>`
    response
      .setHeader('Content-Type', 'text/html')
      .end(
        `<!doctype html><html lang="en"><head>${head}</head><body data-auth="pending"><p id="who"></p></body></html>`,
      )
  } else response.writeHead(404).end()
}

async function answerProvider(provider: TestProvider, { request, response, body }: Visit): Promise<void> {
  const url = new URL(request.url ?? '', provider.issuer)
  response.setHeader('Access-Control-Allow-Origin', '*')
  response.setHeader('Access-Control-Allow-Headers', 'authorization, dpop')
  response.setHeader('Access-Control-Expose-Headers', 'DPoP-Nonce, WWW-Authenticate')
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end()
    return
  }
  if (url.pathname === '/authorize') {
    // A provider that cuts the ties between its windows and those that opened them.
    if (url.searchParams.get('login_hint') === 'coop') response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    if (url.searchParams.get('login_hint') === 'wait')
      response.setHeader('Content-Type', 'text/html').end('<title>provider</title>')
    else response.writeHead(302, { Location: await provider.authorize(url) }).end()
  } else if (url.pathname === '/favicon.ico') {
    response.writeHead(404).end()
  } else if (url.pathname === '/logout') {
    const form = request.method === 'POST' ? new URLSearchParams(body) : undefined
    response.writeHead(302, { Location: provider.endSession(url, form) ?? '/' }).end()
  } else {
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const init = request.method === 'POST' ? { method: 'POST', headers, body } : { headers }
    const answer = await provider.fetch(url, init)
    answer.headers.forEach((value, name) => {
      response.setHeader(name, value)
    })
    response.writeHead(answer.status).end(await answer.text())
  }
}

// Answers everything from everyone: what arrives here is what the page was ready to send.
function answerApi(calls: SeenCall[], { request, response, body }: Visit): void {
  const { method = '', url = '', headers } = request
  const target = new URL(url, 'http://api.localhost')
  if (target.pathname === '/stranger') {
    response.setHeader('Content-Security-Policy', target.searchParams.get('policy') ?? '')
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>stranger</title><body></body>')
    return
  }
  // What is asked for by name: with credentials, a star is none.
  const asked = (name: string) => String(headers[`access-control-request-${name}`] ?? '*')
  response.setHeader('Access-Control-Allow-Origin', headers.origin ?? '*')
  response.setHeader('Access-Control-Allow-Credentials', 'true')
  response.setHeader('Access-Control-Allow-Headers', asked('headers'))
  response.setHeader('Access-Control-Allow-Methods', asked('method'))
  if (method === 'OPTIONS') {
    response.writeHead(204).end()
    return
  }
  calls.push({
    method,
    host: headers.host ?? '',
    path: url,
    authorization: headers.authorization,
    proof: typeof headers['dpop'] === 'string' ? headers['dpop'] : undefined,
    referrer: headers.referer ?? '',
    headers,
    body,
  })
  const location = target.searchParams.get('location')
  if (location) response.writeHead(302, { Location: location }).end()
  else response.setHeader('Content-Type', 'application/json').end('{}')
}

async function listen(): Promise<{
  readonly port: number
  answer(answerer: Answerer): void
  close(): Promise<unknown>
}> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    // A server that listens on a port has an AddressInfo; the other types are for pipes and closed servers.
    port: (server.address() as AddressInfo).port,
    answer(answerer) {
      server.on('request', async (request, response) => {
        const chunks: Buffer[] = []
        for await (const chunk of request) chunks.push(chunk)
        await answerer(request, response, Buffer.concat(chunks).toString())
      })
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  }
}
