import { describe, expect, it } from 'vitest'
import { CALENDAR, type HomeOptions, setUpSignedIn } from '../support/home.js'

const EVENTS = `${CALENDAR}events`
const POSTS = 'https://microblog.example.com/v1/posts'

const APIS = {
  calendar: { url: CALENDAR, scopes: ['events.read'], params: { audience: 'calendar' } },
  microblog: { url: 'https://microblog.example.com/v1/', scopes: ['posts.read'] },
}

/** Two APIs, one with a token of its own, and how often each said 401. */
async function setUpMixed(told: HomeOptions = {}) {
  const home = await setUpSignedIn({ ...told, auth: { apis: APIS, ...told.auth } })
  const refused: string[] = []
  const answer = async (request: Request) => {
    const refusal = await home.provider.guard(request)
    if (refusal) refused.push(request.url)
    return refusal ?? Response.json([])
  }
  home.calendar(answer)
  home.world.serve('https://microblog.example.com/v1/', answer)
  const problems = () => home.tab.events.flatMap((event) => (event.type === 'problem' ? [event.code] : []))
  return { ...home, refused, problems, renewals: () => home.seen('token').length }
}

const isOk = ({ status }: Response) => status === 200

describe('an API with a token of its own, where a renewal ends the former access tokens', () => {
  it('14.B5 costs three 401 in twelve calls in turn, and it is said what does it', async () => {
    const { auth, provider, refused, problems, renewals } = await setUpMixed()
    provider.lie('renewal-ends-access-tokens')

    const answers: Response[] = []
    for (let count = 0; count < 12; count += 1) answers.push(await auth.fetch(count % 2 ? POSTS : EVENTS))

    expect(answers.every(isOk)).toBe(true)
    expect(refused).toHaveLength(3)
    expect(renewals()).toBe(12)
    expect(problems()).toEqual(['renewal-ends-tokens'])
  })

  it('14.B5 costs at most four 401 in twelve calls side by side, again and again, and a renewal for each API', async () => {
    const { auth, provider, refused, renewals } = await setUpMixed()
    provider.lie('renewal-ends-access-tokens')
    const all = () => Promise.all(Array.from({ length: 12 }, (_, count) => auth.fetch(count % 2 ? POSTS : EVENTS)))

    const first = await all()
    const costs = refused.length
    const second = await all()
    const third = await all()
    const before = renewals()
    const fourth = await all()

    expect([...first, ...second, ...third, ...fourth].every(isOk)).toBe(true)
    expect(costs).toBeLessThanOrEqual(4)
    expect(refused.length).toBeLessThanOrEqual(4)
    expect(renewals() - before).toBeLessThanOrEqual(2)
  })

  it('14.B5 is found out with userInfo beside an API, too', async () => {
    const { auth, provider, problems, seen } = await setUpMixed()
    provider.lie('renewal-ends-access-tokens')

    for (let count = 0; count < 6; count += 1) {
      await auth.fetch(EVENTS)
      await auth.userInfo()
    }

    // Two that are asked with a dead token, and once more.
    expect(seen('userinfo')).toHaveLength(8)
    expect(problems()).toEqual(['renewal-ends-tokens'])
  })

  it('14.B5 is renewed before headersFor gives it out', async () => {
    const { auth, provider } = await setUpMixed({
      auth: { apis: { ...APIS, microblog: { ...APIS.microblog, headers: true } } },
    })
    provider.lie('renewal-ends-access-tokens')
    for (let count = 0; count < 4; count += 1) await auth.fetch(count % 2 ? POSTS : EVENTS)
    await auth.fetch(EVENTS)

    const headers = await auth.headersFor(POSTS)

    expect(await provider.guard(new Request(POSTS, { headers }))).toBe(undefined)
  })

  it('14.B5 waits for the calls of the other API, and not for ever', async () => {
    const { auth, provider, world, refused } = await setUpMixed()
    provider.lie('renewal-ends-access-tokens')
    for (let count = 0; count < 4; count += 1) await auth.fetch(count % 2 ? POSTS : EVENTS)
    const held = world.network.hold(POSTS, 'answer')
    const slow = auth.fetch(POSTS)
    const call = auth.fetch(EVENTS)
    await world.rest()
    const before = world.network.to(CALENDAR).length
    await world.advanceSeconds(6)

    expect((await call).status).toBe(200)
    expect(world.network.to(CALENDAR)).toHaveLength(before + 1)
    held.release()
    expect((await slow).status).toBe(200)
    expect(refused).toHaveLength(3)
  })

  it('14.B5 gives up a call that waits for its turn when the caller does, and goes on with the next', async () => {
    const { auth, provider, world } = await setUpMixed()
    provider.lie('renewal-ends-access-tokens')
    for (let count = 0; count < 4; count += 1) await auth.fetch(count % 2 ? POSTS : EVENTS)
    const held = world.network.hold(POSTS, 'answer')
    const slow = auth.fetch(POSTS)
    const controller = new AbortController()
    const given = auth.fetch(EVENTS, { signal: controller.signal })
    const refusal = expect(given).rejects.toThrow('enough')
    await world.rest()

    controller.abort(new Error('enough'))
    await refusal
    held.release()

    expect((await slow).status).toBe(200)
    expect((await auth.fetch(EVENTS)).status).toBe(200)
  })
})

describe('an API with a token of its own, at any other provider', () => {
  it('14.B5 costs one renewal for its token, no 401, and no word', async () => {
    const { auth, refused, problems, renewals } = await setUpMixed()

    for (let count = 0; count < 12; count += 1) await auth.fetch(count % 2 ? POSTS : EVENTS)
    await Promise.all(Array.from({ length: 12 }, (_, count) => auth.fetch(count % 2 ? POSTS : EVENTS)))

    expect(refused).toEqual([])
    expect(renewals()).toBe(1)
    expect(problems()).toEqual([])
  })

  it('14.B5 is not suspected for one token that is taken back', async () => {
    const { auth, provider, problems, renewals } = await setUpMixed()
    await auth.fetch(EVENTS)
    provider.revokeAccessTokens()

    for (let count = 0; count < 12; count += 1) await auth.fetch(count < 6 ? POSTS : EVENTS)

    expect(problems()).not.toContain('renewal-ends-tokens')
    expect(renewals()).toBe(3)
  })

  it('14.B5 is not suspected for an API that refuses every token', async () => {
    const { auth, problems, calendar } = await setUpMixed()
    calendar(() => new Response(null, { status: 401 }))

    for (let count = 0; count < 12; count += 1) await auth.fetch(count % 2 ? POSTS : EVENTS)

    expect(problems()).not.toContain('renewal-ends-tokens')
    expect(problems()).toContain('api-token-audience')
  })
})
