import { describe, expect, it } from 'vitest'
import { setUpSignedIn, signIn } from '../support/home.js'
import { until } from '../support/until.js'

const API = 'http://localhost:8081/v1/'

/** A developer's page, signed in, whose API answers with these headers. */
async function setUpDeveloper(headers: Record<string, string> = {}) {
  const home = await setUpSignedIn({
    origin: 'http://localhost:8080',
    provider: { issuer: 'http://localhost:9000' },
    auth: { apis: { calendar: { url: API, anonymous: true } } },
  })
  home.world.serve(API, () => new Response('[]', { headers }))
  const problems = () => home.tab.events.flatMap((event) => (event.type === 'problem' ? [event.code] : []))
  // What looks over a developer's shoulder is loaded by then.
  await until(() => home.tab.warnings.length || home.auth.state.status === 'signed-in')
  await home.world.rest()
  for (let count = 0; count < 20; count += 1) await home.world.rest()
  return { ...home, problems }
}

describe('in development', () => {
  it.each<[Record<string, string>, boolean]>([
    [{ 'cache-control': 'max-age=60' }, true],
    [{ 'cache-control': 'private, max-age=60' }, true],
    [{ expires: 'Wed, 21 Oct 2026 07:28:00 GMT' }, true],
    [{ 'cache-control': 'public, immutable' }, true],
    [{ 'cache-control': 'no-store' }, false],
    [{ 'cache-control': 'no-cache, max-age=60' }, false],
    [{ 'cache-control': 'max-age=0' }, false],
    [{ 'cache-control': 'max-age=60', vary: 'Accept, Authorization' }, false],
    [{}, false],
  ])('an answer that the next user could be shown is told of: %j, %s', async (headers, isTold) => {
    const { auth, problems } = await setUpDeveloper(headers)

    await auth.fetch(`${API}events`)

    expect(problems().includes('answer-cacheable')).toBe(isTold)
  })

  it('an answer to a Request that the next user could be shown is told of, too', async () => {
    const { auth, problems } = await setUpDeveloper({ 'cache-control': 'max-age=60' })

    await auth.fetch(new Request(`${API}events`))

    expect(problems()).toContain('answer-cacheable')
  })

  it('a guest’s call of a declared API that is refused is none of an undeclared one, whoever has come since', async () => {
    const home = await setUpDeveloper()
    await home.auth.signOut({ provider: false })
    home.world.serve(API, () => new Response('', { status: 401 }))
    const auth = home.tab.auth()
    const held = home.world.network.hold(API, 'answer')
    const answer = auth.fetch(`${API}events`)
    await home.world.rest()
    await signIn(home.world.openTab(), home.provider)
    await until(() => auth.state.status === 'signed-in')
    held.release()

    expect((await answer).status).toBe(401)
    expect(home.problems()).not.toContain('undeclared-refused')
  })

  it.each<[string, RequestInit]>([
    ['asks for no cache', { cache: 'no-store' }],
    ['writes', { method: 'POST' }],
  ])('a call that %s is not told of', async (_, init) => {
    const { auth, problems } = await setUpDeveloper({ 'cache-control': 'max-age=60' })

    await auth.fetch(`${API}events`, init)

    expect(problems()).not.toContain('answer-cacheable')
  })

  it('an ID token that the app sends to an API is told of, and what it said is not shown', async () => {
    const home = await setUpDeveloper()
    const idToken = await home.provider.sign({
      header: { alg: 'RS256', typ: 'JWT' },
      claims: { iss: home.provider.issuer, sub: 'ada', aud: 'todo-spa', nonce: 'n-123456789012', at_hash: 'x' },
    })

    await home.auth.fetch(`${API}events`, { headers: { authorization: `Bearer ${idToken}` } })

    expect(home.problems()).toContain('credentials-id-token')
    expect(JSON.stringify([home.tab.events, home.tab.warnings])).not.toContain('n-123456789012')
    expect(home.world.network.to(API)[0]?.headers.get('authorization')).toBe(`Bearer ${idToken}`)
  })

  it.each(['Basic dXNlcjpwYXNz', 'Bearer opaque', 'Bearer a.b.c', 'Bearer eyJhbGciOiJub25lIn0.eyJzY29wZSI6IngifQ.'])(
    'other credentials of the app are its own business: %s',
    async (authorization) => {
      const { auth, problems } = await setUpDeveloper()

      await auth.fetch(`${API}events`, { headers: { authorization } })

      expect(problems()).not.toContain('credentials-id-token')
    },
  )

  it('nobody looks in production', async () => {
    const home = await setUpSignedIn()
    home.calendar(() => new Response('[]', { headers: { 'cache-control': 'max-age=60' } }))

    await home.auth.fetch('https://calendar.example.com/v1/events')

    expect(home.tab.events).not.toContainEqual(expect.objectContaining({ code: 'answer-cacheable' }))
  })
})
