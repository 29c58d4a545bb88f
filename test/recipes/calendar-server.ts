import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestProvider } from 'latchkey/testing'
import { onTestFinished } from 'vitest'
import { CALENDAR } from '../support/home.js'
import type { Answerer } from '../support/network.js'

export const EVENT_ID = 'event-1'

/** A request as it came over the wire. */
export interface Received {
  readonly path: string
  /** In order and with every repetition, the names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  /** The status it was answered with, from when it was. */
  status: number | undefined
  /** Whether the caller hung up before it had the whole answer. */
  isGivenUp: boolean
}

/** The calendar behind a socket: it checks tokens, speaks REST, tRPC, GraphQL, Connect and server-sent events, and records. */
export interface CalendarServer {
  readonly requests: readonly Received[]
  /** Passes a request of a tab on to the socket. */
  readonly answer: Answerer
  /** Answers the next request with a 401 and this challenge, whatever token it has. */
  readonly refuseNext: (challenge: string) => void
  /** Keeps answers back until the returned function is called. */
  readonly hold: () => () => void
  /** Ends the streams that are open. */
  readonly endStreams: () => void
}

export async function startCalendar(provider: TestProvider): Promise<CalendarServer> {
  const requests: Received[] = []
  const streams = new Set<ServerResponse>()
  let challenge: string | undefined
  let held: Promise<void> | undefined

  const server = createServer(async (incoming, outgoing) => {
    const { received, request } = await read(incoming)
    requests.push(received)
    outgoing.on('close', () => {
      received.isGivenUp = !outgoing.writableFinished
    })
    await held
    const refusal = challenge
      ? new Response('', { status: 401, headers: { 'www-authenticate': challenge } })
      : undefined
    challenge = undefined
    const answer = refusal ?? (await provider.guard(request)) ?? toSuccess(received)
    received.status = answer.status
    outgoing.writeHead(answer.status, [...answer.headers].flat())
    outgoing.write(Buffer.from(await answer.arrayBuffer()))
    if (answer.headers.get('content-type') === STREAM) streams.add(outgoing)
    else outgoing.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo

  return {
    requests,
    answer: async (request) => {
      const { pathname, search } = new URL(request.url)
      const { method, headers, signal, redirect } = request
      const body = request.body && (await request.arrayBuffer())
      return fetch(`http://127.0.0.1:${port}${pathname}${search}`, { method, headers, signal, redirect, body })
    },
    refuseNext: (given) => {
      challenge = given
    },
    hold: () => {
      let release = () => {}
      held = new Promise((resolve) => {
        release = resolve
      })
      return () => {
        held = undefined
        release()
      }
    },
    endStreams: () => {
      for (const stream of streams) stream.end()
      streams.clear()
    },
  }
}

const STREAM = 'text/event-stream'

async function read(incoming: IncomingMessage): Promise<{ readonly received: Received; readonly request: Request }> {
  const { url = '', method = '', rawHeaders } = incoming
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 ? [] : [[name.toLowerCase(), rawHeaders[index + 1] ?? ''] as const],
  )
  const body = await text(incoming)
  // Under the address that the caller used, for a proof that names it.
  const request = new Request(new URL(url, CALENDAR), { method, headers: headers.map(([...pair]) => pair) })
  return { received: { path: url, headers, body, status: undefined, isGivenUp: false }, request }
}

/** The smallest success of each protocol. */
function toSuccess({ path }: Received): Response {
  const event = { id: EVENT_ID }
  switch (path.replace(/^\/v1/, '').replace(/\?.*/, '')) {
    case '/events':
      return Response.json(event, { status: 201 })
    case '/trpc/events.add':
      return Response.json([{ result: { data: event } }])
    case '/graphql':
      return Response.json({ data: { addEvent: { __typename: 'Event', ...event } } })
    case '/calendar.v1.CalendarService/AddEvent':
      return Response.json(event)
    case '/changes':
      // The first reconnection would come after three seconds.
      return new Response(`retry: 1\nid: 1\ndata: ${JSON.stringify(event)}\n\n`, {
        headers: { 'content-type': STREAM },
      })
    case '/picture':
      return new Response(new Uint8Array([137, 80, 78, 71]), { headers: { 'content-type': 'image/png' } })
    default:
      return new Response('', { status: 404 })
  }
}
