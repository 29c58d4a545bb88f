import type { Lie, TokenDraft } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { CALENDAR, CLIENT_ID, ISSUER, setUp, setUpSignedIn, signIn } from '../support/home.js'

const HONEST: TokenDraft = {
  header: { alg: 'RS256' },
  claims: { iss: ISSUER, aud: CLIENT_ID, sub: 'ada', nickname: 'Countess' },
}

/** A signed-in home whose `/userinfo` answers with this JWT; a key id is put in unless the header names one. */
async function setUpAnswer(
  change: (honest: TokenDraft, now: number) => TokenDraft,
  edit = (jwt: string) => jwt,
  announced?: Readonly<Record<string, unknown>>,
) {
  const provider = { signedUserInfo: true }
  const home = setUp({ provider })
  home.provider.lie({ discovery: (document) => ({ ...document, ...announced }) })
  const auth = await signIn(home.tab, home.provider)
  const [key] = (await home.provider.keys()).keys
  const draft = change({ ...HONEST, header: { ...HONEST.header, kid: key?.kid } }, home.world.time / 1000)
  const signed = edit(await home.provider.sign(draft))
  home.provider.lie({
    respond: (endpoint) =>
      endpoint === 'userinfo' ? new Response(signed, { headers: { 'content-type': 'application/jwt' } }) : undefined,
  })
  return { ...home, auth }
}

const saying = (claims: Readonly<Record<string, unknown>>) => (honest: TokenDraft) => ({
  ...honest,
  claims: { ...honest.claims, ...claims },
})
const headed = (header: Readonly<Record<string, unknown>>) => (honest: TokenDraft) => ({
  ...honest,
  header: { ...honest.header, ...header },
})
/** Times as they are apart from the provider's present time, in seconds. */
const timed = (times: Readonly<Record<string, number>>) => (honest: TokenDraft, now: number) =>
  saying(Object.fromEntries(Object.entries(times).map(([claim, offset]) => [claim, now + offset])))(honest)

