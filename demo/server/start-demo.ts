import { join } from 'node:path'
import { type BuiltApp, readBuiltApp, readPlainApp } from './app-files.js'
import { type AppSetup, createAppServer } from './app-server.js'
import { createCalendar } from './calendar.js'
import { type Handler, type Listening, listen } from './listen.js'
import { createDemoProvider } from './provider.js'
import { createRequestLog, type RequestEntry } from './request-log.js'
import { projectRoot } from './root.js'
import type { AccessTokenFormat, Settings } from './settings.js'

export { PortTaken } from './listen.js'
export type { RequestEntry } from './request-log.js'
export type { AccessTokenFormat } from './settings.js'

export interface DemoOptions {
  /** Ports to listen on; 0 takes any free one, which is the default for each. */
  readonly ports?: { readonly app?: number; readonly provider?: number; readonly api?: number }
  /** How long access tokens live, in seconds, 1 or more; 300 unless set. */
  readonly accessTokenSeconds?: number
  /** The kind of access token to begin with; `'jwt'` unless set. */
  readonly accessTokenFormat?: AccessTokenFormat
  /** The build of latchkey that the app is bundled with; `dist/index.js` of this project unless set. */
  readonly sdk?: string
  /** The app written with a framework, as it was built, in place of the plain one. */
  readonly framework?: BuiltApp
  /** What answers at the app's origin in place of the demo's own app. */
  readonly answer?: Handler
}

export interface Demo {
  /** The app's origin, without a slash at the end: `http://localhost:5170`. */
  readonly app: string
  /** The provider's origin, which is its issuer too. */
  readonly provider: string
  /** The calendar's origin. Its routes are under `/v1/`. */
  readonly api: string
  /** What provider and calendar were asked, oldest first. Grows while the demo runs; set its `length` to 0 to begin anew. */
  readonly requests: RequestEntry[]
  /** What may change while the demo runs. */
  readonly settings: Settings
  close(): Promise<void>
}

/** Starts the app, the provider and the calendar in this process. The app is built first, from `dist/`. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { ports = {}, sdk = join(projectRoot(), 'dist', 'index.js'), framework } = options
  const settings: Settings = {
    accessTokenFormat: options.accessTokenFormat ?? 'jwt',
    accessTokenSeconds: options.accessTokenSeconds ?? 300,
  }
  const servers: Listening[] = []
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()))
  }
  try {
    // The app is on localhost and the others are on 127.0.0.1: to a browser these are two sites, as in production.
    for (const [host, port] of [
      ['localhost', ports.app ?? 0],
      ['127.0.0.1', ports.provider ?? 0],
      ['127.0.0.1', ports.api ?? 0],
    ] as const) {
      servers.push(await listen(host, port))
    }
    // The loop above has made exactly three.
    const [app, provider, api] = servers as [Listening, Listening, Listening]
    const page = options.answer ?? framework ?? sdk
    return { ...(await serve({ app, provider, api }, settings, page)), settings, close }
  } catch (error) {
    await close()
    throw error
  }
}

interface Servers {
  readonly app: Listening
  readonly provider: Listening
  readonly api: Listening
}

async function serve(
  { app, provider, api }: Servers,
  settings: Settings,
  from: Handler | BuiltApp | string,
): Promise<Pick<Demo, 'app' | 'provider' | 'api' | 'requests'>> {
  const log = createRequestLog()
  const audience = `${api.origin}/v1/`
  const issuer = provider.origin
  const [openId, page] = await Promise.all([
    createDemoProvider({ issuer, app: app.origin, calendar: audience, settings, log }),
    typeof from === 'function' ? from : createPage(from, { issuer, api: api.origin }),
  ])
  provider.serve(openId.handle)
  api.serve(
    createCalendar({
      origin: api.origin,
      audience,
      issuer,
      app: app.origin,
      clientSecret: openId.calendarSecret,
      acceptedFormat: () => settings.accessTokenFormat,
      issueIdToken: openId.issueIdToken,
      log,
    }),
  )
  app.serve(page)
  return { app: app.origin, provider: issuer, api: api.origin, requests: log.entries }
}

async function createPage(from: BuiltApp | string, addresses: Pick<AppSetup, 'issuer' | 'api'>): Promise<Handler> {
  return createAppServer({
    ...addresses,
    files: await (typeof from === 'string' ? readPlainApp(from) : readBuiltApp(from.folder)),
    framework: typeof from === 'string' ? undefined : from.name,
  })
}
