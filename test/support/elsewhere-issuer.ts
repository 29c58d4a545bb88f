import { createTestProvider, type TestProvider } from 'latchkey/testing'
import { onTestFinished } from 'vitest'
import type { Verifier } from '../../demo/server/access-token.js'
import { readBody } from '../../demo/server/body.js'
import { listen } from '../../demo/server/listen.js'

export const CALENDAR = 'http://127.0.0.1:5172/v1/'
export const CLIENT = { id: 'calendar-api', secret: 'calendar-secret' }

export type Answer = (request: {
  readonly credentials: string | undefined
  readonly form: URLSearchParams
}) => Answered | Promise<Answered>

interface Answered {
  readonly status?: number
  readonly body?: unknown
  readonly location?: string
}

export interface Issuer {
  readonly issuer: string
  readonly provider: TestProvider
}

/** A provider on loopback: its metadata and keys, and what it answers where the calendar asks about a token. */
export async function startIssuer(answer: Answer = () => ({ status: 404 }), changes: object = {}): Promise<Issuer> {
  const server = await listen('127.0.0.1', 0)
  onTestFinished(server.close)
  const issuer = server.origin
  const provider = createTestProvider({ issuer, clientId: 'todo-spa', redirectUri: 'http://localhost:5170/' })
  const metadata = {
    issuer,
    jwks_uri: `${issuer}/keys`,
    introspection_endpoint: `${issuer}/ask`,
    userinfo_endpoint: `${issuer}/ask`,
    ...changes,
  }
  server.serve(async (request, response) => {
    const form = new URLSearchParams(await readBody(request))
    const answers: Readonly<Record<string, () => ReturnType<Answer>>> = {
      '/.well-known/openid-configuration': () => ({ body: metadata }),
      '/keys': async () => ({ body: await provider.keys() }),
      '/ask': () => answer({ credentials: request.headers.authorization, form }),
    }
    const { status = 200, body = {}, location } = (await answers[request.url ?? '']?.()) ?? { status: 404 }
    response.writeHead(status, { 'Content-Type': 'application/json', ...(location && { location }) })
    response.end(JSON.stringify(body))
  })
  return { issuer, provider }
}

export async function sign({ issuer, provider }: Issuer, changes: object = {}, header: object = {}): Promise<string> {
  const [key] = (await provider.keys()).keys
  const now = Math.floor(Date.now() / 1000)
  return provider.sign({
    header: { alg: `${key?.alg}`, kid: key?.kid, typ: 'JWT', ...header },
    claims: {
      iss: issuer,
      sub: 'ada',
      aud: CALENDAR,
      azp: 'todo-spa',
      iat: now,
      exp: now + 300,
      scope: 'openid events.read',
      ...changes,
    },
  })
}

/** Why a token is refused; `undefined` when it is taken. */
export async function refusal(verify: Verifier, token: string): Promise<string | undefined> {
  const verdict = await verify(token)
  return verdict.accepted ? undefined : verdict.reason
}
