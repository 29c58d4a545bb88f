import { describe, expect, it } from 'vitest'
import { APP, ISSUER, setUp } from '../support/home.js'
import { until } from '../support/until.js'

const START = '/start-login'

/** A page that somebody else has sent the user to. */
function arrive(search: Record<string, string> | string, { path = START, auth = {} } = {}) {
  const home = setUp({ auth: { initiateLogin: START, ...auth } })
  const tab = home.world.openTab(`${path}?${new URLSearchParams(search)}`)
  return { ...home, tab, auth: tab.auth() }
}

async function left({ tab }: ReturnType<typeof arrive>): Promise<URL> {
  return new URL(await until(() => tab.departures[0], 'the page to leave'))
}

async function stays({ tab, auth, world }: ReturnType<typeof arrive>): Promise<boolean> {
  await auth.ready
  for (let count = 0; count < 20; count += 1) await world.rest()
  return tab.departures.length === 0
}

describe('a sign-in that a third party starts (R-A16, C-38)', () => {
  it('goes to this issuer, with the hint, and comes back to the place that was named', async () => {
    const home = arrive({ iss: ISSUER, login_hint: 'ada@example.com', target_link_uri: `${APP}/inbox?x=1` })
    const url = await left(home)

    expect(url.origin).toBe(ISSUER)
    expect(url.searchParams.get('login_hint')).toBe('ada@example.com')
    home.tab.goTo(await home.provider.authorize(url))
    await home.tab.auth().ready
    expect(home.tab.url).toBe(`${APP}/inbox?x=1`)
  })

  it.each([
    '//evil.example/',
    'https://evil.example/',
    'javascript:alert(1)',
    'https://todo.example.com.evil.example/',
    '',
  ])('comes back to the app, wherever else is named: %s', async (target_link_uri) => {
    const home = arrive({ iss: ISSUER, target_link_uri })
    home.tab.goTo(await home.provider.authorize(await left(home)))
    await home.tab.auth().ready

    expect(home.tab.url).toBe(`${APP}/`)
  })

  it.each([
    { iss: 'https://evil.example' },
    { iss: `${ISSUER}/` },
    { iss: '' },
    {},
    'iss=a&iss=b',
    `iss=${ISSUER}&iss=x`,
  ])('is not started for another issuer, or none: %j', async (search) => {
    expect(await stays(arrive(search))).toBe(true)
  })

  it('is not started at another address', async () => {
    expect(await stays(arrive({ iss: ISSUER }, { path: '/' }))).toBe(true)
    expect(await stays(arrive({ iss: ISSUER }, { path: `${START}/x` }))).toBe(true)
  })

  it('is not started where the option is not set', async () => {
    expect(await stays(arrive({ iss: ISSUER }, { auth: { initiateLogin: undefined } }))).toBe(true)
  })

  it('is not started in a frame of another site (R-A17)', async () => {
    const home = setUp({ auth: { initiateLogin: START } })
    const tab = home.world.openTab(`${START}?iss=${ISSUER}`)
    tab.isEmbedded = true
    const auth = tab.auth()
    await auth.ready
    await until(() => tab.events.some((event) => event.type === 'problem'), 'the refusal')

    expect(tab.departures).toEqual([])
    expect(tab.events).toContainEqual(expect.objectContaining({ code: 'sign-in-embedded' }))
  })

  it('is not started again by the return that was to lead to its own address', async () => {
    const link = `${APP}${START}?${new URLSearchParams({ iss: ISSUER })}`
    const home = arrive({ iss: ISSUER, target_link_uri: link })
    home.tab.goTo(await home.provider.authorize(await left(home)))
    await home.tab.auth().ready
    for (let count = 0; count < 20; count += 1) await home.world.rest()

    expect(home.tab.url).toBe(link)
    expect(home.tab.departures).toHaveLength(1)
  })

  it('does not go on for ever: the fourth within 30 s is not started', async () => {
    const home = arrive({ iss: ISSUER })
    await left(home)
    for (let count = 2; count <= 3; count += 1) {
      home.tab.reload()
      home.tab.auth()
      await until(() => home.tab.departures.length === count, 'the page to leave')
    }
    home.tab.reload()
    home.tab.auth()
    await until(() => home.tab.events.some((event) => event.type === 'problem'), 'the refusal')

    expect(home.tab.departures).toHaveLength(3)
  })

  it('needs an address that a browser may be at', () => {
    const { world } = setUp()

    expect(() => world.openTab().auth({ initiateLogin: 'ftp://x/' })).toThrow(TypeError)
  })
})
