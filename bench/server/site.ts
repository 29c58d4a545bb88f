import type { ServerResponse } from 'node:http'
import { createMemory } from './adapter.js'
import { createApi } from './api.js'
import { type Handler, listen } from './listen.js'
import { createPages } from './pages.js'
import { API_SCOPE, CLIENT_ID, createProvider, SCOPE } from './provider.js'
import { createRequestLog, type Entry } from './request-log.js'

/** What is added to each request to the provider and to the API, preflights included. */
export const DELAY_MS = 50

export interface SiteSpec {
  readonly name: string
  /** What follows the provider's origin in its issuer: nothing or a slash. */
  readonly issuerSuffix: '' | '/'
  /** Whether refresh tokens must look like JWTs. */
  readonly jwtLikeRefreshTokens: boolean
  readonly files: Readonly<Record<string, string>>
  /** Paths of scripts that the page names to be asked for at once. */
  readonly preloads: readonly string[]
}

export interface Site {
  readonly app: string
  readonly api: string
  takeLog(): readonly Entry[]
  /** Whether the provider still takes a refresh token, and has seen none twice since the last call. */
  isFamilyAlive(): boolean
}

/**
 * keycloak-js sends its token requests with credentials, which the provider's own CORS does not foresee. Set at the last
 * moment, because that CORS stands back where it finds a header of its kind.
 */
function allowCredentials(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response)
  response.writeHead = (status: number) => {
    response.setHeader('access-control-allow-credentials', 'true')
    return writeHead(status)
  }
}

/** One SDK's world: its app, a provider and an API, each on an origin of its own. */
export async function createSite({ issuerSuffix, jwtLikeRefreshTokens, files, preloads }: SiteSpec): Promise<Site> {
  const [app, id, api] = await Promise.all([listen(), listen(), listen()])
  const issuer = `${id.origin}${issuerSuffix}`
  const log = createRequestLog()
  const memory = createMemory()
  let lost = 0
  const onFamilyLost = () => {
    lost += 1
  }
  const origins = { issuer, app: app.origin, api: api.origin }
  const provider = await createProvider({ ...origins, jwtLikeRefreshTokens, memory, onFamilyLost })

  const slow =
    (to: Entry['to'], handler: Handler): Handler =>
    (request, response) => {
      log.record(to, request, response)
      if (to === 'provider') allowCredentials(response)
      setTimeout(() => handler(request, response), DELAY_MS)
    }
  id.serve(slow('provider', provider.handle))
  api.serve(slow('api', createApi(api.origin, provider.publicKey)))
  const config = { issuer, clientId: CLIENT_ID, scope: SCOPE, apiScope: API_SCOPE, api: api.origin }
  app.serve(createPages(config, { files, preloads }))

  return {
    app: app.origin,
    api: api.origin,
    takeLog: log.take,
    isFamilyAlive() {
      const alive = lost === 0 && memory.liveRefreshTokens() > 0
      lost = 0
      return alive
    },
  }
}
