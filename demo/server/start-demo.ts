import { join } from 'node:path'
import type { Addresses } from './addresses.js'
import { type BuiltApp, readBuiltApp, readPlainApp } from './app-files.js'
import { createAppServer } from './app-server.js'
import { createCalendar } from './calendar.js'
import { type DevelopmentApp, type DevelopmentServer, startDevelopmentServer } from './development-server.js'
import { type Handler, type Listening, listen, type Upgrade } from './listen.js'
import { createMicroblog } from './microblog.js'
import { besidePostbox } from './postbox.js'
import { createDemoProvider, type ProviderSetup } from './provider.js'
import { createRequestLog, type RequestEntry } from './request-log.js'
import { projectRoot } from './root.js'
import { type AccessTokenFormat, POSTBOX_PATH, type Settings } from './settings.js'
import { createVerifier } from './verifier.js'

export { PortTaken } from './listen.js'
export type { RequestEntry } from './request-log.js'
export type { AccessTokenFormat } from './settings.js'

export interface DemoOptions {
  /** Ports to listen on; 0 takes any free one, which is the default for each. */
  readonly ports?: {
    readonly app?: number
    readonly provider?: number
    readonly api?: number
    readonly microblog?: number
  }
  /** Further origins whose apps may sign in at the provider, as the client of the demo's own app, and call the calendar. None unless set. */
  readonly clientOrigins?: readonly string[]
  /** How long access tokens live, in seconds, 1 or more; 300 unless set. */
  readonly accessTokenSeconds?: number
  /** The kind of access token to begin with; `'jwt'` unless set. */
  readonly accessTokenFormat?: AccessTokenFormat
  /** The build of latchkey that the app is bundled with; `dist/index.js` of this project unless set. */
  readonly sdk?: string
  /** The app written with a framework, as it was built, in place of the plain one. */
  readonly framework?: BuiltApp
  /** The app written with a framework, from its own server for development, in place of one that is built. */
  readonly development?: DevelopmentApp
  /** Whether to serve the plain app and Postbox without their policy: for tests of what latchkey itself does not send. */
  readonly isOpen?: boolean
  /** The origin of the site of docs/, which the app leads to; without one it leads nowhere. */
  readonly guides?: string
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
  /** The microblog's origin, which is its issuer too. */
  readonly microblog: string
  /** Where the app is that nobody signs in to. */
  readonly postbox: string
  /** What provider, calendar and microblog were asked, oldest first. Grows while the demo runs; set its `length` to 0 to begin anew. */
  readonly requests: RequestEntry[]
  /** What may change while the demo runs. */
  readonly settings: Settings
  close(): Promise<void>
}

/** Starts the app, the provider, the calendar and the microblog in this process. The app is built first, from `dist/`. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { ports = {} } = options
  const settings: Settings = {
    accessTokenFormat: options.accessTokenFormat ?? 'jwt',
    accessTokenSeconds: options.accessTokenSeconds ?? 300,
  }
  const servers: Listening[] = []
  let page: AppPage | undefined
  const close = async (): Promise<void> => {
    // First, because the app's server waits for the connections behind it.
    await page?.close?.()
    await Promise.all(servers.map((server) => server.close()))
  }
  try {
    // The app is on localhost and the others are on 127.0.0.1: to a browser these are two sites, as in production.
    for (const [host, port] of [
      ['localhost', ports.app ?? 0],
      ['127.0.0.1', ports.provider ?? 0],
      ['127.0.0.1', ports.api ?? 0],
      ['127.0.0.1', ports.microblog ?? 0],
    ] as const) {
      servers.push(await listen(host, port))
    }
    // The loop above has made exactly four.
    const [app, provider, api, microblog] = servers as [Listening, Listening, Listening, Listening]
    const { guides } = options
    const addresses = { issuer: provider.origin, api: api.origin, microblog: microblog.origin, guides }
    page = await createAppPage(options, addresses)
    const origins = [app.origin, ...(options.clientOrigins ?? [])]
    return { ...(await serve({ app, provider, api, microblog }, { settings, origins }, page)), settings, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What answers at the app's origin, and what has to be stopped after that. */
interface AppPage {
  readonly answer: Handler
  readonly upgrade?: Upgrade
  readonly close?: DevelopmentServer['close']
}

interface Servers {
  readonly app: Listening
  readonly provider: Listening
  readonly api: Listening
  readonly microblog: Listening
}

async function serve(
  { app, provider, api, microblog }: Servers,
  { settings, origins }: Pick<ProviderSetup, 'settings' | 'origins'>,
  { answer, upgrade }: AppPage,
): Promise<Omit<Demo, 'settings' | 'close'>> {
  const log = createRequestLog()
  const audience = `${api.origin}/v1/`
  const issuer = provider.origin
  const openId = await createDemoProvider({ issuer, app: app.origin, origins, calendar: audience, settings, log })
  provider.serve(openId.handle)
  api.serve(
    createCalendar({
      origin: api.origin,
      origins,
      verify: createVerifier({
        issuer,
        audience,
        clientSecret: openId.calendarSecret,
        acceptedFormat: () => settings.accessTokenFormat,
      }),
      issueIdToken: openId.issueIdToken,
      log,
    }),
  )
  const postbox = `${app.origin}${POSTBOX_PATH}`
  microblog.serve(await createMicroblog({ origin: microblog.origin, app: app.origin, postbox, settings, log }))
  app.serve(answer, upgrade)
  return {
    app: app.origin,
    provider: issuer,
    api: api.origin,
    microblog: microblog.origin,
    postbox,
    requests: log.entries,
  }
}

async function createAppPage(
  options: DemoOptions,
  addresses: Addresses & { readonly microblog: string },
): Promise<AppPage> {
  const page = await createTodoPage(options, addresses)
  return { ...page, answer: besidePostbox(page.answer, options, addresses.microblog) }
}

async function createTodoPage(options: DemoOptions, addresses: Addresses): Promise<AppPage> {
  const { answer, development, framework, isOpen, sdk = join(projectRoot(), 'dist', 'index.js') } = options
  if (answer) return { answer }
  if (development) return startDevelopmentServer(development, addresses)
  const files = await (framework ? readBuiltApp(framework.folder) : readPlainApp('app', sdk))
  return { answer: createAppServer({ ...addresses, files, framework: framework?.name, isOpen }) }
}
