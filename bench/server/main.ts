// The process that plays app server, provider and API, so that their work does not run on the thread that measures.
import { setClock } from './clock.js'
import { createSite, type Site, type SiteSpec } from './site.js'

/** What the measuring process may ask for. */
export interface ServerCalls {
  create(spec: SiteSpec): Promise<{ app: string; api: string }>
  setClock(ms: number): void
  takeLog(name: string): ReturnType<Site['takeLog']>
  isFamilyAlive(name: string): boolean
}

const sites = new Map<string, Site>()

const calls: ServerCalls = {
  async create(spec) {
    const site = await createSite(spec)
    sites.set(spec.name, site)
    return { app: site.app, api: site.api }
  },
  setClock,
  takeLog: (name) => siteOf(name).takeLog(),
  isFamilyAlive: (name) => siteOf(name).isFamilyAlive(),
}

function siteOf(name: string): Site {
  const site = sites.get(name)
  if (site === undefined) throw new Error(`There is no site ${name}`)
  return site
}

interface Question {
  readonly id: number
  readonly call: keyof ServerCalls
  readonly argument: never
}

process.on('message', async ({ id, call, argument }: Question) => {
  try {
    process.send?.({ id, result: await calls[call](argument) })
  } catch (error) {
    process.send?.({ id, error: String(error) })
  }
})
process.on('disconnect', () => process.exit())
