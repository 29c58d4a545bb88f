import { describe, expect, it } from 'vitest'
import type { SignInOptions } from '../../src/client/options.js'
import { CALENDAR, departure, type Home, type HomeOptions, setUp, setUpSignedIn, signIn } from '../support/home.js'

const EVENTS = `${CALENDAR}events`
const FILES = 'https://files.example.com/'
const MAIL = 'https://mail.example.com/'

const apis = {
  calendar: { url: CALENDAR, scopes: ['events.read'], incrementalScopes: ['events.admin'] },
  files: { url: FILES, scopes: ['files.read'], incrementalScopes: ['files.admin'], resource: 'urn:files' },
  mail: { url: MAIL, scopes: ['mail.read'] },
}

/** A signed-in home whose APIs say whatever they are told to. */
async function setUpApis(options: HomeOptions = {}) {
  const home = await setUpSignedIn({ ...options, auth: { apis, ...options.auth } })
  for (const url of [FILES, MAIL]) {
    home.world.serve(url, async (request) => (await home.provider.guard(request)) ?? Response.json({}))
  }
  /** What the app makes of a challenge of an API. */
  const challengeOf = async (url: string, header: string, status = 403) => {
    home.world.serve(url, () => new Response('', { status, headers: { 'www-authenticate': header } }))
    const challenge = home.auth.challengeOf(await home.auth.fetch(url))
    home.world.serve(url, async (request) => (await home.provider.guard(request)) ?? Response.json({}))
    return challenge
  }
  return { ...home, challengeOf }
}

const scopesOf = (url: string) => new URL(url).searchParams.get('scope')?.split(' ')
const askedWith = async ({ tab }: Home, options: SignInOptions) =>
  scopesOf(await departure(tab, () => tab.auth().signIn(options)))

/** The scopes of the token that reached an API last, as the provider has them in its books. */
async function scopesAt({ world, provider }: Home, url: string): Promise<readonly string[] | undefined> {
  const { headers } = world.network.to(url).at(-1) ?? {}
  const answers = await Promise.all(
    ['events.read', 'events.admin', 'files.read', 'files.admin', 'mail.read'].map(async (scope) => {
      const refusal = await provider.guard(new Request(url, { headers: new Headers(headers) }), { scopes: [scope] })
      return refusal ? [] : [scope]
    }),
  )
  return answers.flat()
}

const MISSING = (scope: string) => `Bearer error="insufficient_scope", scope="${scope}"`

describe('12.6: who may ask', () => {
  const headers = new Headers({ 'www-authenticate': MISSING('events.read') })

  it.each([
    ['another origin', 'https://evil.example.com/v1/'],
    ['another path', 'https://calendar.example.com/v2/'],
    ['dots that are hidden', `${CALENDAR}..%2fv2`],
    ['no address', ''],
  ])('nobody at %s', async (_, url) => {
    const { auth, challengeOf } = await setUpApis()
    await challengeOf(EVENTS, MISSING('events.read'))

    expect(auth.challengeOf({ status: 403, headers, url })).toBeUndefined()
    expect(auth.challengeOf({ status: 403, headers, url: EVENTS })).toMatchObject({ api: 'calendar' })
  })

  it.each([
    ['after a sign-in', (home: Home) => home.tab.auth()],
    [
      'after a reload',
      async ({ tab, world }: Home) => {
        tab.reload()
        const auth = tab.auth()
        await auth.ready
        tab.idle()
        await world.rest()
        return auth
      },
    ],
  ])('a declared API, also when nothing was refused before, by an XHR say: %s', async (_, toAuth) => {
    const home = await setUpApis()
    const auth = await toAuth(home)

    expect(auth.challengeOf({ status: 403, headers, url: EVENTS })).toMatchObject({ api: 'calendar' })
    expect(auth.challengeOf({ status: 403, headers, url: 'https://evil.example.com/v1/' })).toBeUndefined()
  })

  it('not an answer that was made by hand; one that came from a call of ours to the API', async () => {
    const { auth, challengeOf } = await setUpApis()

    expect(await challengeOf(EVENTS, MISSING('events.read'))).toMatchObject({ api: 'calendar' })
    expect(auth.challengeOf(new Response('', { status: 403, headers }))).toBeUndefined()
  })
})

