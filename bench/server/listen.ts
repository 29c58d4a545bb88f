import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

export interface Listening {
  readonly origin: string
  /** The address is part of what is served, so the handler comes second. */
  serve(handler: Handler): void
}

/** Listens on a free port of the loopback address. */
export async function listen(): Promise<Listening> {
  // Connections that end while a tab waits would be measured as the SDK's.
  const server = createServer({ keepAliveTimeout: 120_000 })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo // a server that listens on a port has one
  return { origin: `http://127.0.0.1:${port}`, serve: (handler) => void server.on('request', handler) }
}
