import { describe, expect, it } from 'vitest'
import { CALENDAR, type Home, type HomeOptions, setUp, setUpSignedIn, signIn } from '../support/home.js'
import { until } from '../support/until.js'

const EVENTS = `${CALENDAR}events`

/** A provider that does not say how long its tokens last, and an API whose 401 has no CORS headers. */
async function setUpSilent(told: HomeOptions = {}) {
  const home = setUp(told)
  home.provider.lie({ tokenResponse: ({ expires_in: _, ...body }) => body })
  const auth = await signIn(home.tab, home.provider)
  home.calendar(async (request) => {
    if (await home.provider.guard(request)) throw new TypeError('Failed to fetch')
    return Response.json({ entries: [] })
  })
  home.provider.requests.length = 0
  home.world.network.sent.length = 0
  return { ...home, auth }
}

const renewalsOf = ({ seen }: Home) => seen('token').length

describe('a call that gets no answer, with a token whose lifetime nobody told', () => {
  it('14.A5: is renewed once and sent once more when the token is older than 300 s', async () => {
    const home = await setUpSilent()
    await home.world.advanceSeconds(301)

    const answer = await home.auth.fetch(EVENTS)

    expect(answer.status).toBe(200)
    expect(renewalsOf(home)).toBe(1)
    expect(home.calls()).toHaveLength(2)
    expect(home.auth.state.status).toBe('signed-in')
  })

  it('14.A5: is renewed after a reload, too', async () => {
    const home = await setUpSilent()
    await home.world.advanceSeconds(200)
    home.tab.reload()
    await home.tab.auth().ready
    await home.world.advanceSeconds(150)

    expect((await home.tab.auth().fetch(EVENTS)).status).toBe(200)
    expect(renewalsOf(home)).toBe(1)
  })

  it('14.A5: is renewed once for all calls, a Request among them', async () => {
    const home = await setUpSilent()
    await home.world.advanceSeconds(301)
    const { fetch } = home.auth

    const answers = await Promise.all([fetch(EVENTS), fetch(new Request(EVENTS)), fetch(`${EVENTS}/2`)])

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(renewalsOf(home)).toBe(1)
  })

  it('14.A5: a renewed token counts from its renewal', async () => {
    const home = await setUpSilent()
    await home.world.advanceSeconds(301)
    await home.auth.fetch(EVENTS)
    home.calendar(() => {
      throw new TypeError('Failed to fetch')
    })
    await home.world.advanceSeconds(299)

    await expect(home.auth.fetch(EVENTS)).rejects.toThrow(TypeError)
    expect(renewalsOf(home)).toBe(1)
  })

  it('14.A5: is tried once within 300 s while the provider is down, and the session stands', async () => {
    const home = await setUpSilent()
    await home.world.advanceSeconds(301)
    const stop = home.provider.lie({
      respond: (endpoint) => (endpoint === 'token' ? new Response(null, { status: 503 }) : undefined),
    })

    for (let count = 0; count < 4; count += 1) {
      await expect(home.auth.fetch(EVENTS)).rejects.toThrow('Failed to fetch')
      home.tab.fire('visible')
      await home.world.advanceSeconds(30)
    }
    const asked = renewalsOf(home)
    stop()
    await home.world.advanceSeconds(301)

    expect((await home.auth.fetch(EVENTS)).status).toBe(200)
    expect(asked).toBe(1)
  })

  it('14.A5: is renewed and sent no second time where nobody knows whether it was carried out', async () => {
    const home = await setUpSilent()
    await home.world.advanceSeconds(301)

    await expect(home.auth.fetch(EVENTS, { method: 'POST', body: 'x' })).rejects.toThrow('Failed to fetch')
    expect(home.calls()).toHaveLength(1)
    expect((await home.auth.fetch(EVENTS, { method: 'POST', body: 'x' })).status).toBe(200)
    expect((await home.auth.fetch(EVENTS, { method: 'PUT', body: 'x' })).status).toBe(200)
    expect(renewalsOf(home)).toBe(1)
  })

  it('14.A5: is sent no third time when the new token is refused', async () => {
    const home = await setUpSilent()
    await home.world.advanceSeconds(301)
    let count = 0
    home.calendar(() => {
      count += 1
      if (count === 1) throw new TypeError('Failed to fetch')
      return new Response(null, { status: 401 })
    })

    expect((await home.auth.fetch(EVENTS)).status).toBe(401)
    expect(count).toBe(2)
  })

  it('14.A5: is renewed by a silent sign-in where there is no refresh token', async () => {
    const home = await setUpSilent({ provider: { refreshTokens: false } })
    await home.world.advanceSeconds(301)
    const call = home.auth.fetch(EVENTS)
    await until(() => home.tab.windows.length, 'the frame')

    await home.world.advanceSeconds(3)

    expect((await call).status).toBe(200)
    expect(home.tab.windows).toMatchObject([{ kind: 'frame' }])
  })

  it('14.A5: ends no session where there is nothing to renew with', async () => {
    const home = await setUpSilent({ provider: { refreshTokens: false } })
    home.world.allowsFrames = false
    await home.world.advanceSeconds(301)
    const call = home.auth.fetch(EVENTS)
    const refused = expect(call).rejects.toThrow('Failed to fetch')

    await home.world.advanceSeconds(12)

    await refused
    home.tab.fire('visible')
    home.tab.fire('online')
    await home.world.rest()
    expect(home.auth.state.status).toBe('signed-in')
  })

  it.each([
    ['while the token is young', 299, {}],
    ['while the browser is offline', 301, { isOffline: true }],
    ['when the caller has given up', 301, { isAborted: true }],
  ])('14.A5: is left as it is %s', async (_, seconds, { isOffline = false, isAborted = false }: Circumstances) => {
    const home = await setUpSilent()
    await home.world.advanceSeconds(seconds)
    const controller = new AbortController()
    home.calendar(() => {
      if (isAborted) controller.abort()
      throw new TypeError('Failed to fetch')
    })
    if (isOffline) home.world.network.isOnline = false

    await expect(home.auth.fetch(EVENTS, { signal: controller.signal })).rejects.toThrow()
    expect(renewalsOf(home)).toBe(0)
  })

  it('14.A5: is left as it is where the provider has told the lifetime', async () => {
    const home = await setUpSignedIn({ provider: { accessTokenSeconds: 3_600 } })
    home.calendar(() => {
      throw new TypeError('Failed to fetch')
    })
    await home.world.advanceSeconds(1_000)

    await expect(home.auth.fetch(EVENTS)).rejects.toThrow('Failed to fetch')
    expect(renewalsOf(home)).toBe(0)
  })

  it('14.A5: does not expire by itself: a token that works is never renewed', async () => {
    const home = await setUpSilent({ provider: { accessTokenSeconds: 90 * 86_400 } })
    await home.world.advanceSeconds(20 * 86_400)

    expect((await home.auth.fetch(EVENTS)).status).toBe(200)
    expect(renewalsOf(home)).toBe(0)
  })
})

interface Circumstances {
  readonly isOffline?: boolean
  readonly isAborted?: boolean
}
