import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { CALENDAR, type Home, type HomeOptions, setUp, signIn } from '../support/home.js'

const EVENTS = `${CALENDAR}events`
const KEY = new TextEncoder().encode('a secret that nobody here knows')
const jwt = (claims: Record<string, unknown>) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(KEY)

/** Access tokens that a client which looks inside would treat in another way. */
const TOKENS: Readonly<Record<string, () => Promise<string> | string>> = {
  'random printable letters': () =>
    Array.from(crypto.getRandomValues(new Uint8Array(64)), (byte) => String.fromCharCode(33 + (byte % 94))).join(''),
  'a JWT of another user': () => jwt({ sub: 'grace', iss: 'https://evil.example', aud: 'other', scope: 'admin' }),
  'a JWT that expired years ago': () => jwt({ sub: 'ada', exp: 1_000_000_000, iat: 999_999_000 }),
  'a JWT that is not valid yet': () => jwt({ sub: 'ada', nbf: 4_000_000_000, exp: 4_000_000_100 }),
  'sixteen kilobytes': () => 'x'.repeat(16_384),
  'dots and JSON': () => '{"sub":"grace"}.{}.%7B%7D',
  'what looks like a prototype': () => '__proto__.constructor.toString',
}

/** A day in the life of a session, and all that could be seen of it. */
async function liveThrough(options: HomeOptions, token: () => Promise<string> | string) {
  // Made before: what takes its own time must not be what differs.
  const made = await Promise.all(Array.from({ length: 8 }, async (_, index) => `${await token()}${index}`))
  const home: Home = setUp(options)
  const { tab, world, provider } = home
  home.calendar((request) => {
    // Its own API: it knows its tokens by sight alone.
    const isGood = good.has((request.headers.get('authorization') ?? '').replace(/^\w+ /, ''))
    return new Response('[]', { status: isGood ? 200 : 401 })
  })
  const good = new Set<string>()
  provider.lie({
    accessToken: () => {
      // Different each time, and of the same kind.
      const next = made.pop() ?? ''
      good.add(next)
      return next
    },
  })
  const auth = await signIn(tab, provider)
  const statuses = [(await auth.fetch(EVENTS)).status]
  await world.advanceSeconds(400)
  statuses.push((await auth.fetch(EVENTS)).status)
  await world.advanceSeconds(20)
  good.clear()
  statuses.push((await auth.fetch(EVENTS)).status)
  tab.reload()
  const again = tab.auth()
  await again.ready
  statuses.push((await again.fetch(EVENTS)).status)
  const { tokens } = await again.inspect()
  const { length: _, fingerprint: __, ...inspected } = Object(tokens['calendar'])
  await again.signOut({ provider: false })
  return {
    statuses,
    inspected,
    events: tab.events.map(({ time, ...event }) => JSON.stringify(event)),
    sent: world.network.sent.map(({ method, url }) => `${method} ${url.replace(/\?.*/, '')}`),
    state: again.state,
    warnings: tab.warnings,
  }
}

describe.each<[string, HomeOptions]>([
  ['bearer', {}],
  ['DPoP', { auth: { dpop: true } }],
])('with %s tokens the access token is opaque (R-T14)', (_, options) => {
  it.each(Object.keys(TOKENS))('%s: everything is as with any other token', async (kind) => {
    const ordinary = await liveThrough(options, () => 'an-ordinary-token')

    const other = await liveThrough(options, TOKENS[kind] ?? (() => ''))

    expect(other).toEqual(ordinary)
    expect(ordinary.statuses).toEqual([200, 200, 200, 200])
  })
})