describe('a signed /userinfo (R-U03, C-34)', () => {
  it('is verified, and its claims are told', async () => {
    const { auth } = await setUpSignedIn({ provider: { signedUserInfo: true } })

    expect(await auth.userInfo()).toMatchObject({ sub: 'ada', name: 'Ada Lovelace', iss: ISSUER })
  })

  it.each<[string, (honest: TokenDraft) => TokenDraft]>([
    ['as it should be', (honest) => honest],
    ['without iss and aud', ({ header }) => ({ header, claims: { sub: 'ada', nickname: 'Countess' } })],
    ['with several audiences', (honest) => ({ ...honest, claims: { ...honest.claims, aud: ['x', CLIENT_ID] } })],
  ])('is taken %s', async (_, change) => {
    const { auth } = await setUpAnswer(change)

    expect(await auth.userInfo()).toMatchObject({ sub: 'ada', nickname: 'Countess' })
  })

  it.each<[string, (honest: TokenDraft) => TokenDraft]>([
    ['a broken signature', (honest) => ({ ...honest, signature: 'corrupt' })],
    ['no signature', (honest) => ({ ...honest, signature: 'missing' })],
    ['alg none', (honest) => ({ ...honest, header: { ...honest.header, alg: 'none' } })],
    [
      'a signature with the public key as a secret',
      (honest) => ({ ...honest, header: { ...honest.header, alg: 'HS256' } }),
    ],
    ['the signature of a stranger', (honest) => ({ ...honest, key: 'foreign' })],
    ['another issuer', (honest) => ({ ...honest, claims: { ...honest.claims, iss: 'https://evil.example' } })],
    ['another audience', (honest) => ({ ...honest, claims: { ...honest.claims, aud: 'other-app' } })],
    ['another user', (honest) => ({ ...honest, claims: { ...honest.claims, sub: 'grace' } })],
    ['the type of another token', (honest) => ({ ...honest, header: { ...honest.header, typ: 'at+jwt' } })],
    ['critical extensions', (honest) => ({ ...honest, header: { ...honest.header, crit: ['x'] } })],
  ])('is refused with %s, and the user stays as they are', async (_, change) => {
    const { auth } = await setUpAnswer(change)
    const { user } = auth.state

    await expect(auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
    expect(auth.state.user).toBe(user)
  })

  it('is refused with a none algorithm even where the metadata lists it', async () => {
    const home = await setUpAnswer((honest) => ({ ...honest, header: { ...honest.header, alg: 'none' } }))
    home.provider.lie({
      discovery: (document) => ({ ...document, id_token_signing_alg_values_supported: ['none', 'RS256'] }),
    })

    await expect(home.auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
  })

  it('is refused with anything around it', async () => {
    const { auth } = await setUpAnswer(
      (honest) => honest,
      (jwt) => `${jwt}\n`,
    )

    await expect(auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
  })
})

const LISTED = { userinfo_signing_alg_values_supported: ['RS256'] }
// `null` is none of them: it is not there (14.A1).
const NO_NUMBERS = ['soon', '1e9', true, [], {}, 0, -1]

describe('12.10 a signed /userinfo is checked in time (R-U03)', () => {
  it.each<[string, (honest: TokenDraft, now: number) => TokenDraft]>([
    ['is over', timed({ exp: -120 })],
    ['was over long ago', timed({ exp: -86_400 })],
    ['is not yet good', timed({ nbf: 120 })],
    ['is of the future', timed({ iat: 120, exp: 600 })],
    ['is of an hour ago, and played back', timed({ iat: -3_600 })],
    ['is of an hour ago, and good for a year', timed({ iat: -3_600, exp: 31_536_000 })],
    ...['exp', 'nbf', 'iat'].flatMap((claim) =>
      NO_NUMBERS.map((value): [string, (honest: TokenDraft) => TokenDraft] => [
        `has ${JSON.stringify(value)} for ${claim}`,
        saying({ [claim]: value }),
      ]),
    ),
  ])('and refused when it %s', async (_, change) => {
    const { auth } = await setUpAnswer(change)
    const { user } = auth.state

    await expect(auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
    expect(auth.state).toMatchObject({ status: 'signed-in' })
    expect(auth.state.user).toBe(user)
  })

  it.each<[string, (honest: TokenDraft, now: number) => TokenDraft]>([
    ['all its times fit', timed({ iat: 0, nbf: 0, exp: 300 })],
    ['was over a moment ago, by a clock that is a little off', timed({ iat: -30, exp: -30 })],
    ['is of a moment ahead', timed({ iat: 30, nbf: 30, exp: 330 })],
    ['is some minutes old', timed({ iat: -300, exp: 60 })],
    ['has no time but its end', timed({ exp: 60 })],
    ['has no time but its beginning', timed({ iat: 0 })],
    ['has fractions of seconds', timed({ iat: 0.5, nbf: -0.5, exp: 60.5 })],
  ])('and taken when it %s', async (_, change) => {
    const { auth } = await setUpAnswer(change)

    expect(await auth.userInfo()).toMatchObject({ sub: 'ada', nickname: 'Countess' })
  })

  it.each([-2, 2])('by the clock of the provider, where this device’s is %i hours off', async (hours) => {
    const outcomes: unknown[] = []
    for (const times of [{ iat: 0, exp: 300 }, { exp: 300 }, { nbf: 0 }, { exp: -120 }, { nbf: 120 }]) {
      const home = setUp({ provider: { signedUserInfo: true } })
      home.world.setWallBy(hours * 3_600_000)
      const auth = await signIn(home.tab, home.provider)
      const [key] = (await home.provider.keys()).keys
      const honest = { ...HONEST, header: { ...HONEST.header, kid: key?.kid } }
      const signed = await home.provider.sign(timed(times as Record<string, number>)(honest, home.world.time / 1000))
      home.provider.lie(answering(signed))
      outcomes.push(
        await auth.userInfo().then(
          () => 'taken',
          ({ code }) => code,
        ),
      )
    }

    expect(outcomes).toEqual(['taken', 'taken', 'taken', 'user-info', 'user-info'])
  })
})

const answering = (text: string): Lie => ({
  respond: (endpoint) =>
    endpoint === 'userinfo' ? new Response(text, { headers: { 'content-type': 'application/jwt' } }) : undefined,
})

describe('12.10 a signed /userinfo is of its own kind (R-U03, R-I20)', () => {
  it.each(['at+jwt', 'application/at+jwt', 'logout+jwt', 'dpop+jwt', 'secevent+jwt', 'JOSE', '', 7])(
    'and refused as a token of the type %j',
    async (typ) => {
      const { auth } = await setUpAnswer(headed({ typ }))

      await expect(auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
    },
  )

  it.each(['JWT', 'jwt'])('and taken as a token of the type %j', async (typ) => {
    const { auth } = await setUpAnswer(headed({ typ }))

    expect(await auth.userInfo()).toMatchObject({ nickname: 'Countess' })
  })

  it.each(['nonce', 'at_hash', 'c_hash', 's_hash', 'events'])('and refused with %s, as of another', async (claim) => {
    const { auth } = await setUpAnswer(saying({ [claim]: 'x' }))

    await expect(auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
  })

  it.each([0, 600])('and is not the ID token that came %i seconds after the sign-in, played back', async (seconds) => {
    const { world, tab, provider } = setUp()
    let latest = ''
    provider.lie({
      sign: (token) => {
        latest = token
        return token
      },
    })
    const auth = await signIn(tab, provider)
    await world.advanceSeconds(seconds)
    await auth.fetch(CALENDAR)
    provider.lie(answering(latest))

    await expect(auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
  })
})

describe('12.10 a signed /userinfo has algorithms of its own (R-U03, R-I02)', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['RS256 that only ID tokens are signed with', { userinfo_signing_alg_values_supported: ['ES256'] }],
    ['RS256 where nothing is announced to be signed with', { userinfo_signing_alg_values_supported: [] }],
    ['RS256 where only none is announced', { userinfo_signing_alg_values_supported: ['none'] }],
  ])('and is refused with %s', async (_, announced) => {
    const { auth } = await setUpAnswer((honest) => honest, undefined, announced)

    await expect(auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
  })

  it.each(['none', 'HS256', 'HS512', 'rs256', '', 7, null, ['RS256']])(
    'never %j, whatever is announced',
    async (alg) => {
      const { auth } = await setUpAnswer(
        (honest) => honest,
        (jwt) => {
          const [head = '', body, mark] = jwt.split('.')
          const header = { ...JSON.parse(atob(head.replace(/-/g, '+').replace(/_/g, '/'))), alg }
          return [btoa(JSON.stringify(header)).replace(/=/g, ''), body, mark].join('.')
        },
        { userinfo_signing_alg_values_supported: ['none', 'HS256', 'HS512', 'rs256', '', 'RS256'] },
      )

      await expect(auth.userInfo()).rejects.toMatchObject({ code: 'user-info' })
    },
  )

  it.each<[string, string, Readonly<Record<string, unknown>>]>([
    ['the one that is announced', 'RS256', LISTED],
    ['one of several', 'PS256', { userinfo_signing_alg_values_supported: ['none', 'ES256', 'PS256'] }],
    ['one that no ID token is signed with', 'PS256', { userinfo_signing_alg_values_supported: ['PS256'] }],
    ['any with a public key where no list is announced', 'PS256', {}],
  ])('and is taken with %s', async (_, alg, announced) => {
    const { auth, provider } = await setUpAnswer(headed({ alg }), undefined, announced)
    // A key that names its algorithm is for no other.
    provider.lie({ jwks: (set) => ({ keys: set.keys.map(({ alg: __, ...key }) => key) }) })

    expect(await auth.userInfo()).toMatchObject({ nickname: 'Countess' })
  })

  it.each([['RS256'], [{}], [[7]]])('and a list that is none (%j) is no provider metadata', async (list) => {
    const home = setUp()
    home.provider.lie({ discovery: (document) => ({ ...document, userinfo_signing_alg_values_supported: list }) })

    await expect(home.tab.auth().signIn()).rejects.toMatchObject({
      code: 'discovery-unsupported',
      details: { feature: 'userinfo_signing_alg_values_supported' },
    })
  })
})
