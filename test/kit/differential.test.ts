import { createTestAuth } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import type { Auth } from '../../src/auth/auth.js'
import { APP, CALENDAR, departure, setUp, setUpSignedIn } from '../support/home.js'
import type { Options } from '../support/tab.js'

// The double beside the real core: the same calls, in the same states, with the same options.

const APIS = {
  calendar: {
    url: CALENDAR,
    scopes: ['events.read', 'events.write'],
    incrementalScopes: ['events.share'],
    headers: true,
  },
  admin: { url: `${CALENDAR}admin`, scopes: ['admin'], resource: 'https://calendar.example.com/admin' },
  own: { url: '/api/', anonymous: true },
} satisfies Options['apis']

type Answer = (request: Request) => Response

/** A client, and what it has sent. */
interface Side {
  readonly auth: Auth
  readonly sent: () => readonly Sent[]
  readonly answerWith: (answer: Answer) => void
}

interface Sent {
  readonly url: string
  readonly method: string
  readonly token: 'access' | 'none'
  readonly body: unknown
}

interface Setting {
  readonly isSignedIn: boolean
  readonly strict?: boolean
}

async function toReal({ isSignedIn, strict = false }: Setting): Promise<Side> {
  const auth = { apis: APIS, strict }
  const home = isSignedIn ? await setUpSignedIn({ auth }) : setUp({ auth })
  const client = 'auth' in home ? (home.auth as Auth) : home.tab.auth()
  await client.ready
  // A renewal of what the signing in has brought is no part of the table.
  let answer: Answer = () => Response.json({})
  for (const place of [
    'http://calendar.example.com/',
    'https://calendar.example.com:8443/',
    CALENDAR,
    `${APP}/api/`,
    'https://elsewhere.example.com/',
    'https://calendar.example.com.evil.example/',
  ])
    home.world.serve(place, (request) => answer(request))
  home.world.network.sent.length = 0
  return {
    auth: client,
    answerWith: (given) => {
      answer = given
    },
    sent: () =>
      home.world.network.sent
        .filter(({ url }) => !url.startsWith(home.provider.issuer))
        .map(({ url, method, headers, body }) => ({
          url,
          method,
          token: /^Bearer (?!of-the-app)/.test(headers.get('authorization') ?? '') ? 'access' : 'none',
          body: body || undefined,
        })),
  }
}

function toDouble({ isSignedIn, strict = false }: Setting): Side {
  let answer: Answer = () => Response.json({})
  const auth = createTestAuth({
    status: isSignedIn ? 'signed-in' : 'signed-out',
    apis: APIS,
    strict,
    url: `${APP}/`,
    respond: (request) => answer(request),
  })
  return {
    auth: auth as unknown as Auth,
    answerWith: (given) => {
      answer = given
    },
    sent: () => auth.calls.map(({ url, method, token, body }) => ({ url, method, token, body })),
  }
}

/** What came of something, as plain data. */
const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (result) => (result instanceof Response ? { status: result.status } : { result }),
    (error) => ({
      rejected: error.name,
      code: error.code,
      ends: error.ends,
      retry: error.retry,
      details: error.details,
      message: error.message,
    }),
  )

function disposed(auth: Auth): Auth {
  auth.dispose()
  return auth
}

