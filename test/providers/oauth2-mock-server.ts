import type { IncomingMessage } from 'node:http'
import { freePort } from '../../demo/server/listen.js'
import { ADA, GRACE, type ProviderKind } from './provider.js'
import { load } from './support/packages.js'

interface MockServer {
  readonly issuer: { url: string | undefined; readonly keys: { generate(algorithm: string): Promise<unknown> } }
  readonly service: {
    on(event: string, listener: (changed: Changed, request: Asked) => void): void
  }
  start(port: number, host: string): Promise<void>
  stop(): Promise<void>
}

interface Changed {
  readonly url: URL
  readonly payload: Record<string, unknown>
  readonly body: Record<string, unknown>
}

type Asked = IncomingMessage & {
  readonly query: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, string>>
}

/** Has no pages: whoever `login_hint` names is signed in, and Ada when nobody is named. */
export const oauth2MockServer: ProviderKind = {
  name: 'oauth2-mock-server',
  file: 'oauth2-mock-server.ts',
  from: { npm: 'oauth2-mock-server' },
  remark: 'It knows no clients and asks nobody: its events put the user in whom `login_hint` names.',
  async boot() {
    const { OAuth2Server } = await load<{ OAuth2Server: new () => MockServer }>('oauth2-mock-server')
    const server = new OAuth2Server()
    await server.issuer.keys.generate('RS256')
    const port = await freePort()
    await server.start(port, 'localhost')
    nameUsers(server)
    return {
      issuer: String(server.issuer.url),
      clientId: 'spa',
      registered: {},
      takesHint: true,
      pages: [],
      close: () => server.stop(),
    }
  },
}

/** Its own user is always the same: its events are for putting another in. */
function nameUsers({ service }: MockServer): void {
  const byCredential = new Map<string, string>()
  let latest: string = ADA.login
  service.on('beforeAuthorizeRedirect', ({ url }, { query }) => {
    latest = query['login_hint'] ?? latest
    byCredential.set(url.searchParams.get('code') ?? '', latest)
  })
  service.on('beforeTokenSigning', ({ payload }, { body }) => {
    const login = byCredential.get(body['code'] ?? body['refresh_token'] ?? '') ?? latest
    const { name, email } = login === GRACE.login ? GRACE : ADA
    Object.assign(payload, { sub: login, name, email })
  })
  service.on('beforeUserinfo', ({ body }) => Object.assign(body, { sub: latest }))
}
