import type { IncomingMessage } from 'node:http'
import { listen } from '../../demo/server/listen.js'
import { createProviderSite, type ProviderSite, type SiteFront } from './provider-site.js'

/** A provider and an API on a port of this machine, for an app on another one. */
export interface ServedSite extends Pick<ProviderSite, 'issuer' | 'api' | 'provider'> {
  readonly app: string
  close(): Promise<void>
}

export async function serveProviderSite(front?: SiteFront): Promise<ServedSite> {
  const server = await listen('127.0.0.1', 0)
  const app = 'http://127.0.0.1:5170'
  const site = createProviderSite({ issuer: server.origin, app, front })
  server.serve(async (incoming, response) => {
    const answer = await site.answer(await toRequest(server.origin, incoming))
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
  })
  const { issuer, api, provider } = site
  return { issuer, api, provider, app, close: server.close }
}

async function toRequest(origin: string, incoming: IncomingMessage): Promise<Request> {
  const { method = 'GET', url } = incoming
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece)
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
    /^(host|connection|content-length|transfer-encoding)$/.test(name) ? [] : [[name, `${value}`] as [string, string]],
  )
  const body = /^(GET|HEAD)$/.test(method) ? undefined : Buffer.concat(pieces).toString()
  return new Request(origin + url, { method, headers, ...(body !== undefined && { body }) })
}