describe('12.6: the scopes of a challenge', () => {
  it('count as far as the API has declared them, and the rest is shown and never asked for', async () => {
    const home = await setUpApis()

    const challenge = await home.challengeOf(EVENTS, MISSING('events.admin offline_access files.admin admin mail.read'))

    expect(challenge).toEqual({
      error: 'insufficient_scope',
      api: 'calendar',
      scopes: ['events.admin'],
      refused: ['offline_access', 'files.admin', 'admin', 'mail.read'],
    })
    expect(Object.isFrozen(challenge?.refused) && Object.isFrozen(challenge?.scopes)).toBe(true)
    const asked = await askedWith(home, { challenge })
    expect(asked).toContain('events.admin')
    expect(asked).not.toContain('admin')
    expect(asked).not.toContain('files.admin')
    expect(asked).not.toContain('offline_access')
  })

  it('count again at signIn, whoever made it', async () => {
    const home = await setUpApis()
    // A hostile API's JSON, handed on.
    const challenge = JSON.parse(
      '{"error":"insufficient_scope","api":"mail","scopes":["mail.read","admin","files.admin",["events.admin"],7]}',
    )

    const asked = await askedWith(home, { challenge })

    expect(asked).toEqual(['openid', 'profile', 'email', 'events.read', 'files.read', 'mail.read'])
  })

  it('count for nothing when it names no API', async () => {
    const home = await setUpApis()

    const asked = await askedWith(home, { challenge: { error: 'insufficient_scope', scopes: ['events.admin'] } })

    expect(asked).not.toContain('events.admin')
  })

  it.each<[string, object]>([
    ['an API that nobody declared', { error: 'insufficient_scope', api: 'evil' }],
    ['the name of what every object has', { error: 'insufficient_scope', api: 'constructor' }],
    ['another error', { error: 'invalid_token', api: 'calendar' }],
    ['no error', { api: 'calendar' }],
    ['scopes in one text', { error: 'insufficient_scope', api: 'calendar', scopes: 'events.admin' }],
    ['values that are no text', { error: 'insufficient_user_authentication', acrValues: ['gold'] }],
    ['a value with a quote', { error: 'insufficient_user_authentication', acrValues: 'go"ld' }],
    ['a value without an end', { error: 'insufficient_user_authentication', acrValues: 'g'.repeat(300) }],
    ['values without an end', { error: 'insufficient_user_authentication', acrValues: 'gold '.repeat(30) }],
    ['an age in a text', { error: 'insufficient_user_authentication', maxAge: '60' }],
    ['an age below zero', { error: 'insufficient_user_authentication', maxAge: -1 }],
    ['an age without an end', { error: 'insufficient_user_authentication', maxAge: 1e300 }],
  ])('%s is a TypeError', async (_, challenge) => {
    const { auth, tab } = await setUpApis()

    await expect(auth.signIn({ challenge } as SignInOptions)).rejects.toBeInstanceOf(TypeError)
    expect(tab.departures).toHaveLength(1)
  })

  it('ask for no other API that the session was not asked for', async () => {
    const home = await setUpApis()
    await signIn(home.tab, home.provider, { options: { apis: [] } })
    await home.tab.auth().signOut({ provider: false })
    await signIn(home.tab, home.provider, { options: { apis: ['calendar'] } })
    const challenge = { error: 'insufficient_scope', api: 'calendar', scopes: ['events.admin'] } as const

    expect(await askedWith(home, { challenge })).toEqual(['openid', 'profile', 'email', 'events.read', 'events.admin'])
    expect(await askedWith(home, { challenge, apis: ['mail'] })).toContain('mail.read')
  })
})

describe('12.6: incrementalScopes', () => {
  it.each<SignInOptions>([{}, { apis: ['calendar', 'files'] }, { prompt: 'login' }])(
    'are asked for by no sign-in but one for a challenge: %j',
    async (options) => {
      const home = await setUpApis()

      const asked = await askedWith(home, options)

      expect(asked).toContain('events.read')
      expect(asked).not.toContain('events.admin')
      expect(asked).not.toContain('files.admin')
    },
  )

  it('that were granted are in the state, and what the API asks for is there', async () => {
    const home = await setUpApis()
    home.world.serve(
      CALENDAR,
      async (request) => (await home.provider.guard(request, { scopes: ['events.admin'] })) ?? Response.json({}),
    )
    const challenge = home.auth.challengeOf(await home.auth.fetch(EVENTS))
    expect(home.auth.state.scopes?.['calendar']).toEqual(['events.read'])

    const auth = await signIn(home.tab, home.provider, { options: { challenge } })

    expect(auth.state.scopes?.['calendar']).toEqual(['events.read', 'events.admin'])
    expect((await auth.fetch(EVENTS)).status).toBe(200)
  })

  it.each<[string, unknown]>([
    ['one text', 'events.admin'],
    ['two in one', ['events.admin events.super']],
    ['a quote', ['a"b']],
    ['nothing', ['']],
  ])('that are %s are a TypeError', (_, incrementalScopes) => {
    const { tab } = setUp()

    // What the types refuse.
    const calendar = { url: CALENDAR, incrementalScopes } as { url: string; incrementalScopes: string[] }
    expect(() => tab.auth({ apis: { calendar } })).toThrow(TypeError)
  })

  it('that are misspelt are told of', () => {
    const { tab } = setUp()

    const calendar = { url: CALENDAR, incrementalScope: ['events.admin'] }
    expect(() => tab.auth({ apis: { calendar } })).toThrow("'incrementalScope'")
  })
})

