import { describe, expect, it } from 'vitest'
import { parseChallenges } from '../../src/protocol/challenge.js'
import { CALENDAR, departure, ISSUER, setUpSignedIn, signIn } from '../support/home.js'

const EVENTS = `${CALENDAR}events`

/** A signed-in home whose calendar answers with this challenge. */
async function setUpChallenged(header: string | undefined, status = 401) {
  const home = await setUpSignedIn()
  home.calendar(() => new Response('', { status, headers: header === undefined ? {} : { 'www-authenticate': header } }))
  const response = await home.auth.fetch(EVENTS)
  return { ...home, response, challenge: home.auth.challengeOf(response) }
}

describe('challengeOf (R-S01)', () => {
  it.each<[string, number, object | undefined]>([
    [
      'Bearer error="insufficient_user_authentication", error_description="x", acr_values="gold silver", max_age="60"',
      401,
      { error: 'insufficient_user_authentication', acrValues: 'gold silver', maxAge: 60 },
    ],
    [
      'bEARER ERROR=insufficient_user_authentication , MAX_AGE=0',
      401,
      { error: 'insufficient_user_authentication', maxAge: 0 },
    ],
    [
      'Basic realm="a, b", DPoP algs="ES256", error="insufficient_user_authentication", acr_values="gold"',
      401,
      { error: 'insufficient_user_authentication', acrValues: 'gold' },
    ],
    [
      'Bearer realm="x", DPoP error="insufficient_scope", scope="events.write events.read"',
      403,
      { error: 'insufficient_scope', scopes: ['events.write', 'events.read'] },
    ],
    ['Bearer error="insufficient_scope"', 403, { error: 'insufficient_scope' }],
    ['Bearer realm="error=\\"insufficient_scope\\""', 403, undefined],
    ['Basic error="insufficient_user_authentication"', 401, undefined],
    ['Bearer error="invalid_token"', 401, undefined],
    ['Bearer', 401, undefined],
  ])('reads %s', async (header, status, expected) => {
    const { challenge } = await setUpChallenged(header, status)

    // A made `Response` has no address: it is the calendar's because the call went there.
    expect(challenge).toEqual(expected && { ...expected, api: 'calendar' })
  })

  it('reads nothing where CORS hides the challenge (R-F09)', async () => {
    expect((await setUpChallenged(undefined)).challenge).toBeUndefined()
  })

  it.each([200, 400, 500])('reads nothing of a %i', async (status) => {
    const home = await setUpSignedIn()
    const { auth } = home
    home.calendar(() => new Response('', { status: 401 }))
    await auth.fetch(EVENTS)
    const headers = { 'www-authenticate': 'Bearer error="insufficient_scope"' }

    expect(auth.challengeOf(new Response('', { status, headers }))).toBeUndefined()
  })

  it('names the API that asks, by the address of the answer', async () => {
    const { auth } = await setUpChallenged('Bearer')
    const headers = new Headers({ 'www-authenticate': 'Bearer error="insufficient_scope", scope="x"' })

    expect(auth.challengeOf({ status: 403, headers, url: EVENTS })).toEqual({
      error: 'insufficient_scope',
      api: 'calendar',
      refused: ['x'],
    })
  })
})

