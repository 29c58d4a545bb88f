import { describe, expect, it } from 'vitest'
import { CALENDAR, type HomeOptions, setUpSignedIn, signIn } from '../support/home.js'
import { until } from '../support/until.js'

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

  it('14.B5 goes out with the other calls of its API: none waits for another', async () => {
    const { auth, provider, world } = await setUpMixed()
    provider.lie('renewal-ends-access-tokens')
    for (let count = 0; count < 4; count += 1) await auth.fetch(count % 2 ? POSTS : EVENTS)
    await auth.fetch(EVENTS)
    const before = world.network.to(POSTS).length
    const held = world.network.hold(POSTS, 'answer')

    const all = Promise.all([auth.fetch(POSTS), auth.fetch(POSTS), auth.fetch(POSTS)])
    await world.rest()
    const sent = world.network.to(POSTS).length - before
    held.release()

    expect((await all).every(isOk)).toBe(true)
    expect(sent).toBe(3)
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

describe('a token that another audience’s renewal may have ended', () => {
  const outlive = { method: 'POST', body: 'bye', keepalive: true }

  /** The token for posts has not been used since another audience got one, and answers of that API are kept back. */
  async function setUpOutdated() {
    const home = await setUpMixed()
    await home.auth.fetch(EVENTS)
    const held = home.world.network.hold(POSTS, 'answer')
    return { ...home, held, posts: () => home.world.network.to(POSTS).length }
  }

  it('is tried by one call, for which the others wait', async () => {
    const { auth, world, held, posts } = await setUpOutdated()

    const all = Promise.all([auth.fetch(POSTS), auth.fetch(POSTS), auth.fetch(new Request(POSTS))])
    await world.rest()
    const before = posts()
    held.release()

    expect((await all).every(isOk)).toBe(true)
    expect([before, posts()]).toEqual([1, 3])
  })

  it.each<[string, () => [RequestInfo, RequestInit?]]>([
    ['an init', () => [POSTS, outlive]],
    ['a Request', () => [new Request(POSTS, outlive)]],
  ])('is not waited for by what outlives the page: so says %s', async (_, toCall) => {
    const { auth, world, held, posts } = await setUpOutdated()

    const all = Promise.all([auth.fetch(POSTS), auth.fetch(...toCall())])
    await world.rest()
    const before = posts()
    held.release()

    expect((await all).every(isOk)).toBe(true)
    expect(before).toBe(2)
  })

  it('is waited for by what says that it does not outlive the page, though its Request did', async () => {
    const { auth, world, held, posts } = await setUpOutdated()

    const all = Promise.all([auth.fetch(POSTS), auth.fetch(new Request(POSTS, outlive), { keepalive: false })])
    await world.rest()
    const before = posts()
    held.release()

    expect((await all).every(isOk)).toBe(true)
    expect(before).toBe(1)
  })

  it('has outlived it when a call with it was let in: from then on a call leaves in the same breath', async () => {
    const { auth, held, posts } = await setUpOutdated()
    held.release()
    await auth.fetch(POSTS)
    const before = posts()

    const answer = auth.fetch(POSTS, outlive)
    const after = posts()

    expect((await answer).status).toBe(200)
    expect(after).toBe(before + 1)
  })

  it('has outlived it for each call that follows: from then on nobody waits', async () => {
    const { auth, world, held } = await setUpOutdated()
    const first = auth.fetch(POSTS)
    await world.rest()
    held.release()
    await first
    const again = world.network.hold(POSTS, 'answer')
    const before = world.network.to(POSTS).length

    const all = Promise.all([auth.fetch(new Request(POSTS)), auth.fetch(new Request(POSTS)), auth.fetch(POSTS)])
    await world.rest()
    const sent = world.network.to(POSTS).length - before
    again.release()

    expect((await all).every(isOk)).toBe(true)
    expect(sent).toBe(3)
  })
})

describe('a guest’s call that waits for its turn', () => {
  it('stays one when another user signs in meanwhile: it carries no token of theirs (R-L11)', async () => {
    const { auth, provider, world } = await setUpMixed()
    provider.lie('renewal-ends-access-tokens')
    for (let count = 0; count < 4; count += 1) await auth.fetch(count % 2 ? POSTS : EVENTS)
    const held = world.network.hold(POSTS, 'answer')
    const slow = auth.fetch(POSTS).catch(({ code }) => code)
    await world.rest()
    await auth.signOut({ provider: false })
    const before = world.network.to(CALENDAR).length

    const guest = auth.fetch(EVENTS, { method: 'DELETE' }).catch(({ code }) => code)
    await world.rest()
    await signIn(world.openTab(), provider, { visit: { user: 'grace' } })
    await until(() => auth.state.user?.sub === 'grace')
    held.release()

    expect(await guest).toBe('sign-in-required')
    expect(await slow).toBe('user-changed')
    expect(world.network.to(CALENDAR)).toHaveLength(before)
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
