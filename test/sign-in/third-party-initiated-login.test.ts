import { describe, expect, it } from 'vitest'
import { APP, GRACE, type Home, type HomeOptions, ISSUER, setUp, signIn } from '../support/home.js'
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

  it('12.5 counts once where a framework makes every client twice, and lets go of the first', async () => {
    const home = setUp({ auth: { initiateLogin: START } })
    const tab = home.world.openTab(`${START}?iss=${ISSUER}`)
    for (let count = 1; count <= 3; count += 1) {
      tab.auth().dispose()
      tab.auth()
      await until(() => tab.departures.length === count, 'the page to leave')
      tab.reload()
    }

    expect(tab.events).not.toContainEqual(expect.objectContaining({ type: 'problem' }))
  })

  it('needs an address that a browser may be at', () => {
    const { world } = setUp()

    expect(() => world.openTab().auth({ initiateLogin: 'ftp://x/' })).toThrow(TypeError)
  })
})

/** A signed-in user whom somebody else sends to the start of a sign-in, in a page of their own. */
async function arriveSignedIn(search: Record<string, string> | string, told: HomeOptions = {}) {
  const home = setUp({ ...told, auth: { initiateLogin: START, ...told.auth } })
  await signIn(home.tab, home.provider)
  await home.world.rest()
  const tab = home.world.openTab(`${START}?${new URLSearchParams(search)}`)
  const auth = tab.auth()
  const gone = { ...home, tab, auth }
  return { ...gone, hasStayed: await stays(gone) }
}

/** Lets time pass until something has come: a page that keeps nothing first asks the provider silently who is there. */
async function during<Value>({ world }: Pick<Home, 'world'>, work: Promise<Value>): Promise<Value> {
  let isOver = false
  const done = () => {
    isOver = true
  }
  work.then(done, done)
  while (!isOver) await world.advance(250)
  return work
}

/** The same after they have signed out. */
async function arriveSignedOut(search: Record<string, string>, told: HomeOptions = {}) {
  const home = setUp({ ...told, auth: { initiateLogin: START, ...told.auth } })
  const before = await during(home, signIn(home.tab, home.provider))
  await before.signOut({ provider: false })
  await home.world.rest()
  const tab = home.world.openTab(`${START}?${new URLSearchParams(search)}`)
  return { ...home, tab, auth: tab.auth() }
}