describe('WWW-Authenticate', () => {
  it.each([
    ['Bearer', 'bearer'],
    ['Bearer realm="a\\"b", error = "x"', 'bearer realm=a"b error=x'],
    ['Negotiate, Basic dXNlcjpwYXNz==, dPoP algs="ES256 PS256"', 'negotiate / basic / dpop algs=ES256 PS256'],
    ['Bearer error="a", error="b"', 'bearer error=a'],
    [', ,Bearer error=a', 'bearer error=a'],
    ['', ''],
  ])('%s is read (R-F08)', (header, expected) => {
    const read = parseChallenges(header).map(({ scheme, parameters }) =>
      [scheme, ...[...parameters].map(([name, value]) => `${name}=${value}`)].join(' '),
    )

    expect(read.join(' / ')).toBe(expected)
  })

  it('of any length is read in no time', () => {
    const started = performance.now()
    for (const part of ['a=', '"', '\\', 'Bearer "', 'a ="', ' ,', 'Bearer a="\\'])
      parseChallenges(part.repeat(100_000))

    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

describe('a 401 or 403 that asks for another sign-in', () => {
  it.each<[string, number]>([
    ['Bearer error="insufficient_user_authentication"', 401],
    ['Bearer error="insufficient_scope"', 403],
    ['Bearer error="insufficient_scope"', 401],
    ['DPoP error="use_dpop_nonce"', 401],
  ])('renews nothing: %s (R-F07)', async (header, status) => {
    const { seen, calls } = await setUpChallenged(header, status)

    expect(seen('token')).toEqual([])
    expect(calls()).toHaveLength(1)
  })

  it('names the likely cause when the token was issued seconds ago', async () => {
    const { tab } = await setUpChallenged('Bearer error="invalid_token"')

    const problems = tab.events.filter((event) => event.type === 'problem')
    expect(problems.filter(({ code }) => code === 'api-token-audience')).toHaveLength(1)
  })

  it('does not when the token is older', async () => {
    const home = await setUpSignedIn()
    await home.world.advanceSeconds(100)
    home.provider.revokeAccessTokens()

    await home.auth.fetch(EVENTS)

    expect(home.tab.events).not.toContainEqual(expect.objectContaining({ code: 'api-token-audience' }))
  })
})

describe('signIn({ challenge })', () => {
  const CHALLENGE = { error: 'insufficient_user_authentication', acrValues: 'gold', maxAge: 0 } as const

  /** A home whose calendar wants gold. */
  async function setUpGold() {
    const home = await setUpSignedIn()
    home.calendar(async (request) => (await home.provider.guard(request, { acrValues: 'gold' })) ?? Response.json({}))
    return home
  }

  it('asks for exactly what the API wants, and then the API answers (R-S02)', async () => {
    const home = await setUpGold()
    const refused = await home.auth.fetch(EVENTS)
    const challenge = home.auth.challengeOf(refused)
    expect(challenge).toEqual({ error: 'insufficient_user_authentication', api: 'calendar', acrValues: 'gold' })

    const auth = await signIn(home.tab, home.provider, { options: { challenge } })

    const url = new URL(home.tab.departures.at(-1) ?? '')
    expect(url.searchParams.get('acr_values')).toBe('gold')
    expect(auth.state).toMatchObject({ status: 'signed-in', user: { acr: 'gold' } })
    expect((await auth.fetch(EVENTS)).status).toBe(200)
  })

  it('is an error when the provider signs in with less; the session from before stands (R-I18, R-S02)', async () => {
    const home = await setUpGold()

    const auth = await signIn(home.tab, home.provider, { options: { challenge: CHALLENGE }, visit: { acr: 'bronze' } })

    expect(auth.state).toMatchObject({
      status: 'signed-in',
      error: { code: 'id-token-claim', details: { claim: 'acr' } },
    })
    expect(auth.state.user?.acr).toBeUndefined()
  })

  it('is an error when the provider says of nothing that it was reached, whatever the spaces of the challenge', async () => {
    const home = await setUpGold()

    const challenge = { ...CHALLENGE, acrValues: ' gold ' }
    const auth = await signIn(home.tab, home.provider, { options: { challenge }, visit: { acr: '' } })

    expect(auth.state.error).toMatchObject({ code: 'id-token-claim', details: { claim: 'acr' } })
  })

  it('is an error when the provider does not ask the user again (R-I17)', async () => {
    const home = await setUpGold()
    home.provider.lie({
      idToken: (token) => ({ ...token, claims: { ...token.claims, auth_time: Number(token.claims['iat']) - 3_600 } }),
    })

    const auth = await signIn(home.tab, home.provider, { options: { challenge: { ...CHALLENGE, maxAge: 60 } } })

    expect(auth.state.error).toMatchObject({ code: 'id-token-claim', details: { claim: 'auth_time' } })
  })

  it.each([0, 60])('asks for no less than the API wants, whatever else is asked for (%i s)', async (maxAge) => {
    const home = await setUpGold()

    const url = await departure(home.tab, () =>
      home.auth.signIn({ challenge: { ...CHALLENGE, maxAge }, maxAge: 3_600 }),
    )

    expect(new URL(url).searchParams.get('max_age')).toBe(`${maxAge}`)
  })

  it('asks for the scopes that an API lacks, and keeps what was asked for before', async () => {
    const calendar = { url: CALENDAR, scopes: ['events.read', 'events.write'], incrementalScopes: ['events.admin'] }
    const home = await setUpSignedIn({ auth: { apis: { calendar } } })
    const challenge = { error: 'insufficient_scope', api: 'calendar', scopes: ['events.admin'] } as const

    const url = new URL(await departure(home.tab, () => home.auth.signIn({ challenge })))

    expect(url.searchParams.get('scope')).toBe('openid profile email events.read events.write events.admin')
  })

  it('asks for them in the API’s own token, too', async () => {
    const url = 'https://files.example.com/'
    const files = { url, scopes: ['files.read'], incrementalScopes: ['files.admin'], resource: 'urn:files' }
    const home = await setUpSignedIn({ auth: { apis: { files } } })
    home.world.serve(
      files.url,
      async (request) => (await home.provider.guard(request, { scopes: ['files.admin'] })) ?? Response.json({}),
    )
    expect((await home.auth.fetch(files.url)).status).toBe(403)
    const challenge = { error: 'insufficient_scope', api: 'files', scopes: ['files.admin'] } as const

    const auth = await signIn(home.tab, home.provider, { options: { challenge } })

    expect(auth.state.scopes?.['files']).toBeUndefined()
    expect((await auth.fetch(files.url)).status).toBe(200)
    expect(home.seen('token').at(-1)?.parameters['scope']).toBe('files.read files.admin')
  })

  it('never loops: the fourth within 30 s is refused', async () => {
    const home = await setUpGold()
    let { auth } = home
    for (let count = 0; count < 3; count += 1) {
      auth = await signIn(home.tab, home.provider, { options: { challenge: CHALLENGE }, visit: { acr: 'bronze' } })
    }

    await expect(auth.signIn({ challenge: CHALLENGE })).rejects.toMatchObject({ code: 'sign-in-loop' })
  })

  it('never joins a plain sign-in that is under way: the newest wins', async () => {
    const { auth, world } = await setUpGold()
    // So that neither leaves before both are there.
    const held = world.network.hold(`${ISSUER}/.well-known/openid-configuration`)
    const plain = auth.signIn()

    const stepUp = auth.signIn({ challenge: CHALLENGE })
    stepUp.catch(() => undefined)
    await world.rest()
    held.release()

    await expect(plain).rejects.toMatchObject({ code: 'sign-in-superseded' })
  })
})

describe('an essential acr in the claims (R-I18)', () => {
  it.each<[object, 'bronze' | 'gold', boolean]>([
    [{ essential: true, values: ['gold', 'silver'] }, 'bronze', false],
    [{ essential: true, value: 'gold' }, 'bronze', false],
    [{ essential: true, value: 'gold' }, 'gold', true],
    [{ values: ['gold'] }, 'bronze', true],
    [{ essential: true }, 'bronze', true],
  ])('%j and an answer of %s: accepted %s', async (acr, reached, isGood) => {
    const home = await setUpSignedIn()

    const auth = await signIn(home.tab, home.provider, {
      options: { claims: { id_token: { acr } }, prompt: 'login' },
      visit: { acr: reached },
    })

    expect(auth.state.error?.code).toBe(isGood ? undefined : 'id-token-claim')
  })

  it('is what requireUser({ acrValues }) needs: less is an error, not another round', async () => {
    const home = await setUpSignedIn()
    const url = await departure(home.tab, () => home.auth.requireUser({ acrValues: 'gold' }))
    home.tab.goTo(await home.provider.authorize(url, { acr: 'bronze' }))
    const auth = home.tab.auth()

    await expect(auth.requireUser({ acrValues: 'gold' })).rejects.toMatchObject({ code: 'id-token-claim' })
  })
})
