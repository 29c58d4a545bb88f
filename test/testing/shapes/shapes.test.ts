import { createTestProvider, type Like, signedIn } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import type { Endpoint } from '../../../src/testing/endpoints.js'
import { KNOWN } from '../../../src/testing/shapes/shapes.js'
import { APP, CALENDAR, CLIENT_ID, departure } from '../../support/home.js'
import type { Options } from '../../support/tab.js'
import { addressOf, B2C, setUpLike, setUpSignedInLike } from './home-like.js'

describe('16.5 what is known of providers', () => {
  it.each(Object.entries(KNOWN))('%s: each fact is a sentence with a page that says so', (_, { facts }) => {
    for (const { says, source } of facts) {
      expect(says).toMatch(/^.{10,200}[^.]$|"$/)
      expect(source).toMatch(/^https:\/\/\S+$/)
      expect(new URL(source).href).toBe(source)
    }
    expect(new Set(facts.map(({ says }) => says)).size).toBe(facts.length)
  })

  it('is of the names that there are alone', () => {
    const like = 'auth1' as Like

    expect(() => createTestProvider({ like, clientId: CLIENT_ID, redirectUri: APP })).toThrow(
      /^A test provider cannot be like 'auth1', but like auth0, google, /,
    )
  })

  it('has the issuer of a tenant, where one is needed that is like none', () => {
    // @ts-expect-error: without `like` there is no issuer but the one of the test.
    expect(() => createTestProvider({ clientId: CLIENT_ID, redirectUri: APP })).toThrow(/an absolute URL/)
    expect(createTestProvider({ like: 'okta', clientId: CLIENT_ID, redirectUri: APP }).issuer).toMatch(/^https:/)
  })

  it('goes behind what a test sets', async () => {
    const { provider, auth } = await setUpSignedInLike('okta', {}, { issuer: 'https://id.example.com', rotate: false })

    expect(provider.metadata).toMatchObject({ token_endpoint: 'https://id.example.com/v1/token' })
    expect(auth.state.user).toMatchObject({ iss: 'https://id.example.com', ver: 1 })
  })

  it('is what signedIn signs in at', async () => {
    await using session = await signedIn({ like: 'keycloak', user: { sub: 'grace', name: 'Grace' } })

    expect(session.auth.state.user).toMatchObject({ name: 'Grace', iss: 'https://sso.example.com/realms/demo' })
  })
})

const ENDPOINTS: Readonly<Record<Exclude<Endpoint, 'discovery'>, string>> = {
  authorization: 'authorization_endpoint',
  token: 'token_endpoint',
  userinfo: 'userinfo_endpoint',
  jwks: 'jwks_uri',
  revocation: 'revocation_endpoint',
  'end-session': 'end_session_endpoint',
  par: 'pushed_authorization_request_endpoint',
}

describe('16.5 addresses and returns', () => {
  it.each(Object.entries(KNOWN))(
    '%s: what it has not is not announced, and the rest is answered',
    (like, { facts }) => {
      const provider = createTestProvider({ like: like as Like, clientId: CLIENT_ID, redirectUri: APP })
      const places = Object.assign({}, ...facts.map(({ endpoints }) => endpoints))

      for (const [endpoint, member] of Object.entries(ENDPOINTS)) {
        if (places[endpoint] === false) expect(provider.metadata).not.toHaveProperty(member)
        else expect(provider.answers(addressOf(provider, member))).toBe(true)
      }
      expect(provider.answers('https://www.example.com/')).toBe(false)
    },
  )

  it.each(Object.entries(KNOWN))('%s: the return has iss where it is announced alone', async (like) => {
    const home = setUpLike(
      like as Like,
      {
        scopes: like === 'github' ? [] : ['openid'],
        apis: { calendar: { url: CALENDAR, scopes: ['calendar/events.read'] } },
      },
      like === 'entra-b2c' ? { issuer: B2C } : {},
    )
    const { metadata } = home.provider
    const auth = home.tab.auth(like === 'github' ? { issuer: metadata as Options['issuer'], openid: false } : undefined)
    const url = await departure(home.tab, () => auth.signIn())
    const back = new URL(await home.provider.authorize(url))

    expect(back.searchParams.has('iss')).toBe(metadata['authorization_response_iss_parameter_supported'] === true)
    expect(back.searchParams.has('code')).toBe(true)
  })

  it('at "common" of Entra the metadata name an issuer that nobody is', () => {
    const issuer = 'https://login.microsoftonline.com/common/v2.0'
    const { metadata } = createTestProvider({ like: 'entra', issuer, clientId: CLIENT_ID, redirectUri: APP })

    expect(metadata).toMatchObject({
      issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
      token_endpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    })
  })
})
