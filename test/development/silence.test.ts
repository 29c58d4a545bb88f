import { describe, expect, it } from 'vitest'
import { departure, type Home, type HomeOptions, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { until } from '../support/until.js'

// Set-ups that do not work although nothing fails, or whose failure has no words of its own.

const ORIGIN = 'http://localhost:8080'
const ISSUER = 'http://localhost:9000'
const API = 'http://localhost:8081/v1/'
const OTHER = 'http://localhost:8082'

const develop = ({ auth, provider, ...options }: HomeOptions = {}): HomeOptions => ({
  origin: ORIGIN,
  provider: { issuer: ISSUER, ...provider },
  auth: { apis: { calendar: { url: API } }, ...auth },
  ...options,
})

/** What the console tells of a code, once it does. */
const told = ({ tab, world }: Home, code: string): Promise<string> =>
  until(() => {
    void world.rest()
    return tab.warnings.find((line) => line.startsWith(`latchkey: [${code}]`))
  }, `the console to tell of ${code}`)

/** How often the console has told of a code when the page is at rest. */
async function count({ tab, world }: Home, code: string): Promise<number> {
  for (let turn = 0; turn < 20; turn += 1) await world.rest()
  return tab.warnings.filter((line) => line.startsWith(`latchkey: [${code}]`)).length
}

describe('a 401 of an undeclared URL', () => {
  const refuse = (): Response => new Response('', { status: 401 })

  async function setUpOther(answer = refuse) {
    const home = await setUpSignedIn(develop())
    home.world.serve(OTHER, answer)
    return home
  }

  it('while a user is signed in names the URL, what is declared, and the line to write', async () => {
    const home = await setUpOther()
    await home.auth.fetch(`${OTHER}/v2/events?secret=hunter2#part`)

    const text = await told(home, 'undeclared-refused')
    expect(text).toContain(`${OTHER}/v2/events answered 401, and the call had no token`)
    expect(text).toContain(`Declared are: ${API}.`)
    expect(text).toContain(`declare it: apis: { name: { url: '${OTHER}/v2/' } }`)
    expect(text).not.toMatch(/hunter2|\?/)
  })

  it('is told once for an origin, and without what may be a token in the path', async () => {
    const home = await setUpOther()
    await home.auth.fetch(new Request(`${OTHER}/v2/invitations/Zx81fQT3sT7b9dK2mN4pR6/accept`))
    await home.auth.fetch(`${OTHER}/v2/events/2`)

    const text = await told(home, 'undeclared-refused')
    expect(text).toContain(`${OTHER}/v2/invitations/…/accept answered 401`)
    expect(text).toContain(`url: '${OTHER}/v2/invitations/'`)
    expect(await count(home, 'undeclared-refused')).toBe(1)
  })

  it('at the root of an origin has that to declare', async () => {
    const home = await setUpOther()
    await home.auth.fetch(`${OTHER}/events`)

    expect(await told(home, 'undeclared-refused')).toContain(`url: '${OTHER}/'`)
  })

  it('with credentials of the app is its own', async () => {
    const home = await setUpOther()
    const headers = { authorization: 'Basic dXNlcjpwYXNz' }
    await home.auth.fetch(`${OTHER}/events`, { headers })
    await home.auth.fetch(new Request(`${OTHER}/events`, { headers }))

    expect(await count(home, 'undeclared-refused')).toBe(0)
  })

  it('while nobody is signed in is what it says', async () => {
    const home = setUp(develop())
    home.world.serve(OTHER, refuse)
    await home.tab.auth().ready
    await home.tab.auth().fetch(`${OTHER}/events`)

    expect(await count(home, 'undeclared-refused')).toBe(0)
  })

  it('is no news where it is no 401, or in production', async () => {
    const home = await setUpOther(() => new Response('', { status: 403 }))
    await home.auth.fetch(`${OTHER}/events`)
    const live = await setUpSignedIn()
    live.world.serve('https://other.example.com', refuse)
    await live.auth.fetch('https://other.example.com/events')

    expect(await count(home, 'undeclared-refused')).toBe(0)
    expect(await count(live, 'undeclared-refused')).toBe(0)
  })
})

describe('a scope none of whose claims came', () => {
  /** Signs in where the ID token has none of these claims. */
  async function signInWithout(names: readonly string[], options?: HomeOptions, hasUserInfo = true) {
    const home = setUp(develop(options))
    home.provider.lie({
      idToken: ({ claims, ...token }) => ({
        ...token,
        claims: Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name))),
      }),
    })
    if (!hasUserInfo) home.provider.lie({ discovery: ({ userinfo_endpoint: _, ...document }) => document })
    expect((await signIn(home.tab, home.provider)).state.status).toBe('signed-in')
    return home
  }
  const EMAIL = ['email', 'email_verified']

  it('says to set userInfo where the provider can be asked', async () => {
    const text = await told(await signInWithout(EMAIL), 'claims-missing')

    expect(text).toContain('None of the claims came that these scopes are for: email\n')
    expect(/ {2}do {3}(.*)/.exec(text)?.[1]).toBe('set userInfo: true')
  })

  it('says nothing where userInfo is set, the provider has no such endpoint, or one of them came', async () => {
    expect(await count(await signInWithout(EMAIL, { auth: { userInfo: true } }), 'claims-missing')).toBe(0)
    expect(await count(await signInWithout(EMAIL, {}, false), 'claims-missing')).toBe(0)
    expect(await count(await signInWithout(['email_verified']), 'claims-missing')).toBe(0)
  })
})