describe('12.6: a scope for one API', () => {
  const CHALLENGE = { error: 'insufficient_scope', api: 'files', scopes: ['files.admin'] } as const

  it('with a token of its own is in that token alone, also after renewals', async () => {
    const home = await setUpApis()
    const auth = await signIn(home.tab, home.provider, { options: { challenge: CHALLENGE } })

    for (let round = 0; round < 3; round += 1) {
      expect((await auth.fetch(FILES)).status).toBe(200)
      expect(await scopesAt(home, FILES)).toEqual(['files.read', 'files.admin'])
      expect((await auth.fetch(EVENTS)).status).toBe(200)
      expect(await scopesAt(home, EVENTS)).toEqual(['events.read', 'files.read', 'mail.read'])
      await home.world.advanceSeconds(600)
    }
  })

  it('stays out of it when another API asks for something later', async () => {
    const home = await setUpApis()
    await signIn(home.tab, home.provider, { options: { challenge: CHALLENGE } })
    const other = { error: 'insufficient_scope', api: 'calendar', scopes: ['events.admin'] } as const
    const auth = await signIn(home.tab, home.provider, { options: { challenge: other } })

    await auth.fetch(EVENTS)
    await auth.fetch(FILES)

    expect(await scopesAt(home, EVENTS)).toEqual(['events.read', 'events.admin', 'files.read', 'mail.read'])
    expect(await scopesAt(home, FILES)).toEqual(['files.read', 'files.admin'])
  })

  it('is in another one when the app has named it there, and costs no renewal', async () => {
    const mail = { ...apis.mail, incrementalScopes: ['files.admin'] }
    const home = await setUpApis({ auth: { apis: { ...apis, mail } } })
    const auth = await signIn(home.tab, home.provider, { options: { challenge: CHALLENGE } })
    const before = home.seen('token').length

    await auth.fetch(MAIL)

    expect(await scopesAt(home, MAIL)).toContain('files.admin')
    expect(home.seen('token')).toHaveLength(before)
  })

  it('is not in the token of an API of the same audience that may not ask for it', async () => {
    const { incrementalScopes: _, ...plain } = apis.files
    const drafts = { ...plain, url: 'https://drafts.example.com/' }
    const home = await setUpApis({ auth: { apis: { ...apis, drafts } } })
    home.world.serve(drafts.url, async (request) => (await home.provider.guard(request)) ?? Response.json({}))
    const auth = await signIn(home.tab, home.provider, { options: { challenge: CHALLENGE } })

    await auth.fetch(FILES)
    await auth.fetch(drafts.url)

    expect(await scopesAt(home, FILES)).toEqual(['files.read', 'files.admin'])
    expect(await scopesAt(home, drafts.url)).toEqual(['files.read'])
  })

  it('that shares the token of the sign-in is in it: the app has put them together', async () => {
    const home = await setUpApis()
    const challenge = { error: 'insufficient_scope', api: 'calendar', scopes: ['events.admin'] } as const
    const auth = await signIn(home.tab, home.provider, { options: { challenge } })

    await auth.fetch(MAIL)

    expect(await scopesAt(home, MAIL)).toContain('events.admin')
  })
})

describe('12.6: what a hostile API asks of the sign-in itself', () => {
  const stepUp = (rest: string) => `Bearer error="insufficient_user_authentication", ${rest}`

  it.each<[string, string, object]>([
    ['more values than anybody has', `acr_values="${'gold '.repeat(1_000)}"`, { acrValues: 'gold '.repeat(20).trim() }],
    ['a value without an end', `acr_values="${'g'.repeat(5_000)} gold"`, { acrValues: 'gold' }],
    ['values that are none', 'acr_values="go\\"ld \\\\ gold"', { acrValues: 'gold' }],
    ['an age without an end', `acr_values=gold, max_age="${'9'.repeat(300)}"`, { acrValues: 'gold' }],
    ['an age that is none', 'acr_values=gold, max_age="-1"', { acrValues: 'gold' }],
    ['an age in another notation', 'acr_values=gold, max_age="1e3"', { acrValues: 'gold' }],
    ['what every API may', 'acr_values="gold silver", max_age="60"', { acrValues: 'gold silver', maxAge: 60 }],
  ])('%s is well formed and bounded, or left out', async (_, rest, expected) => {
    const home = await setUpApis()

    const challenge = await home.challengeOf(EVENTS, stepUp(rest), 401)

    expect(challenge).toEqual({ error: 'insufficient_user_authentication', api: 'calendar', ...expected })
    expect(await departure(home.tab, () => home.auth.signIn({ challenge }))).toContain('acr_values=gold')
  })
})
