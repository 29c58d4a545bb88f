import { describe, expect, it } from 'vitest'
import { departure, type Home, type HomeOptions, setUp, setUpSignedIn, signIn } from '../support/home.js'
import { until } from '../support/until.js'

const FILES = 'https://files.example.com/'
const MAIL = 'https://mail.example.com/'
const apis = {
  calendar: { url: 'https://calendar.example.com/v1/', scopes: ['events.read'] },
  files: {
    url: FILES,
    scopes: ['files.read'],
    incrementalScopes: ['files.admin', 'files.super'],
    resource: 'https://files.example.com/',
  },
  mail: { url: MAIL, scopes: ['mail.read'], resource: 'https://mail.example.com/' },
}

/** A home with three APIs, of which two get tokens of their own and look at the audience. */
async function setUpApis({ auth, ...options }: HomeOptions = {}) {
  const home = await setUpSignedIn({ ...options, auth: { apis, ...auth } })
  for (const audience of [FILES, MAIL]) {
    home.world.serve(
      audience,
      async (request) => (await home.provider.guard(request, { audience })) ?? Response.json({}),
    )
  }
  return home
}

const tokenOf = ({ world }: Home, origin: string) =>
  world.network
    .to(origin)
    .map(({ headers }) => headers.get('authorization')?.slice('Bearer '.length))
    .at(-1)

const renewals = ({ seen }: Home) => seen('token').map(({ search }) => search.getAll('resource').join(' '))

