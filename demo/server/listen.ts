import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Takes over a connection that is to be something else than HTTP, with the first bytes of that. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

export interface Listening {
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string
  /** The port decides the addresses, and the addresses are part of the configuration, so the handler comes second. */
  serve(handler: Handler, upgrade?: Upgrade): void
  close(): Promise<void>
}

/** A port that something else listens on. The message is one sentence for the person at the terminal. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken'
}

/** Listens on a loopback host. Port 0 takes any free one. */
export async function listen(host: string, port: number): Promise<Listening> {
  let handler: Handler | undefined
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') reject(error)
      else
        reject(
          new PortTaken(
            `Port ${port} on ${host} is taken: stop what listens there, or choose another (npm start -- --help).`,
          ),
        )
    })
    server.listen(port, host, resolve)
  })
  // A server that listens on a port has an AddressInfo; the other types are for pipes and closed servers.
  const authority = `${host}:${(server.address() as AddressInfo).port}`

  server.on('request', (request, response) => {
    // A foreign name that resolves to this machine (DNS rebinding) must not reach a server that trusts loopback.
    if (request.headers.host !== authority) response.writeHead(421).end(`This is http://${authority}\n`)
    else if (handler === undefined) response.writeHead(503).end()
    else handler(request, response)
  })

  return {
    origin: `http://${authority}`,
    serve: (next, upgrade) => {
      handler = next
      if (!upgrade) return
      server.on('upgrade', (request, socket, head) => {
        if (request.headers.host === authority) upgrade(request, socket, head)
        else socket.destroy()
      })
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
        server.closeAllConnections()
      }),
  }
}

/** A port of a loopback host that nobody listens on, for a server that has to be told one: any, or the one that is wanted. */
export async function freePort(host = 'localhost', wanted = 0): Promise<number> {
  const { origin, close } = await listen(host, wanted)
  await close()
  return Number(new URL(origin).port)
}