const TOKEN = { authorization: 'Bearer of-the-app' }
const GIVEN_UP = 'a call that was given up before'
const CALLS: Readonly<Record<string, (auth: Auth) => Promise<unknown>>> = {
  'a declared URL': (auth) => auth.fetch(`${CALENDAR}events`),
  'a declared URL with a query and a fragment': (auth) => auth.fetch(`${CALENDAR}events?a=1#b`),
  'the place itself, without its slash': (auth) => auth.fetch(CALENDAR.slice(0, -1)),
  'a URL object': (auth) => auth.fetch(new URL('events', CALENDAR)),
  'a Request with a body': (auth) => auth.fetch(new Request(`${CALENDAR}events`, { method: 'POST', body: 'text' })),
  'a body of text': (auth) => auth.fetch(`${CALENDAR}events`, { method: 'post', body: 'text' }),
  'headers of the caller': (auth) => auth.fetch(`${CALENDAR}events`, { headers: { accept: 'text/plain' } }),
  'the longer of two places': (auth) => auth.fetch(`${CALENDAR}admin/users`),
  'a relative URL': (auth) => auth.fetch('/api/lists'),
  'a relative URL of no API': (auth) => auth.fetch('/apis/lists'),
  'a sibling of the place': (auth) => auth.fetch('https://calendar.example.com/v10/events'),
  'a look-alike host': (auth) => auth.fetch('https://calendar.example.com.evil.example/v1/events'),
  'a user name in front of the host': (auth) => auth.fetch('https://calendar.example.com@elsewhere.example.com/v1/'),
  'dots that a server would decode': (auth) => auth.fetch(`${CALENDAR}..%2fsecret`),
  'dots that are encoded twice': (auth) => auth.fetch(`${CALENDAR}%252e%252e/secret`),
  'dots that the URL resolves': (auth) => auth.fetch(`${CALENDAR}../secret`),
  'plain http': (auth) => auth.fetch('http://calendar.example.com/v1/events'),
  'another port': (auth) => auth.fetch('https://calendar.example.com:8443/v1/events'),
  'another origin': (auth) => auth.fetch('https://elsewhere.example.com/'),
  'an Authorization of the caller': (auth) => auth.fetch(`${CALENDAR}events`, { headers: TOKEN }),
  'a request that cannot carry a token': (auth) => auth.fetch(`${CALENDAR}events`, { mode: 'no-cors' }),
  [GIVEN_UP]: (auth) => auth.fetch(`${CALENDAR}events`, { signal: AbortSignal.abort(new Error('given up')) }),
  'no URL at all': (auth) => auth.fetch('https://'),
  'credentials for an API that hands them out': async (auth) => [
    ...(await auth.headersFor(`${CALENDAR}events`)).keys(),
  ],
  'credentials for one that does not': (auth) => auth.headersFor(`${CALENDAR}admin/users`),
  'credentials for no API': (auth) => auth.headersFor('https://elsewhere.example.com/'),
  'credentials with an option that is none': (auth) => auth.headersFor(`${CALENDAR}events`, { verb: 'GET' } as object),
  'a guard that must not leave': (auth) => auth.requireUser({ redirect: false }).then(({ sub }) => sub),
  'a guard with an option that is none': (auth) => auth.requireUser({ to: '/' } as object),
  'a guard for an API that is not declared': (auth) => auth.requireUser({ apis: ['calender'], redirect: false }),
  'a sign-in with an option that is none': (auth) => auth.signIn({ returnUrl: '/' } as object),
  'a sign-in for an API that is not declared': (auth) => auth.signIn({ apis: ['calender'] }),
  'a sign-in in a mode that is none': (auth) => auth.signIn({ mode: 'modal' } as object),
  'a sign-in with two prompts that exclude each other': (auth) => auth.signIn({ prompt: 'none login' }),
  'a sign-in with a parameter of the protocol': (auth) => auth.signIn({ params: { state: 'x' } }),
  'a sign-in with a challenge that is none': (auth) => auth.signIn({ challenge: { error: 'other' } as never }),
  'a sign-in that was given up before': (auth) => auth.signIn({ signal: AbortSignal.abort(new Error('given up')) }),
  'a sign-out with an option that is none': (auth) => auth.signOut({ federated: true } as object),
  'a sign-out with a hint that is none': (auth) => auth.signOut({ idTokenHint: 'header' } as object),
  'who the user is, for nobody': (auth) => (auth.state.user ? Promise.resolve() : auth.userInfo()),
  'a call after the client was disposed of': (auth) => disposed(auth).fetch(`${CALENDAR}events`),
  'another call after that': (auth) => disposed(auth).fetch('https://elsewhere.example.com/'),
  'a sign-in after that': (auth) => disposed(auth).signIn(),
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  'signed in': { isSignedIn: true },
  'signed out': { isSignedIn: false },
  'signed in and strict': { isSignedIn: true, strict: true },
  'signed out and strict': { isSignedIn: false, strict: true },
}

