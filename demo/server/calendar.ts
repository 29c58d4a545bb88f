import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccessToken, Verifier } from './access-token.js'
import { createCalendars } from './events.js'
import { type Call, createProtectedApi, type Route, readText } from './protected-api.js'
import type { RequestLog } from './request-log.js'

export interface CalendarSetup {
  /** The origin this API listens on. */
  readonly origin: string
  /** The origins that may call from a browser. */
  readonly origins: readonly string[]
  readonly verify: Verifier
  /** Gets a real ID token of a user from the provider, for the demonstration that it is refused: where the provider is the demo's. */
  readonly issueIdToken?: (userId: string) => Promise<string>
  readonly log: RequestLog
}

/** The calendar API: verifies access tokens, refuses everything else and says why. */
export function createCalendar(setup: CalendarSetup): (request: IncomingMessage, response: ServerResponse) => void {
  const { origins, log } = setup
  const answer = createProtectedApi({
    name: 'calendar',
    origins,
    verify: setup.verify,
    routes: createRoutes(setup),
  })
  return (request, response) => {
    log.record('calendar', request, response)
    answer(request, response)
  }
}

function createRoutes({ origin, issueIdToken }: CalendarSetup): readonly Route<AccessToken>[] {
  const calendars = createCalendars()
  return [
    {
      method: 'GET',
      path: /^\/v1\/events$/,
      scope: 'events.read',
      answer: ({ token }) => ({ status: 200, body: { events: calendars.of(token.userId) } }),
    },
    {
      method: 'POST',
      path: /^\/v1\/events$/,
      scope: 'events.write',
      answer: async ({ token, request }) => {
        const title = await readText(request, 'title', 200)
        if (title === undefined)
          return { status: 400, body: { message: 'An entry needs a title of up to 200 characters.' } }
        const entry = calendars.add(token.userId, title)
        return { status: 201, body: entry, headers: { Location: `/v1/events/${entry.id}` } }
      },
    },
    {
      method: 'DELETE',
      path: /^\/v1\/events\/(?<id>[\w-]+)$/,
      scope: 'events.write',
      answer: ({ token, id }) =>
        calendars.remove(token.userId, id)
          ? { status: 204 }
          : { status: 404, body: { message: 'There is no such entry.' } },
    },
    { method: 'GET', path: /^\/v1\/debug\/token$/, answer: ({ token }) => ({ status: 200, body: token }) },
    ...(issueIdToken
      ? [
          {
            method: 'POST',
            path: /^\/v1\/debug\/id-token-attempt$/,
            answer: async ({ token }: Call<AccessToken>) => ({
              status: 200,
              body: await presentIdToken(origin, await issueIdToken(token.userId)),
            }),
          },
        ]
      : []),
  ]
}

/** Sends a real ID token to the calendar's own front door, like any client would, and tells what came back. */
async function presentIdToken(origin: string, idToken: string): Promise<unknown> {
  const response = await fetch(`${origin}/v1/events`, { headers: { Authorization: `Bearer ${idToken}` } })
  return {
    request: 'GET /v1/events',
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    // Every answer of this API that is not a success has a message.
    message: ((await response.json()) as { readonly message?: string }).message,
  }
}