describe('an API with a token of its own', () => {
  it('gets it at the first call, by its resource and its scopes alone, and no other API ever sees it (R-X07)', async () => {
    const home = await setUpApis()
    const { auth } = home

    const statuses = []
    for (const url of [`${FILES}a`, `${MAIL}a`, 'https://calendar.example.com/v1/a', `${FILES}b`, `${MAIL}b`]) {
      statuses.push((await auth.fetch(url)).status)
    }

    expect(statuses).toEqual([200, 200, 200, 200, 200])
    expect(renewals(home)).toEqual([FILES, MAIL])
    expect(home.seen('token').map(({ parameters }) => parameters['scope'])).toEqual(['files.read', 'mail.read'])
    const tokens = [FILES, MAIL, 'https://calendar.example.com'].map((origin) => tokenOf(home, origin))
    expect(new Set(tokens).size).toBe(3)
  })

  it('shows what was granted when it has a token, and nothing before', async () => {
    const { auth } = await setUpApis()
    expect(auth.state.scopes).toEqual({ calendar: ['events.read'], files: undefined, mail: undefined })
    const { user } = auth.state

    await auth.fetch(`${FILES}a`)

    expect(auth.state.scopes).toEqual({ calendar: ['events.read'], files: ['files.read'], mail: undefined })
    expect(auth.state.user).toBe(user)
  })

  it('shows a narrower grant as it is (R-T09)', async () => {
    const { auth, provider } = await setUpApis({
      auth: { apis: { ...apis, files: { ...apis.files, scopes: ['files.read', 'files.write'] } } },
    })
    provider.lie({
      tokenResponse: (body, { search }) => (search.has('resource') ? { ...body, scope: 'files.read' } : body),
    })

    await auth.fetch(`${FILES}a`)

    expect(auth.state.scopes?.['files']).toEqual(['files.read'])
  })

  it('asks for it once, however many calls wait; and requests for several APIs never overlap (R-R01)', async () => {
    const home = await setUpApis()
    let open = 0
    let most = 0
    home.provider.lie({
      respond: (endpoint) => {
        if (endpoint === 'token') most = Math.max(most, ++open)
        return undefined
      },
      deliver: (response, { endpoint }) => {
        if (endpoint === 'token') open -= 1
        return response
      },
    })

    const calls = await Promise.all(
      [FILES, MAIL, FILES, MAIL, FILES, MAIL].map((url) => home.auth.fetch(`${url}x`).then(({ status }) => status)),
    )

    expect(calls).toEqual([200, 200, 200, 200, 200, 200])
    expect(renewals(home).sort()).toEqual([FILES, MAIL])
    expect(most).toBe(1)
  })

  it('asks for it once for all tabs, which share it', async () => {
    const home = await setUpApis()
    const other = home.world.openTab()
    const auth = other.auth()
    await auth.ready

    await home.auth.fetch(`${FILES}a`)
    await home.world.rest()
    await Promise.all([home.auth.fetch(`${FILES}b`), auth.fetch(`${FILES}c`)])

    expect(renewals(home)).toEqual([FILES])
    expect(auth.state.scopes?.['files']).toEqual(['files.read'])
  })

  it('keeps it over a reload', async () => {
    const home = await setUpApis()
    await home.auth.fetch(`${FILES}a`)
    home.tab.reload()
    const auth = home.tab.auth()
    await auth.ready

    expect(auth.state.scopes?.['files']).toEqual(['files.read'])
    expect((await auth.fetch(`${FILES}b`)).status).toBe(200)
    expect(renewals(home)).toEqual([FILES])
  })

  it('renews each token by itself when it has expired, and after its own 401', async () => {
    const home = await setUpApis()
    // Nothing is renewed ahead of time where nobody looks.
    home.tab.isVisible = false
    await home.auth.fetch(`${FILES}a`)
    await home.world.advanceSeconds(310)

    expect((await home.auth.fetch(`${FILES}b`)).status).toBe(200)
    expect(renewals(home)).toEqual([FILES, FILES])
    expect((await home.auth.fetch('https://calendar.example.com/v1/a')).status).toBe(200)
    expect(renewals(home)).toEqual([FILES, FILES, ''])

    await home.world.advanceSeconds(20)
    home.provider.revokeAccessTokens()
    expect((await home.auth.fetch(`${FILES}c`)).status).toBe(200)
    expect(renewals(home)).toEqual([FILES, FILES, '', FILES])
  })

  it.each(['invalid_target', 'invalid_scope', 'consent_required'])(
    'that the provider refuses (%s) rejects, is not asked for at every call, and the session stands',
    async (error) => {
      const home = await setUpApis()
      home.provider.lie({
        respond: (endpoint, { search }) =>
          endpoint === 'token' && search.get('resource') === FILES
            ? Response.json({ error }, { status: 400 })
            : undefined,
      })

      for (let count = 0; count < 5; count += 1) {
        await expect(home.auth.fetch(`${FILES}a`)).rejects.toMatchObject({
          code: 'api-not-granted',
          ends: 'request',
          retry: 'sign-in',
          details: { error },
        })
      }
      expect(renewals(home)).toEqual([FILES])
      expect(home.world.network.to(FILES)).toEqual([])
      expect((await home.auth.fetch(`${MAIL}a`)).status).toBe(200)
      expect(home.auth.state.status).toBe('signed-in')
    },
  )

  it('ends the session when the refresh token is worth nothing (R-R07)', async () => {
    const home = await setUpApis()
    home.provider.revokeAll()

    await expect(home.auth.fetch(`${FILES}a`)).rejects.toMatchObject({ code: 'refresh-rejected' })
    expect(home.auth.state).toMatchObject({ status: 'signed-out', reason: 'expired' })
  })

  it('waits out an outage: the session stands, and later the token comes (R-R08)', async () => {
    const home = await setUpApis()
    const stop = home.provider.lie({
      respond: (endpoint) => (endpoint === 'token' ? new Response('', { status: 503 }) : undefined),
    })
    await expect(home.auth.fetch(`${FILES}a`)).rejects.toMatchObject({ code: 'refresh-unavailable' })
    stop()
    await home.world.advanceSeconds(60)

    expect((await home.auth.fetch(`${FILES}a`)).status).toBe(200)
    expect(home.auth.state.status).toBe('signed-in')
  })

  it('may share its origin with another, and neither gets the other’s token', async () => {
    const both = {
      one: { url: 'https://both.example.com/one/', resource: 'urn:one' },
      two: { url: 'https://both.example.com/two/', resource: 'urn:two' },
    }
    const home = await setUpSignedIn({ auth: { apis: both } })
    home.world.serve('https://both.example.com/', async (request) => {
      const audience = `urn:${new URL(request.url).pathname.split('/')[1]}`
      return (await home.provider.guard(request, { audience })) ?? Response.json({})
    })

    const statuses = await Promise.all(
      ['one/x', 'two/x', 'one/y', 'two/y'].map((path) => home.auth.fetch(`https://both.example.com/${path}`)),
    )

    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(renewals(home)).toEqual(['urn:one', 'urn:two'])
  })

  it('is named by params where the provider has another word for it; equal ones share the token', async () => {
    const named = {
      one: { url: 'https://one.example.com/', params: { audience: 'urn:shared' } },
      two: { url: 'https://two.example.com/', params: { audience: 'urn:shared' } },
    }
    const home = await setUpSignedIn({ auth: { apis: named } })
    for (const origin of ['https://one.example.com/', 'https://two.example.com/']) {
      home.world.serve(origin, async (request) => (await home.provider.guard(request)) ?? Response.json({}))
    }

    await home.auth.fetch('https://one.example.com/x')
    await home.auth.fetch('https://two.example.com/x')

    expect(home.seen('token').map(({ parameters }) => parameters['audience'])).toEqual(['urn:shared'])
    expect(tokenOf(home, 'https://one.example.com/')).toBe(tokenOf(home, 'https://two.example.com/'))
  })

  it('loses its token with the user it was for (R-L11)', async () => {
    const home = await setUpApis()
    await home.auth.fetch(`${FILES}a`)
    const ofAda = tokenOf(home, FILES)
    const auth = await signIn(home.tab, home.provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
    expect(auth.state).toMatchObject({ user: { sub: 'grace' }, scopes: { files: undefined } })

    await auth.fetch(`${FILES}b`)

    expect(tokenOf(home, FILES)).not.toBe(ofAda)
  })

  it('has it revoked with the others at sign-out (R-L05)', async () => {
    const home = await setUpApis()
    await home.auth.fetch(`${FILES}a`)
    const token = tokenOf(home, FILES)

    await home.auth.signOut({ provider: false })

    expect(home.seen('revocation').map(({ parameters }) => parameters['token'])).toContain(token)
  })

  it('is nothing that a page without a refresh token can have: it says so, and sends nothing', async () => {
    const home = await setUpApis({ provider: { refreshTokens: false } })

    await expect(home.auth.fetch(`${FILES}a`)).rejects.toMatchObject({
      code: 'api-not-granted',
      details: { error: 'not_asked' },
    })
    expect(home.auth.state.status).toBe('signed-in')
    expect(home.seen('token')).toEqual([])
  })

  it.each([
    ['a fragment', { resource: 'https://files.example.com/#x' }],
    ['no URI', { resource: 'files' }],
    ['a parameter of the protocol', { params: { client_id: 'other' } }],
    ['a grant of its own', { params: { grant_type: 'password' } }],
    ['a misspelt option', { resorce: 'https://files.example.com/' }],
  ])('is a mistake of the caller with %s', async (_, wrong) => {
    const { world } = await setUpSignedIn()
    const declared = { files: { url: FILES, ...wrong } }

    expect(() => world.openTab().auth({ apis: declared })).toThrow(TypeError)
  })
})

it('a token that was refused is renewed although another API’s token has come meanwhile', async () => {
  const home = await setUpApis()
  await home.world.advanceSeconds(20)
  home.provider.revokeAccessTokens()
  const held = home.world.network.hold('https://calendar.example.com/', 'answer')
  const call = home.auth.fetch('https://calendar.example.com/v1/a')
  await until(() => held.count, 'the call to be under way')
  expect((await home.auth.fetch(`${FILES}a`)).status).toBe(200)

  held.release()

  expect((await call).status).toBe(200)
  expect(renewals(home)).toEqual([FILES, ''])
})

describe('incremental consent', () => {
  const scopeOf = (url: string) => new URL(url).searchParams.get('scope')?.split(' ')
  const resourcesOf = (url: string) => new URL(url).searchParams.getAll('resource')

  it('asks at sign-in for all that is declared, and for no more (R-A18)', async () => {
    const { tab, auth } = await setUpApis()

    const url = await departure(tab, () => auth.signIn())

    expect(scopeOf(url)).toEqual(['openid', 'profile', 'email', 'events.read', 'files.read', 'mail.read'])
    expect(resourcesOf(url)).toEqual([FILES, MAIL])
  })

  it('asks for the APIs that are named, later for another, and loses nothing', async () => {
    const home = await setUpApis()
    await home.auth.signOut({ provider: false })
    home.tab.fire('acted')
    const first = await departure(home.tab, () => home.auth.signIn({ apis: ['calendar'] }))
    expect(scopeOf(first)).toEqual(['openid', 'profile', 'email', 'events.read'])
    expect(resourcesOf(first)).toEqual([])
    home.tab.goTo(await home.provider.authorize(first))
    const auth = home.tab.auth()
    await auth.ready
    // A wider scope than was asked for is not even tried (R-R04).
    home.provider.requests.length = 0
    await expect(auth.fetch(`${FILES}a`)).rejects.toMatchObject({ code: 'api-not-granted' })
    expect(home.seen('token')).toEqual([])

    const second = await departure(home.tab, () => auth.signIn({ apis: ['files'] }))
    expect(scopeOf(second)).toEqual(['openid', 'profile', 'email', 'events.read', 'files.read'])
    expect(resourcesOf(second)).toEqual([FILES])
    home.tab.goTo(await home.provider.authorize(second))
    const again = home.tab.auth()
    await again.ready

    expect((await again.fetch(`${FILES}a`)).status).toBe(200)
    expect((await again.fetch('https://calendar.example.com/v1/a')).status).toBe(200)
    await expect(again.fetch(`${MAIL}a`)).rejects.toMatchObject({ code: 'api-not-granted' })
  })

  const ASKED = { error: 'insufficient_scope', api: 'files', scopes: ['files.admin'] } as const

  it('that an API asked for ends with a sign-in that does not ask for it: the next user’s token is not asked more', async () => {
    const home = await setUpApis()
    await signIn(home.tab, home.provider, { options: { challenge: ASKED } })
    const auth = await signIn(home.tab, home.provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })

    expect((await auth.fetch(`${FILES}a`)).status).toBe(200)
    expect(home.seen('token').at(-1)?.parameters['scope']).toBe('files.read')
  })

  it('that an API asked for in two steps loses nothing of the first', async () => {
    const home = await setUpApis()
    await signIn(home.tab, home.provider, { options: { challenge: ASKED } })
    const second = { ...ASKED, scopes: ['files.super'] }
    const auth = await signIn(home.tab, home.provider, { options: { challenge: second } })

    await auth.fetch(`${FILES}a`)

    expect(home.seen('token').at(-1)?.parameters['scope']).toBe('files.read files.admin files.super')
  })

  it('is neither widened nor lost when a session without a refresh token goes on silently', async () => {
    const home = setUp({ auth: { apis }, provider: { refreshTokens: false } })
    const options = { apis: ['calendar'], scopes: ['extra'] }
    const auth = await signIn(home.tab, home.provider, { options })
    await home.world.advanceSeconds(600)

    const call = auth.fetch('https://calendar.example.com/v1/a')
    const { url } = await until(() => home.tab.windows[0], 'the frame')

    expect(scopeOf(String(url))).toEqual(['openid', 'profile', 'email', 'events.read', 'extra'])
    await home.world.advanceSeconds(9)
    expect((await call).status).toBe(200)
  })

  it('asks for an API without scopes only when it is named, or has had a token (R-A18)', async () => {
    const bare = { url: 'https://bare.example.com/', resource: 'urn:bare' }
    const home = await setUpApis({ auth: { apis: { ...apis, bare } } })
    home.world.serve(bare.url, async (request) => (await home.provider.guard(request)) ?? Response.json({}))
    expect(resourcesOf(await departure(home.tab, () => home.auth.signIn({ apis: ['files'] })))).not.toContain(
      'urn:bare',
    )
    home.tab.freeze()
    home.tab.restore()
    await home.auth.ready
    expect((await home.auth.fetch(bare.url)).status).toBe(200)

    const url = await departure(home.tab, () => home.auth.signIn({ apis: ['files'], prompt: 'login' }))

    expect(resourcesOf(url)).toContain('urn:bare')
  })

  it('is what requireUser({ apis }) starts, and only while the session was not asked for them', async () => {
    const home = await setUpApis()
    expect(await home.auth.requireUser({ apis: ['files'] })).toMatchObject({ sub: 'ada' })
    const url = await departure(home.tab, () => home.auth.signIn({ apis: [] }))
    await home.auth.signOut({ provider: false })
    home.tab.fire('acted')
    const bare = await departure(home.tab, () => home.auth.signIn({ apis: [], prompt: 'login' }))
    home.tab.goTo(await home.provider.authorize(bare))
    const auth = home.tab.auth()
    await auth.ready

    const asked = await departure(home.tab, () => auth.requireUser({ apis: ['files'] }))

    expect(scopeOf(url)).toContain('files.read')
    expect(scopeOf(asked)).toContain('files.read')
  })

  it.each(['signIn', 'requireUser'] as const)('names only APIs that there are: %s', async (member) => {
    const { auth } = await setUpApis()

    await expect(auth[member]({ apis: ['nothing'] })).rejects.toThrow(TypeError)
  })
})

