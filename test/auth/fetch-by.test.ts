import { describe, expect, it } from 'vitest'
import type { Auth } from '../../src/auth/auth.js'
import { FETCH_BY, type FetchBy } from '../../src/auth/fetch-by.js'
import { createServerAuth } from '../../src/auth/server-auth.js'
import type { Fetch } from '../../src/platform/platform.js'
import { CALENDAR, CLIENT_ID, type HomeOptions, ISSUER, setUp, setUpSignedIn } from '../support/home.js'

const EVENTS = `${CALENDAR}events`
const ELSEWHERE = 'https://elsewhere.example.com/'

interface Sent {
  readonly url: string
  readonly headers: Headers
}

/** What a door has of a client: a `fetch` that sends by other means, and what those were given. */
function toDoor(auth: Auth, answer: (request: Request) => Promise<Response | undefined> | undefined) {
  const sent: Sent[] = []
  const send: Fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    sent.push({ url: String(input), headers })
    return (await answer(new Request(input, { ...init, headers }))) ?? Response.json({})
  }
  // The type of a client does not show it.
  return { fetch: (auth as Auth & FetchBy)[FETCH_BY](send), sent }
}

async function setUpDoor(options?: HomeOptions) {
  const home = await setUpSignedIn(options)
  return { ...home, ...toDoor(home.auth, (request) => home.provider.guard(request)) }
}

describe('a fetch by other means', () => {
  it('hands over the token with a call to a declared API, before anything is awaited', async () => {
    const { fetch, sent, provider, calls } = await setUpDoor()

    const answered = fetch(EVENTS)
    const [call] = sent

    expect(call?.url).toBe(EVENTS)
    expect(await provider.guard(new Request(EVENTS, { headers: call?.headers ?? {} }))).toBeUndefined()
    expect((await answered).status).toBe(200)
    expect(calls()).toEqual([])
  })

  it.each([ELSEWHERE, 'https://calendar.example.com.evil.example/v1/', `${CALENDAR}..%2fadmin`])(
    'hands over no token with %s (R-F02), also where `strict` is set: all of an app’s requests come here',
    async (url) => {
      const { fetch, sent } = await setUpDoor({ auth: { strict: true } })

      await fetch(url).catch(() => undefined)

      expect(sent.map(({ headers }) => [...headers])).toEqual([[]])
    },
  )

  it('renews and sends once more by the same means', async () => {
    const { fetch, sent, provider, world, seen, calls } = await setUpDoor()
    await world.advanceSeconds(20)
    provider.revokeAccessTokens()

    const answer = await fetch(EVENTS)

    expect(answer.status).toBe(200)
    expect(sent).toHaveLength(2)
    expect(seen('token')).toHaveLength(1)
    expect(calls()).toEqual([])
  })

  it('hands over a proof with each try', async () => {
    const { fetch, sent } = await setUpDoor({ auth: { dpop: true }, provider: { dpopNonces: true } })

    const answer = await fetch(EVENTS)

    expect(answer.status).toBe(200)
    expect(sent.map(({ headers }) => headers.has('dpop'))).toEqual([true, true])
  })

  it('is no name of the client, and nothing that an app comes upon', () => {
    const auth = setUp().tab.auth()
    const names = [
      ...Object.keys(auth),
      ...Object.keys(createServerAuth({ issuer: ISSUER, clientId: CLIENT_ID }, fetch)),
    ]

    expect(names.filter((name) => /by/i.test(name))).toEqual([])
    expect(JSON.stringify(auth)).not.toContain('latchkey')
  })

  it('hands over nothing for a declared API on a server', async () => {
    const apis = { calendar: { url: CALENDAR } }
    const auth = createServerAuth({ issuer: ISSUER, clientId: CLIENT_ID, apis }, fetch)
    const door = toDoor(auth, async () => undefined)

    await expect(door.fetch(EVENTS)).rejects.toMatchObject({ code: 'not-in-browser' })
    await door.fetch(ELSEWHERE)

    expect(door.sent.map(({ url }) => url)).toEqual([ELSEWHERE])
  })
})
