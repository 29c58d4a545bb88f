import { describe, expect, it } from 'vitest'
import { endByFrontChannel } from '../../src/sign-in/front-channel-logout.js'
import { CALENDAR, CLIENT_ID, type Home, type HomeOptions, ISSUER, setUp, signIn } from '../support/home.js'
import type { Options, Tab } from '../support/tab.js'
import { until } from '../support/until.js'

const SID = 'session-7'

/** Signed in, at a provider whose ID tokens name its session; `undefined` names none. */
async function setUpNamed({
  sid = SID as string | undefined,
  ...told
}: HomeOptions & { readonly sid?: string | undefined } = {}) {
  const home = setUp(told)
  home.provider.lie({
    idToken: ({ claims: { sid: _, ...claims }, ...token }) => ({
      ...token,
      claims: { ...claims, ...(sid && { sid }) },
    }),
  })
  const auth = await signIn(home.tab, home.provider)
  await home.world.rest()
  return { ...home, auth }
}

/** The page at the `frontchannel_logout_uri` with these parameters, in a frame unless said. */
async function logOut(
  { world, provider }: Pick<Home, 'world' | 'provider'>,
  query: Readonly<Record<string, string>> | string = { iss: ISSUER, sid: SID },
  { isFramed = true, issuer = ISSUER, clientId = CLIENT_ID } = {},
) {
  await world.rest()
  const page = world.openTab(`/front-channel-logout.html?${new URLSearchParams(query)}`)
  const before = [world.network.sent.length, provider.requests.length]
  const outcome = await endByFrontChannel(page.platform, { issuer, clientId }, isFramed)
  await world.rest()
  // Whatever comes of it.
  expect([world.network.sent.length, provider.requests.length]).toEqual(before)
  expect([page.departures, page.windows, page.posts, page.replaced]).toEqual([[], [], [], []])
  return outcome
}

const statusAt = async (tab: Tab, options?: Partial<Options>) => (await tab.auth(options).ready).status

describe('a provider that frames the page when its user signs out there (R-L08, C-43)', () => {
  it('ends the session in every tab, and for the next page', async () => {
    const home = await setUpNamed()
    const other = home.world.openTab()
    await other.auth().ready

    expect(await logOut(home)).toBe('signed-out')

    expect([home.auth.state, other.auth().state]).toEqual([
      { status: 'signed-out', reason: 'elsewhere' },
      { status: 'signed-out', reason: 'elsewhere' },
    ])
    expect(await home.world.openTab().auth().ready).toEqual({ status: 'signed-out', reason: 'signed-out' })
    await expect(home.auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'sign-in-required' })
  })

  it('is obeyed over a query of the page’s own, and parameters that are not the specification’s', async () => {
    const home = await setUpNamed()

    expect(await logOut(home, { app: 'todo', iss: ISSUER, sid: SID, state: 'x' })).toBe('signed-out')
  })

  it('ends a session with proofs, and one that is too old to be restored', async () => {
    const bound = await setUpNamed({ auth: { dpop: true } })
    const old = await setUpNamed({ auth: { sessionLifetimeSeconds: 60 } })
    old.tab.close()
    await old.world.advanceSeconds(3_600)

    expect(await logOut(bound)).toBe('signed-out')
    expect(await logOut(old)).toBe('signed-out')
  })

  it('reaches the other tabs where no note does: localStorage may be blocked', async () => {
    const home = await setUpNamed()
    home.world.tellOfNote = () => undefined

    await logOut(home)

    expect(home.auth.state.status).toBe('signed-out')
  })

  it('ends what a renewal under way would bring', async () => {
    const home = await setUpNamed()
    await home.world.advanceSeconds(600)
    const held = home.world.network.hold(`${ISSUER}/token`, 'answer', 1)
    const call = home.auth.fetch(`${CALENDAR}events`).catch((error) => error.code)
    await until(() => held.count, 'the answer to be held')
    const page = home.world.openTab(`/?${new URLSearchParams({ iss: ISSUER, sid: SID })}`)

    const outcome = await endByFrontChannel(page.platform, { issuer: ISSUER, clientId: CLIENT_ID }, true)
    held.release()

    expect([outcome, await call]).toEqual(['signed-out', 'sign-in-required'])
    expect(await statusAt(home.world.openTab())).toBe('signed-out')
  })

  it('may come after the app’s own sign-out, and finds nobody (C-42)', async () => {
    const home = await setUpNamed()
    await home.auth.signOut({ provider: false })

    expect(await logOut(home)).toBe('no-session')
  })

  it('is obeyed after a renewal whose ID token names no session', async () => {
    const home = await setUpNamed()
    await home.world.advanceSeconds(600)
    home.provider.lie({
      idToken: ({ claims: { sid: _, ...claims }, ...token }) => ({ ...token, claims }),
    })
    await home.auth.fetch(`${CALENDAR}events`)

    expect(await logOut(home)).toBe('signed-out')
  })
})

