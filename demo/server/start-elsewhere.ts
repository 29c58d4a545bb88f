import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Elsewhere } from '../app/elsewhere.js'
import { CHOICES, type Choice, type ChoiceName } from '../providers/choices.js'
import type { App, Booted } from '../providers/provider.js'
import type { CreateVerifier } from '../providers/verifiers.js'
import type { Addresses } from './addresses.js'
import { readPlainApp } from './app-files.js'
import { createAppServer } from './app-server.js'
import { createCalendar } from './calendar.js'
import { freePort, type Listening, listen } from './listen.js'
import { loadPageFiles } from './page-answers.js'
import { createRequestLog } from './request-log.js'
import { projectRoot } from './root.js'
import { CLIENT_ID, CLIENT_NAME } from './settings.js'

export interface ElsewhereOptions {
  readonly provider: ChoiceName
  /** The folder that it is installed in. */
  readonly folder: string
  /** Ports to listen on; 0 takes any free one, which is the default for each. */
  readonly ports?: { readonly app?: number; readonly provider?: number; readonly api?: number }
  /** The origin of the site of docs/, which the app leads to; without one it leads nowhere. */
  readonly guides?: string
  /** The build of latchkey that the app is bundled with; `dist/index.js` of this project unless set. */
  readonly sdk?: string
}

/** The to-do app at a provider that is not the demo's own. */
export interface ElsewhereDemo {
  /** The app's origin, without a slash at the end. */
  readonly app: string
  readonly issuer: string
  readonly elsewhere: Elsewhere
  /** What a user does at the provider's pages. */
  readonly pages: Booted['pages']
  close(): Promise<void>
}

/** Starts the app, a provider that somebody else has written, and the calendar if that provider has none. */
export async function startElsewhere(options: ElsewhereOptions): Promise<ElsewhereDemo> {
  const { provider, folder, guides, ports = {}, sdk = join(projectRoot(), 'dist', 'index.js') } = options
  const choice: Choice = CHOICES[provider]
  const closing: (() => Promise<unknown>)[] = []
  const close = async () => void (await Promise.all(closing.map((end) => end())))
  const open = async (host: string, port = 0): Promise<Listening> => {
    const server = await listen(host, port)
    closing.push(server.close)
    return server
  }
  try {
    const app = await open('localhost', ports.app)
    const api = choice.calendar === 'google' ? undefined : await open('127.0.0.1', ports.api)
    const known = toApp(choice, app.origin, api)
    const booted = await choice.boot(known, { folder, port: await freePort('localhost', ports.provider) })
    closing.push(booted.close)
    if (choice.calendar !== 'google') api?.serve(toCalendar(known, booted.issuer, choice.calendar))
    const elsewhere = toElsewhere(choice, booted, api ? known.resource : undefined)
    app.serve(await toAppServer({ issuer: booted.issuer, guides, elsewhere }, sdk))
    return { app: app.origin, issuer: booted.issuer, elsewhere, pages: booted.pages, close }
  } catch (error) {
    await close()
    throw error
  }
}

const toApp = ({ scopes }: Choice, origin: string, api: Listening | undefined): Required<App> => ({
  origin,
  clientId: CLIENT_ID,
  clientName: CLIENT_NAME,
  redirectUris: [`${origin}/`],
  // Nobody has to tell Google of its own.
  resource: api ? `${api.origin}/v1/` : '',
  scopes,
  api: { id: 'calendar-api', secret: randomBytes(32).toString('base64url') },
})

function toCalendar({ origin, resource, api }: Required<App>, issuer: string, createVerifier: CreateVerifier) {
  const verify = createVerifier({ issuer, audience: resource, client: api })
  return createCalendar({ origin: new URL(resource).origin, origins: [origin], verify, log: createRequestLog() })
}

function toElsewhere(choice: Choice, { issuer, clientId, options }: Booted, resource: string | undefined): Elsewhere {
  const { title, note, page, scopes, toParams } = choice
  const params = { ...options?.authorizationParams, ...(resource && toParams?.(resource)) }
  return {
    title,
    note,
    page: `/docs/providers/${page}`,
    options: { clientId, ...(options?.scopes && { scopes: options.scopes }), authorizationParams: params },
    calendar: resource
      ? { api: 'demo', url: resource.replace(/\/$/, ''), scopes }
      : { api: 'google', url: `${new URL(issuer).origin}/calendar/v3`, scopes },
  }
}

/** The app, with the page about its provider and the pictures of its users beside it. */
async function toAppServer(addresses: Omit<Addresses, 'api'> & { readonly elsewhere: Elsewhere }, sdk: string) {
  const { page, calendar } = addresses.elsewhere
  const files = new Map(await readPlainApp('app', sdk))
  for (const [path, file] of await loadPageFiles()) if (path.startsWith('/pictures/')) files.set(path, file)
  files.set(page, { type: 'text/plain; charset=utf-8', body: await readFile(join(projectRoot(), page)) })
  return createAppServer({ ...addresses, api: calendar.url, files, framework: undefined })
}
