import { generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { byKeys } from '../../demo/providers/verifiers.js'
import { CALENDAR, CLIENT, refusal, sign, startIssuer } from '../support/elsewhere-issuer.js'

// How the demo's calendar judges the tokens of other providers: `npm start -- --provider …`.

const past = Math.floor(Date.now() / 1000) - 300

describe.each([
  ['Keycloak', byKeys({ claim: 'typ', is: 'Bearer' }), { typ: 'Bearer' }, { typ: 'ID' }],
  ['Auth0', byKeys('bare'), {}, { nonce: 'of-a-sign-in' }],
])('17.4: the calendar takes an access token of %s', (_, create, ofAccessToken, ofIdToken) => {
  const set = async () => {
    const from = await startIssuer()
    return { from, verify: create({ issuer: from.issuer, audience: CALENDAR, client: CLIENT }) }
  }

  it('that is for it, also beside another API, and reads whose it is and what it allows', async () => {
    const { from, verify } = await set()

    expect(await verify(await sign(from, ofAccessToken))).toMatchObject({
      accepted: true,
      token: { format: 'jwt', userId: 'ada', scopes: ['openid', 'events.read'] },
    })
    expect(await refusal(verify, await sign(from, { ...ofAccessToken, aud: ['account', CALENDAR] }))).toBeUndefined()
  })

  it.each<[string, object, RegExp]>([
    ['that is for another API', { aud: 'https://mail.example.com/' }, /claim aud/],
    ['that is for everything that begins alike', { aud: `${CALENDAR}more` }, /claim aud/],
    ['of another issuer', { iss: 'https://id.example.com' }, /claim iss/],
    ['that is over', { exp: past }, /expired/],
    ['that never ends', { exp: undefined }, /claim exp/],
    ['of nobody', { sub: undefined }, /claim sub/],
    ['of nobody by name', { sub: '' }, /^Nobody/],
    ['of a number', { sub: 7 }, /^Nobody/],
    // RFC 9449, section 7.2: as a bearer token it is anybody's who has stolen it.
    ['that is bound to a key', { cnf: { jkt: 'of-the-key-of-the-page' } }, /bound to a key/],
  ])('and none %s', async (__, changes, reason) => {
    const { from, verify } = await set()

    expect(await refusal(verify, await sign(from, { ...ofAccessToken, ...changes }))).toMatch(reason)
  })

  it('and no ID token: neither one for the app, nor one that names the calendar, too', async () => {
    const { from, verify } = await set()

    expect(await refusal(verify, await sign(from, { ...ofIdToken, aud: 'todo-spa' }))).toMatch(/^This is an ID token/)
    expect(await refusal(verify, await sign(from, { ...ofIdToken, aud: ['todo-spa', CALENDAR] }))).toMatch(
      /another token of our provider/,
    )
  })

  it('and none that another has signed, that nobody has, or that was changed', async () => {
    const { from, verify } = await set()
    const [header = '', claims = '', signature = ''] = (await sign(from, ofAccessToken)).split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const changed = Buffer.from(JSON.stringify({ ...decode(claims), sub: 'grace' })).toString('base64url')
    const alg = String(decode(header)['alg'])
    const { privateKey } = await generateKeyPair(alg)
    const foreign = await new SignJWT(decode(claims)).setProtectedHeader({ ...decode(header), alg }).sign(privateKey)

    expect(await refusal(verify, foreign)).toMatch(/signature does not fit/)
    expect(await refusal(verify, `${none}.${claims}.`)).toBeDefined()
    expect(await refusal(verify, `${header}.${changed}.${signature}`)).toMatch(/signature does not fit/)
    expect(await refusal(verify, 'a-reference')).toBeDefined()
  })
})

describe('17.4: the calendar tells the access tokens of Auth0, which have no mark of their own, from', () => {
  const OF_LOGOUT = { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }
  const set = async () => {
    const from = await startIssuer()
    return { from, verify: byKeys('bare')({ issuer: from.issuer, audience: CALENDAR, client: CLIENT }) }
  }

  it.each<[string, object, object]>([
    // OpenID Connect Core 1.0, section 12.2: it should have no nonce, even when the one of the sign-in had.
    ['a renewed ID token that names the calendar, too', { aud: ['todo-spa', CALENDAR] }, {}],
    ['an ID token of a sign-in that names the calendar alone', { nonce: 'of-a-sign-in' }, {}],
    ['a renewed ID token that is bound to an access token', { at_hash: 'of-the-access-token' }, {}],
    ['a logout token', { sub: 'ada', ...OF_LOGOUT }, { typ: 'logout+jwt' }],
    ['a logout token that is called a JWT', OF_LOGOUT, {}],
    ['a token of another kind', {}, { typ: 'secevent+jwt' }],
    ['a token of no kind', {}, { typ: undefined }],
  ])('%s', async (_, changes, header) => {
    const { from, verify } = await set()

    expect(await refusal(verify, await sign(from, changes, header))).toMatch(/another token of our provider/)
  })

  it.each(['JWT', 'at+jwt'])('all of these, and takes one of the type %s', async (typ) => {
    const { from, verify } = await set()

    expect(await refusal(verify, await sign(from, { aud: [CALENDAR, `${from.issuer}/userinfo`] }, { typ }))).toBe(
      undefined,
    )
  })

  it('a renewed ID token for the app alone, and says what it is', async () => {
    const { from, verify } = await set()

    expect(await refusal(verify, await sign(from, { aud: 'todo-spa' }))).toMatch(/^This is an ID token/)
  })
})

const decode = (part: string): Readonly<Record<string, unknown>> =>
  JSON.parse(Buffer.from(part, 'base64url').toString())