describe('12.5 a sign-in that a third party starts over a session (R-A16)', () => {
  it('leads to the place that was named, and starts nothing', async () => {
    const home = await arriveSignedIn({ iss: ISSUER, login_hint: GRACE.email, target_link_uri: `${APP}/inbox?x=1#y` })

    expect(home.hasStayed).toBe(true)
    expect(home.tab.url).toBe(`${APP}/inbox?x=1#y`)
    expect(home.tab.popstates).toEqual([`${APP}/inbox?x=1#y`])
    expect(home.auth.state.user?.sub).toBe('ada')
    expect(home.provider.requests.filter(({ endpoint }) => endpoint === 'authorization')).toHaveLength(1)
  })

  it('hands the place to onReturn, as a return does', async () => {
    const places: string[] = []
    const onReturn = (place: string) => void places.push(place)
    const home = await arriveSignedIn({ iss: ISSUER, target_link_uri: '/inbox' }, { auth: { onReturn } })

    expect(home.hasStayed).toBe(true)
    // One of them is that of the sign-in before.
    expect(places).toEqual([`${APP}/`, `${APP}/inbox`])
    expect(home.tab.url).toMatch(START)
  })

  it('leads there once where the first of two clients is let go of', async () => {
    const home = setUp({ auth: { initiateLogin: START } })
    await signIn(home.tab, home.provider)
    const tab = home.world.openTab(`${START}?${new URLSearchParams({ iss: ISSUER, target_link_uri: '/inbox' })}`)
    const places: string[] = []
    const onReturn = (place: string) => void places.push(place)
    tab.auth({ onReturn }).dispose()
    await tab.auth({ onReturn }).ready
    await home.world.rest()

    expect(places).toEqual([`${APP}/inbox`])
  })

  it.each(['https://evil.example/', '//evil.example/', 'javascript:alert(1)', ''])(
    'leads to the app where another place, or none, was named: %s',
    async (target_link_uri) => {
      const home = await arriveSignedIn({ iss: ISSUER, target_link_uri })

      expect(home.hasStayed).toBe(true)
      expect(home.tab.url).toBe(`${APP}/`)
    },
  )

  it('leaves the page alone where another issuer was named', async () => {
    const home = await arriveSignedIn({ iss: 'https://evil.example', target_link_uri: '/inbox' })

    expect(home.hasStayed).toBe(true)
    expect(new URL(home.tab.url).pathname).toBe(START)
  })

  it('leaves the page alone that has gone on before the session was read', async () => {
    const home = setUp({ auth: { initiateLogin: START } })
    await signIn(home.tab, home.provider)
    const tab = home.world.openTab(`${START}?${new URLSearchParams({ iss: ISSUER, target_link_uri: '/inbox' })}`)
    const auth = tab.auth()
    tab.platform.page?.replace(`${APP}/elsewhere`)

    expect(await stays({ ...home, tab, auth })).toBe(true)
    expect(tab.url).toBe(`${APP}/elsewhere`)
  })

  it.each(['tab', 'memory'] as const)('does so with persistence %s too', async (persistence) => {
    const home = setUp({ auth: { initiateLogin: START, persistence } })
    await during(home, signIn(home.tab, home.provider))
    const left = home.tab.departures.length
    home.tab.goTo(`${START}?${new URLSearchParams({ iss: ISSUER, target_link_uri: '/inbox' })}`)
    await during(home, home.tab.auth().ready)
    await until(() => home.tab.url === `${APP}/inbox`, 'the place')

    expect(home.tab.departures).toHaveLength(left)
  })

  it('does so where the app refuses the user: nobody else comes in their place', async () => {
    const home = setUp({ auth: { initiateLogin: START } })
    await signIn(home.tab, home.provider)
    await home.world.rest()
    const tab = home.world.openTab(`${START}?${new URLSearchParams({ iss: ISSUER, target_link_uri: '/inbox' })}`)
    const validate = () => ({ issues: [{ message: 'no' }] })
    const auth = tab.auth({ profile: { '~standard': { version: 1, vendor: 'test', validate } } })

    expect(await stays({ ...home, tab, auth })).toBe(true)
    expect(tab.url).toBe(`${APP}/inbox`)
  })
})

describe('12.5 a sign-in that a third party starts after a sign-out (R-A16)', () => {
  it('asks who it is: the provider’s own session does not undo the sign-out', async () => {
    const home = await arriveSignedOut({ iss: ISSUER, target_link_uri: '/inbox' })

    expect((await left(home)).searchParams.get('prompt')).toBe('login')
    home.tab.goTo(await home.provider.authorize(await left(home)))
    expect((await home.tab.auth().ready).status).toBe('signed-in')
    expect(home.tab.url).toBe(`${APP}/inbox`)
  })

  it('asks whatever prompt the app has, and for the consent that offline_access needs', async () => {
    const auth = { authorizationParams: { prompt: 'select_account' }, scopes: ['offline_access'] }
    const home = await arriveSignedOut({ iss: ISSUER }, { auth })

    expect((await left(home)).searchParams.get('prompt')).toBe('login consent')
  })

  it('asks also the second time, when the first was not gone through with', async () => {
    const home = await arriveSignedOut({ iss: ISSUER })
    await left(home)
    const again = { ...home, tab: home.world.openTab(`${START}?iss=${ISSUER}`) }
    again.tab.auth()

    expect((await left(again)).searchParams.get('prompt')).toBe('login')
  })

  it.each(['tab', 'memory'] as const)('asks with persistence %s too', async (persistence) => {
    const home = await arriveSignedOut({ iss: ISSUER }, { auth: { persistence } })

    expect((await left(home)).searchParams.get('prompt')).toBe('login')
  })

  it('asks also where the user had been away for too long', async () => {
    const home = setUp({ auth: { initiateLogin: START, idle: { signOutAfterSeconds: 60 } } })
    await signIn(home.tab, home.provider)
    await home.world.advanceSeconds(120)
    const tab = home.world.openTab(`${START}?iss=${ISSUER}`)
    tab.auth()

    expect((await left({ ...home, tab, auth: tab.auth() })).searchParams.get('prompt')).toBe('login')
  })

  it('asks where it cannot be known whether there was one', async () => {
    const home = setUp({ auth: { initiateLogin: START } })
    await home.tab.platform.store.change(JSON.stringify(['session', ISSUER, home.world.options.clientId]), () => ({
      row: { version: 'another' },
      result: undefined,
    }))
    const tab = home.world.openTab(`${START}?iss=${ISSUER}`)

    expect((await left({ ...home, tab, auth: tab.auth() })).searchParams.get('prompt')).toBe('login')
  })

  it('asks nothing of the kind where there was none, or where the session had run out', async () => {
    expect((await left(arrive({ iss: ISSUER }))).searchParams.get('prompt')).toBeNull()

    const home = setUp({ auth: { initiateLogin: START, sessionLifetimeSeconds: 60 } })
    await signIn(home.tab, home.provider)
    await home.world.advanceSeconds(120)
    const tab = home.world.openTab(`${START}?iss=${ISSUER}`)
    expect((await left({ ...home, tab, auth: tab.auth() })).searchParams.get('prompt')).toBeNull()
  })
})

