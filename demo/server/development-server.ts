import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type IncomingMessage, request as send } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Addresses, writeAddresses } from './addresses.js'
import { freePort, type Handler, type Upgrade } from './listen.js'

/** An app that its framework's own server for development serves, as its files are at each moment. */
export interface DevelopmentApp {
  /** The absolute folder of the app. */
  readonly folder: string
  /** The arguments of Node that start its server on a port of 127.0.0.1. */
  readonly start: (port: string) => readonly string[]
}

/** A server for development behind the app's origin. */
export interface DevelopmentServer {
  readonly answer: Handler
  /** The connection by which it tells a page what has changed. */
  readonly upgrade: Upgrade
  close(): Promise<void>
}

/** Starts the server of an app, and waits until it has a page. */
export async function startDevelopmentServer(
  { folder, start }: DevelopmentApp,
  addresses: Addresses,
): Promise<DevelopmentServer> {
  const port = await freePort('127.0.0.1')
  // A test runner's environment would have the app built as for a test.
  const { NODE_ENV: _mode, VITEST: _test, ...env } = process.env
  const server = spawn(process.execPath, start(String(port)), {
    cwd: folder,
    env,
    // What it complains about is for whoever is at the terminal. Its own address is not: the provider knows another.
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const stop = () => void server.kill()
  process.once('exit', stop)
  const open = new Set<Duplex>()
  const close = async () => {
    process.off('exit', stop)
    for (const socket of open) socket.destroy()
    if (server.exitCode === null && server.signalCode === null && server.kill()) await once(server, 'exit')
  }
  try {
    await answers(port, server)
  } catch (error) {
    await close()
    throw error
  }
  return {
    answer: (request, response) => {
      const asked = send(toRequest(port, request))
      asked.on('response', async (answer) => {
        const { statusCode = 500, headers } = answer
        if (!headers['content-type']?.startsWith('text/html')) {
          answer.pipe(response.writeHead(statusCode, headers))
          return
        }
        const { 'content-length': _length, ...others } = headers
        const page = Buffer.concat(await answer.toArray()).toString()
        response.writeHead(statusCode, others).end(writeAddresses(page, addresses))
      })
      asked.on('error', () => response.destroy())
      request.pipe(asked)
    },
    upgrade: (request, socket, head) => {
      const behind = connect(port, '127.0.0.1')
      for (const end of [socket, behind]) {
        open.add(end)
        end.on('close', () => open.delete(end))
        // Pages that are closed and servers that are stopped end both.
        end.on('error', () => end.destroy())
      }
      socket.on('close', () => behind.destroy())
      behind.on('close', () => socket.destroy())
      behind.write(toText(request))
      behind.write(head)
      socket.pipe(behind).pipe(socket)
    },
    close,
  }
}

async function answers(port: number, server: ChildProcess): Promise<void> {
  while (server.exitCode === null && server.signalCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => {
      // Not there yet.
    })
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`The app's server for development ended with ${server.exitCode ?? server.signalCode}`)
}

/** The same request, of the same host, but for how the answer may be packed: it may have to be written into. */
function toRequest(port: number, { method, url: path, headers }: IncomingMessage) {
  const { 'accept-encoding': _none, ...others } = headers
  return { host: '127.0.0.1', port, method, path, headers: others }
}

/** What of a request has been read already, as it came. */
function toText({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/1.1`]
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}
