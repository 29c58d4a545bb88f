/// <reference path="../../../demo/server/oidc-provider.d.ts" />
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { type Demo, startDemo } from '../../../demo/server/start-demo.js'
import { buildServedApp, nodeOf } from '../../../tools/apps.mjs'

/** An app of `test/frameworks` whose pages a server renders. */
export interface RenderedApp {
  readonly name: string
  /** What its build makes, in its folder. */
  readonly built: string
  /** The arguments of Node that start its server; `port` is a free one on 127.0.0.1. */
  readonly start: (port: string) => readonly string[]
}

/** The demo's addresses when each server has its usual port: they are in the code of the apps. */
const WRITTEN = { provider: 'http://127.0.0.1:5171', api: 'http://127.0.0.1:5172' }

/** The demo's provider and calendar, and the production server of an app, at the demo's origin for apps. Started once for a group of tests. */
export function useRenderedApp({ name, built, start }: RenderedApp): () => Demo {
  let demo: Demo | undefined
  let server: ChildProcess | undefined
  beforeAll(async () => {
    const folder = buildServedApp(name, built)
    const port = await findPort()
    server = spawn(nodeOf(folder), start(String(port)), {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        HOST: '127.0.0.1',
        PORT: String(port),
        PROTOCOL_HEADER: 'x-forwarded-proto',
      },
    })
    await answers(`http://127.0.0.1:${port}/`, server)
    demo = await startDemo({
      // A provider says of a JWT that it cannot be revoked, and the console of each sign-out has that.
      accessTokenFormat: 'reference',
      answer: (request, response) => passOn(port, request, response, () => demo),
    })
  })
  afterAll(async () => {
    await demo?.close()
    if (server?.exitCode === null && server.kill()) await once(server, 'exit')
  })
  return () => {
    if (!demo) throw new Error('The app starts before the tests of the group')
    return demo
  }
}

/** A free port of 127.0.0.1. */
export async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has an AddressInfo.
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** Waits until the server that a program is has a page there. */
export async function answers(page: string, server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    const answer = await fetch(page).catch(() => {
      // Not there yet.
    })
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`The server of the app ended with ${server.exitCode}`)
}

/** Has the app's server answer. Its code is sent with the addresses of this demo, all else as it comes, piece by piece. */
function passOn(port: number, request: IncomingMessage, response: ServerResponse, toDemo: () => Demo | undefined) {
  const { 'accept-encoding': _none, ...headers } = request.headers
  const { method = 'GET', url: path = '/' } = request
  const asked = send({ host: '127.0.0.1', port, method, path, headers: { ...headers, 'x-forwarded-proto': 'http' } })
  asked.on('response', async (answer) => {
    const { statusCode = 500 } = answer
    if (!answer.headers['content-type']?.includes('javascript')) {
      answer.pipe(response.writeHead(statusCode, answer.headers))
      return
    }
    const { 'content-length': _length, ...others } = answer.headers
    const demo = toDemo()
    const code = Buffer.concat(await answer.toArray()).toString()
    response
      .writeHead(statusCode, others)
      .end(code.replaceAll(WRITTEN.provider, demo?.provider ?? '').replaceAll(WRITTEN.api, demo?.api ?? ''))
  })
  asked.on('error', () => response.destroy())
  request.pipe(asked)
}

/** The program of a package that an app has installed. */
export const binary = (...path: readonly string[]): string => join('node_modules', ...path)