describe('a stranger who frames the page (R-L08)', () => {
  it.each([
    ['nothing', ''],
    ['no sid', { iss: ISSUER }],
    ['no iss', { sid: SID }],
    ['an empty sid', { iss: ISSUER, sid: '' }],
    ['an empty iss', { iss: '', sid: SID }],
    ['two sids, the right one first', `iss=${ISSUER}&sid=${SID}&sid=x`],
    ['two sids, the right one last', `iss=${ISSUER}&sid=x&sid=${SID}`],
    ['two issuers', `iss=${ISSUER}&iss=${ISSUER}&sid=${SID}`],
  ])('signs nobody out with %s', async (_, query) => {
    const home = await setUpNamed()

    expect(await logOut(home, query)).toBe('invalid-request')
    expect(home.auth.state.status).toBe('signed-in')
    expect(await statusAt(home.world.openTab())).toBe('signed-in')
  })

  it.each([
    ['another sid', { iss: ISSUER, sid: 'session-8' }, 'other-session'],
    ['the beginning of the sid', { iss: ISSUER, sid: SID.slice(0, -1) }, 'other-session'],
    ['the sid in another case', { iss: ISSUER, sid: SID.toUpperCase() }, 'other-session'],
    ['the name of a member of every object', { iss: ISSUER, sid: 'undefined' }, 'other-session'],
    ['another issuer', { iss: 'https://evil.example', sid: SID }, 'other-issuer'],
    ['the issuer with a slash more', { iss: `${ISSUER}/`, sid: SID }, 'other-issuer'],
  ])('signs nobody out with %s', async (_, query, why) => {
    const home = await setUpNamed()

    expect(await logOut(home, query)).toBe(why)
    expect(home.auth.state.status).toBe('signed-in')
    expect(await statusAt(home.world.openTab())).toBe('signed-in')
  })

  it.each(['', 'undefined', 'null'])('signs nobody out whose ID token named no session, with sid=%s', async (sid) => {
    const home = await setUpNamed({ sid: undefined })

    expect(await logOut(home, { iss: ISSUER, sid })).toMatch(/^(invalid-request|other-session)$/)
    expect(home.auth.state.status).toBe('signed-in')
  })

  it('signs nobody out with the sid of the user before', async () => {
    const home = await setUpNamed()
    home.provider.lie({ idToken: (token) => ({ ...token, claims: { ...token.claims, sid: 'session-8' } }) })
    const auth = await signIn(home.tab, home.provider, { visit: { user: 'grace' } })

    expect(await logOut(home)).toBe('other-session')
    expect(auth.state).toMatchObject({ status: 'signed-in', user: { sub: 'grace' } })
  })

  it('signs nobody out where the page is not framed: a link is no logout', async () => {
    const home = await setUpNamed()

    expect(await logOut(home, { iss: ISSUER, sid: SID }, { isFramed: false })).toBe('not-framed')
    expect(home.auth.state.status).toBe('signed-in')
  })

  it('signs nobody out of another client of the same origin', async () => {
    const home = await setUpNamed()

    expect(await logOut(home, { iss: ISSUER, sid: SID }, { clientId: 'other-app' })).toBe('no-session')
    expect(home.auth.state.status).toBe('signed-in')
  })
})

describe('where the frame has no storage of the app’s', () => {
  it('finds nobody in a partition of its own, and the session stands', async () => {
    const home = await setUpNamed()
    const partition = setUp()

    expect(await logOut(partition)).toBe('no-session')
    expect(home.auth.state.status).toBe('signed-in')
  })

  it('finds no session that is a tab’s own', async () => {
    const home = await setUpNamed({ auth: { persistence: 'tab' } })

    expect(await logOut(home)).toBe('no-session')
    expect(home.auth.state.status).toBe('signed-in')
  })

  it('says so when the store fails', async () => {
    const home = await setUpNamed()
    home.world.store.takeAway()

    expect(await logOut(home)).toBe('storage-failed')
  })
})

it('the sid is in no state and no event: it is sealed with the session', async () => {
  const home = await setUpNamed()

  expect(JSON.stringify([home.auth.state, home.tab.events, await home.auth.inspect()])).not.toContain(SID)
  expect(JSON.stringify([...home.world.notes, ...home.tab.notes])).not.toContain(SID)
})