/** The requests of a client by what became of them, as its events tell. */
function eventsOf(auth: Auth): () => readonly unknown[] {
  const events: unknown[] = []
  auth.on('request', ({ outcome, api, why }) => events.push({ outcome, api, why }))
  const before = events.length
  return () => events.slice(before)
}

describe.each(Object.keys(SETTINGS))('16.1 the double does what the core does, %s', (name) => {
  const setting = SETTINGS[name] ?? { isSignedIn: false }

  it.each(Object.keys(CALLS))('%s', async (call) => {
    const [real, double] = [await toReal(setting), toDouble(setting)]
    const seen = [real, double].map(({ auth }) => eventsOf(auth))

    const outcomes = [
      await outcome((CALLS[call] as (auth: Auth) => Promise<unknown>)(real.auth)),
      await outcome((CALLS[call] as (auth: Auth) => Promise<unknown>)(double.auth)),
    ]

    expect(outcomes[1]).toEqual(outcomes[0])
    // The network of a world has seen what a browser does not send.
    if (call !== GIVEN_UP) expect(double.sent()).toEqual(real.sent())
    expect(seen[1]?.()).toEqual(seen[0]?.())
  })
})

const REFUSALS: Readonly<Record<string, ResponseInit>> = {
  'a bad token': { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } },
  'a 401 that says nothing': { status: 401 },
  'too weak a sign-in': {
    status: 401,
    headers: { 'www-authenticate': 'Bearer error="insufficient_user_authentication", acr_values="gold", max_age="5"' },
  },
  'a missing scope': {
    status: 403,
    headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="events.share other"' },
  },
  'a 403 that says nothing': { status: 403 },
  'an outage': { status: 503 },
}

describe('16.1 an API that answers', () => {
  it.each(Object.keys(REFUSALS))('%s is read and answered by the double as by the core', async (name) => {
    const sides = [await toReal({ isSignedIn: true }), toDouble({ isSignedIn: true })]
    const told = []
    for (const { auth, sent, answerWith } of sides) {
      answerWith(() => new Response('{}', REFUSALS[name]))
      const answer = await auth.fetch(`${CALENDAR}events`)
      told.push({ status: answer.status, challenge: auth.challengeOf(answer), sent: sent() })
    }

    expect(told[1]).toEqual(told[0])
    expect(told[0]?.sent.length).toBe(/token|401/.test(name) ? 2 : 1)
  })
})

describe('16.1 signing in', () => {
  it('leaves for good in both, and tells it by the same events', async () => {
    const { tab } = setUp({ auth: { apis: APIS } })
    const real = tab.auth()
    await real.ready
    const double = createTestAuth({ apis: APIS })
    const seen = [real, double as unknown as Auth].map((auth) => {
      const events: unknown[] = []
      auth.on('navigation', ({ to }) => events.push(to))
      return events
    })

    await departure(tab, () => real.signIn({ returnTo: '/lists' }))
    void double.signIn({ returnTo: '/lists' })
    await new Promise((resolve) => setImmediate(resolve))

    expect(seen).toEqual([['sign-in'], ['sign-in']])
    expect(double.signIns).toEqual([{ returnTo: '/lists' }])
  })

  it('by guards ends in a loop at the fourth in both', async () => {
    const codes = []
    const { tab } = setUp()
    for (const auth of [tab.auth(), createTestAuth() as unknown as Auth]) {
      await auth.ready
      for (let count = 0; count < 3; count += 1) void auth.requireUser({ returnTo: `/${count}` }).catch(() => undefined)
      codes.push(await auth.requireUser().catch(({ code }) => code))
    }

    expect(codes).toEqual(['sign-in-loop', 'sign-in-loop'])
  })
})