describe('inspect', () => {
  it('tells the token of each API apart, and never shows one', async () => {
    const home = await setUpApis()
    await home.auth.fetch(`${FILES}a`)

    const { tokens } = await home.auth.inspect()

    expect(tokens).toMatchObject({ files: { type: 'bearer', scopes: ['files.read'] }, mail: undefined })
    expect(tokens['files']?.fingerprint).not.toBe(tokens['calendar']?.fingerprint)
    expect(JSON.stringify(tokens)).not.toContain(String(tokenOf(home, FILES)).slice(0, 12))
  })
})

it('a user’s first call of an API does not get what came of the call of the user before (R-L11)', async () => {
  const home = await setUpApis()
  const held = home.world.network.hold(`${home.provider.issuer}/token`, 'request', 1)
  const first = home.auth.fetch(`${FILES}a`).catch((error) => error.code)
  await until(() => held.count, 'the request to be under way')
  const visit = { options: { prompt: 'login' }, visit: { user: 'grace' } }
  await signIn(home.world.openTab(), home.provider, visit)
  await until(() => home.auth.state.user?.sub === 'grace', 'the page to know')

  const second = home.auth.fetch(`${FILES}b`)
  await home.world.rest()
  held.release()

  expect(await first).toBe('user-changed')
  expect((await second).status).toBe(200)
})

it('no tab is told of an API’s token that another tab got for another user', async () => {
  const home = await setUpApis()
  const other = home.world.openTab()
  const auth = other.auth()
  await auth.ready
  const held = home.world.network.hold(`${home.provider.issuer}/token`)
  const call = home.auth.fetch(`${FILES}a`).catch((error) => error.code)
  await until(() => held.count, 'the request to be under way')
  await auth.signOut({ provider: false })
  held.release()
  await home.world.rest()

  expect(await call).toBe('sign-in-required')
  expect(home.world.network.to(FILES)).toEqual([])
})
