import { describe, expect, it } from 'vitest'
import { API, develop, ISSUER, ORIGIN, settle, told } from '../support/developer.js'
import { departure, type Home, type HomeOptions, setUp, setUpSignedIn, signIn, visitProvider } from '../support/home.js'
import { until } from '../support/until.js'

// Set-ups that do not work although nothing fails, or whose failure has no words of its own.

const OTHER = 'http://localhost:8082'

/** How often the console has told of a code when the page is at rest. */
async function count(home: Home, code: string): Promise<number> {
  await settle(home)
  return home.tab.warnings.filter((line) => line.startsWith(`latchkey: [${code}]`)).length
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
    home.provider.lie({
      userInfo: (claims) => Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name))),
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

describe('a call to an API that gets no answer', () => {
  /** A server that allows this origin, and no preflight: what the token needs. */
  const preflightless = (status: number) => (request: Request) => {
    if (request.headers.has('authorization')) throw new TypeError('Failed to fetch')
    return new Response('', { status })
  }
  const found = async (home: Home): Promise<string> =>
    / {2}found (.*)/.exec(await told(home, 'api-unreachable'))?.[1] ?? ''

  async function call(answer: (request: Request) => Response, init?: RequestInit) {
    const home = await setUpSignedIn(develop())
    home.world.serve(API, answer)
    await expect(home.auth.fetch(`${API}event?secret=hunter2`, init)).rejects.toThrow(TypeError)
    return { home, text: await found(home) }
  }

  it('because its path is wrong is told to be a 404, and not CORS', async () => {
    const { home, text } = await call(preflightless(404))

    expect(text).toBe(
      'http://localhost:8081 answers this page with status 404: the path is wrong, and a preflight fails there, too.',
    )
    const probes = home.world.network.to(API).filter(({ headers }) => !headers.has('authorization'))
    expect(probes.map(({ url }) => url)).toEqual([`${API}event`, `${API}event`])
  })

  it('because the header is not allowed is told so', async () => {
    expect((await call(preflightless(401))).text).toMatch(
      /\(status 401\), so the origin is allowed\. What is not is the header Authorization/,
    )
  })

  it('and may not be read may be either', async () => {
    const { text } = await call((request) => {
      if (request.mode !== 'no-cors') throw new TypeError('Failed to fetch')
      return new Response('', { status: 404 })
    })

    expect(text).toMatch(/If http:\/\/localhost:8081\/v1\/event shows an error in a tab \(404\), its path is wrong/)
  })

  it('and writes is not asked again, so that it may be either, too', async () => {
    expect((await call(preflightless(404), { method: 'POST' })).text).toMatch(
      /If the network panel shows 404, .* the path of the call is wrong; otherwise it is CORS/,
    )
  })
})

describe('a fetch of the app that fails for a reason of its own', () => {
  class WrappedError extends Error {
    override readonly name: string = 'WrappedError'
  }
  const found = async (home: Home, code: string): Promise<string> =>
    / {2}found (.*)/.exec(await told(home, code))?.[1] ?? ''
  const failing = (fail: () => never): HomeOptions =>
    develop({ auth: { fetch: (...given) => (`${given[0]}`.startsWith(ISSUER) ? fail() : fetch(...given)) } })

  it.each([
    [
      'at once',
      () => {
        throw new WrappedError('code=hunter2')
      },
    ],
    ['later', () => Promise.reject(new WrappedError('code=hunter2')) as never],
  ])('is named, and nothing that it says: %s', async (_, fail) => {
    const home = setUp(failing(fail))
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })

    expect(await found(home, 'discovery-unreachable')).toMatch(/^The request failed with WrappedError, .*option fetch/)
    expect(home.tab.warnings.join()).not.toContain('hunter2')
  })

  it.each(['code=hunter2', 'Zx81fQT3sT7b9dK2mN4pR6hunter2', ''])(
    'with a name that is none is not named: %s',
    async (name) => {
      const home = setUp(
        failing(() => {
          throw Object.assign(new Error('hunter2'), { name })
        }),
      )
      await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })

      expect(await found(home, 'discovery-unreachable')).toMatch(/failed with something that is no error by its name/)
      expect(home.tab.warnings.join()).not.toContain('hunter2')
    },
  )

  it('at the keys of the provider is named, too', async () => {
    const home = setUp(develop())
    const address = await visitProvider(home.tab, home.provider)
    home.tab.goTo(address)
    const { platform } = home.tab
    const auth = home.tab.auth({
      fetch: (input, init) =>
        `${input}`.endsWith('/jwks') ? Promise.reject(new WrappedError('x')) : platform.fetch(input, init),
    })
    await auth.ready

    expect(await found(home, 'id-token-keys')).toMatch(/^The request failed with WrappedError/)
  })

  it('and one that fails as browsers do is told as before', async () => {
    const home = setUp(
      failing(() => {
        throw new TypeError('Failed to fetch')
      }),
    )
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })

    expect(await found(home, 'discovery-unreachable')).not.toContain('failed with')
  })
})