describe('a scope that the provider dropped', () => {
  const apis = { calendar: { url: API, scopes: ['events.read', 'events.write'] } }

  it('is named', async () => {
    const home = setUp(develop({ auth: { apis } }))
    await signIn(home.tab, home.provider, { visit: { scopes: ['openid', 'profile', 'email', 'events.read'] } })

    const text = await told(home, 'scope-dropped')
    expect(text).toContain('The provider did not grant all that was asked for: events.write\n')
    expect(text).toContain("Allow 'todo-spa' these scopes at the provider")
  })

  it('is none where all came, also in the spelling of the provider', async () => {
    for (const scope of [undefined, 'api://calendar/Events.Read api://calendar/events.write', null]) {
      const home = setUp(develop({ auth: { apis } }))
      if (scope !== undefined) home.provider.lie({ tokenResponse: (body) => ({ ...body, scope }) })
      expect((await signIn(home.tab, home.provider)).state.status).toBe('signed-in')

      expect(await count(home, 'scope-dropped')).toBe(0)
    }
  })

  it('is none of an API with a token of its own', async () => {
    const own = { calendar: { ...apis.calendar, resource: API } }
    const home = setUp(develop({ auth: { apis: own } }))
    await signIn(home.tab, home.provider, { visit: { scopes: ['openid', 'profile', 'email'] } })

    expect(await count(home, 'scope-dropped')).toBe(0)
  })
})

describe('a sign-in that left and never came back', () => {
  it('says at the next load which redirect URI to register, once', async () => {
    const home = setUp(develop())
    await visitProvider(home.tab, home.provider)
    home.tab.goTo('/')
    await home.tab.auth().ready

    const text = await told(home, 'callback-missing')
    expect(/ {2}do {3}(.*)/.exec(text)?.[1]).toBe(
      `Register exactly this redirect URI at the provider, for the client 'todo-spa': ${ORIGIN}/`,
    )
    home.tab.reload()
    await home.tab.auth().ready
    expect(await count(home, 'callback-missing')).toBe(1)
  })

  it('is none that came back, well or with an error', async () => {
    const well = setUp(develop())
    await signIn(well.tab, well.provider)
    const refused = setUp(develop())
    const address = new URL(await visitProvider(refused.tab, refused.provider))
    address.searchParams.delete('code')
    address.searchParams.set('error', 'access_denied')
    refused.tab.goTo(address.href)
    await refused.tab.auth().ready

    expect(await count(well, 'callback-missing')).toBe(0)
    expect(await count(refused, 'callback-missing')).toBe(0)
  })

  it('is none in a popup, in another tab, or from which the browser has led back', async () => {
    const popup = setUp(develop())
    await popup.tab.auth().ready
    void popup.tab
      .auth()
      .signIn({ mode: 'popup' })
      .catch(() => undefined)
    await until(() => popup.tab.windows[0]?.url, 'the popup to leave')
    popup.tab.reload()
    await popup.tab.auth().ready
    const other = setUp(develop())
    await visitProvider(other.tab, other.provider)
    const second = other.world.openTab('/')
    await second.auth().ready
    const back = setUp(develop())
    await back.tab.auth().ready
    await departure(back.tab, () => back.tab.auth().signIn())
    back.tab.freeze()
    back.tab.restore()
    back.tab.reload()
    await back.tab.auth().ready

    expect(await count(popup, 'callback-missing')).toBe(0)
    expect(await count({ ...other, tab: second }, 'callback-missing')).toBe(0)
    expect(await count(back, 'callback-missing')).toBe(0)
  })
})
