import { describe, expect, it } from 'vitest'
import { APP, setUp } from '../support/home.js'

const OTHER_ISSUER = 'https://other.example.com'

describe('two issuers are not given one return address (R-C06)', () => {
  it.each([
    ['with a default port', 'https://todo.example.com:443/callback'],
    ['in capital letters', 'https://TODO.example.com/callback'],
    ['with a query that a provider may add', `${APP}/callback?as=other`],
    ['with dots in its path', `${APP}/x/../callback`],
  ])('spelt another way: %s', (_, redirectUri) => {
    const { tab } = setUp()
    tab.auth({ redirectUri: `${APP}/callback` })

    expect(() => tab.auth({ issuer: OTHER_ISSUER, redirectUri })).toThrow(TypeError)
  })
})

describe('12.2 two issuers share no address that a return comes to (R-C06)', () => {
  const CALLBACK = { redirectUri: `${APP}/callback` }
  const RELAYED = { redirectUri: `${APP}/callback`, relayUri: `${APP}/relay` }

  it.each([
    ['one relay for both', RELAYED, { redirectUri: '/other', relayUri: '/relay' }],
    ['a relay where the redirects of the other come to', RELAYED, { redirectUri: '/other', relayUri: '/callback' }],
    ['redirects to the relay of the other', RELAYED, { redirectUri: '/relay' }],
    ['redirects to the relay of the other, with a relay', RELAYED, { redirectUri: '/relay', relayUri: '/other' }],
    ['a relay where the other has both', CALLBACK, { redirectUri: '/other', relayUri: '/callback' }],
    ['both the other way round', RELAYED, { redirectUri: '/relay', relayUri: '/callback' }],
    ['a relay that differs in its query', RELAYED, { redirectUri: '/other', relayUri: '/relay?as=other' }],
    ['a relay that differs in its last slash', RELAYED, { redirectUri: '/other', relayUri: '/relay/' }],
    ['a relay that differs in its spelling', RELAYED, { redirectUri: '/other', relayUri: '/%72el%61y' }],
    ['a relay that differs in how often it has a slash', RELAYED, { redirectUri: '/other', relayUri: `${APP}//relay` }],
    ['a relay that differs in a slash by its code', RELAYED, { redirectUri: '/other', relayUri: '/relay%2F' }],
    ['a relay that differs in its letters', RELAYED, { redirectUri: '/other', relayUri: '/Relay' }],
    ['a relay with a port that is there anyway', RELAYED, { redirectUri: '/other', relayUri: `${APP}:443/relay` }],
    ['a relay with dots', RELAYED, { redirectUri: '/other', relayUri: '/x/%2e./relay' }],
  ])('not %s', (_, one, other) => {
    const { world } = setUp()
    const [tab, turned] = [world.openTab(), world.openTab()]
    tab.auth(one)
    turned.auth({ issuer: OTHER_ISSUER, ...other })

    expect(() => tab.auth({ issuer: OTHER_ISSUER, ...other })).toThrow(TypeError)
    expect(() => turned.auth(one)).toThrow(TypeError)
  })

  it.each([
    ['two of each', RELAYED, { redirectUri: '/other', relayUri: '/other-relay' }],
    ['one without a relay', RELAYED, { redirectUri: '/other' }],
    ['a relay below that of the other', RELAYED, { redirectUri: '/other', relayUri: '/relay/other' }],
    ['one place after both logouts', RELAYED, { redirectUri: '/other', postLogoutRedirectUri: '/callback' }],
  ])('while %s are none of its business', (_, one, other) => {
    const { tab } = setUp()
    tab.auth(one)

    expect(() => tab.auth({ issuer: OTHER_ISSUER, ...other })).not.toThrow()
  })

  it('also not with a client that was made in production beside another one of its issuer', () => {
    const { tab } = setUp()
    tab.auth(CALLBACK)
    tab.auth({ ...CALLBACK, relayUri: '/relay' })
    tab.auth({ redirectUri: '/elsewhere' })

    expect(() => tab.auth({ issuer: OTHER_ISSUER, redirectUri: '/relay' })).toThrow(TypeError)
    expect(() => tab.auth({ issuer: OTHER_ISSUER, redirectUri: '/elsewhere' })).toThrow(TypeError)
    expect(() => tab.auth({ issuer: OTHER_ISSUER, redirectUri: '/other' })).not.toThrow()
  })

  it('not even when the second client of the other issuer does', () => {
    const { tab } = setUp()
    tab.auth(CALLBACK)
    tab.auth({ issuer: OTHER_ISSUER, redirectUri: '/other' })

    expect(() => tab.auth({ issuer: OTHER_ISSUER, redirectUri: '/other', relayUri: '/callback' })).toThrow(TypeError)
  })

  it('while two clients of one issuer may share both: it is the same provider that answers', () => {
    const { tab } = setUp()
    tab.auth(RELAYED)

    expect(() => tab.auth({ ...RELAYED, clientId: 'another-app' })).not.toThrow()
  })

  it('as long as both are there: whoever has let go of one may give its address away', () => {
    const { tab } = setUp()
    const [one, two] = [tab.auth(RELAYED), tab.auth({ ...RELAYED, scopes: ['email'] })]
    const other = { issuer: OTHER_ISSUER, redirectUri: '/relay' }
    one.dispose()

    expect(() => tab.auth(other)).toThrow(TypeError)
    two.dispose()
    expect(() => tab.auth(other)).not.toThrow()
  })
})

describe('scopes that are one text are not taken for a list of letters', () => {
  const profile = 'profile' as unknown as readonly string[]

  it('in the options', () => {
    const { tab } = setUp()

    expect(() => tab.auth({ scopes: profile })).toThrow(TypeError)
  })

  it('of an API', () => {
    const { tab } = setUp()

    expect(() => tab.auth({ apis: { calendar: { url: '/api/', scopes: profile } } })).toThrow(TypeError)
  })

  it('of one sign-in', async () => {
    const { tab } = setUp()

    await expect(tab.auth().signIn({ scopes: profile })).rejects.toBeInstanceOf(TypeError)
  })
})

describe('the same options in another order', () => {
  it('join the client that is there, also where a developer is told of other ones', async () => {
    const { tab } = setUp({ origin: 'http://localhost:5173' })
    const one = tab.auth({ strict: true, userInfo: false })

    const two = tab.auth({ userInfo: false, strict: true })

    expect(await two.ready).toBe(await one.ready)
  })
})