/** Places of this origin that a router which is handed the path, or a part of it, takes for another host's. */
const DOUBLED = [
  `${APP}//evil.example/`,
  `${APP}///evil.example/`,
  `${APP}/\\evil.example/`,
  `${APP}\\\\evil.example/`,
  '/\t//evil.example/',
  '/.//evil.example/',
  '/x/..//evil.example/',
  '/%2e//evil.example/',
  '/%2Fevil.example/',
  '/%2f%2fevil.example/',
  '/%5cevil.example/',
  '/%5C%5Cevil.example/',
  '/%252fevil.example/',
  '/%25252F%25252Fevil.example/',
  '/%25%32%66evil.example/',
  '/%09/evil.example/',
  '/%0d%0a/evil.example/',
  '/%0A%2fevil.example/',
  '/.%2f/evil.example/',
  '/%2e%2f%2fevil.example/',
  '/..%5c/evil.example/',
  `${APP}//`,
]

describe('12.5 a place that is named never has a doubled slash', () => {
  it.each([...DOUBLED, '/app//evil.example/', '/app/%2fevil.example/', '/app/\\evil.example/'])('%j', async (place) => {
    const search = { iss: ISSUER, target_link_uri: place }
    const [start, over] = [arrive(search), await arriveSignedIn(search)]
    start.tab.goTo(await start.provider.authorize(await left(start)))
    await start.tab.auth().ready

    expect([start.tab.url, over.tab.url]).toEqual([`${APP}/`, `${APP}/`])
    expect([...start.tab.replaced, ...over.tab.replaced].filter((url) => url.includes('evil'))).toEqual([])
  })

  it.each([
    '/inbox?next=//evil.example/#//evil.example/',
    '/.well-known/x',
    '/%E6%97%A5/%7Eada/%23x/%40me',
    '/proxy/https%3A%2F%2Fsite.example%2Fx',
    '/a%2Fb/c/',
    '/...',
  ])('and is otherwise left as it is: %s', async (place) => {
    expect((await arriveSignedIn({ iss: ISSUER, target_link_uri: place })).tab.url).toBe(`${APP}${place}`)
  })
})

describe('12.5 a returnTo never begins with a doubled slash', () => {
  it.each(DOUBLED)('%j', async (returnTo) => {
    const places: string[] = []
    const { tab, provider, world } = setUp({ auth: { onReturn: (place) => void places.push(place) } })
    const auth = await signIn(tab, provider, { options: { returnTo } })
    await auth.signOut({ returnTo })
    await world.rest()
    tab.goTo(`${provider.endSession(new URL(`${tab.departures.at(-1)}`))}`)
    await tab.auth().ready

    expect(places).toEqual([`${APP}/`])
    expect(tab.url).toBe(`${APP}/`)
    expect(tab.replaced.filter((url) => url.includes('evil'))).toEqual([])
  })

  it('nor does the address that the user was at', async () => {
    const { world, provider } = setUp()
    const tab = world.openTab('https://todo.example.com//evil.example/')

    expect((await signIn(tab, provider)).state.status).toBe('signed-in')
    expect(tab.url).toBe(`${APP}/`)
  })

  it.each(['/bucket//key', '/proxy/https%3A%2F%2Fsite.example', '/%7Eada/', '/?next=//x'])(
    'and is otherwise left as it is: %s',
    async (returnTo) => {
      const { tab, provider } = setUp()
      await signIn(tab, provider, { options: { returnTo } })

      expect(tab.url).toBe(`${APP}${returnTo}`)
    },
  )
})
