import { createTestProvider, type GuardOptions, type TestProvider } from 'latchkey/testing'

/** What is taken of a request that Cypress has intercepted. */
interface Intercepted {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: unknown
  reply(answer: { statusCode: number; headers: Record<string, string>; body: string }): void
  redirect(location: string, statusCode: number): void
  destroy(): void
}

/** Has a provider answer for `issuer`, in the place of the one that the app at `app` asks. */
export function interceptProvider(issuer: string, clientId: string, app: string): TestProvider {
  const provider = createTestProvider({ issuer, clientId, redirectUri: `${app}/` })
  cy.intercept(`${issuer}/**`, async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/authorize') return request.redirect(await provider.authorize(request.url), 302)
    if (pathname === '/logout') return request.redirect(provider.endSession(request.url) ?? app, 302)
    if (request.method === 'OPTIONS') return answer(request, app, new Response(null, { status: 204 }))
    // An outage: `provider.lie('unreachable')`.
    const response = await provider.fetch(toRequest(request)).catch(() => undefined)
    return response ? answer(request, app, response) : request.destroy()
  })
  return provider
}

/** Has the test answer for an API that lets good access tokens in, and nothing else. */
export function interceptApi(
  { provider, url, app, ...guard }: GuardOptions & { provider: TestProvider; url: string; app: string },
  respond: (request: Request) => Response | Promise<Response>,
): void {
  cy.intercept(url, async (intercepted) => {
    if (intercepted.method === 'OPTIONS') return answer(intercepted, app, new Response(null, { status: 204 }))
    const request = toRequest(intercepted)
    return answer(intercepted, app, (await provider.guard(request, guard)) ?? (await respond(request)))
  })
}

function toRequest({ url, method, headers, body }: Intercepted): Request {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const all = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
  return new Request(url, { method, headers: all, ...(/^(GET|HEAD)$/.test(method) ? {} : { body: text }) })
}

async function answer(intercepted: Intercepted, app: string, response: Response): Promise<void> {
  const headers = {
    ...Object.fromEntries(response.headers),
    'access-control-allow-origin': app,
    'access-control-allow-headers': 'authorization, content-type, dpop',
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
    'access-control-expose-headers': 'WWW-Authenticate, DPoP-Nonce',
  }
  intercepted.reply({ statusCode: response.status, headers, body: await response.text() })
}
