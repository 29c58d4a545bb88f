import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { APP, CALENDAR, departure, signIn } from '../../support/home.js'
import { accessTokenOf, EVENTS, setUpLike, setUpSignedInLike } from './home-like.js'

describe('16.5 like Auth0', () => {
  it('gives an opaque access token without an audience, and a JWT for both with one', async () => {
    const plain = await setUpSignedInLike('auth0')
    await plain.auth.fetch(EVENTS)
    const named = await setUpSignedInLike('auth0', { authorizationParams: { audience: 'https://calendar' } })
    await named.auth.fetch(EVENTS)

    expect(accessTokenOf(plain)).not.toContain('.')
    expect(decodeJwt(accessTokenOf(named)).aud).toEqual(['https://calendar', 'https://acme.eu.auth0.com/userinfo'])
  })

  it('ignores another audience at a renewal: the API gets the token of the sign-in', async () => {
    const audience = 'https://other.example.com'
    const { auth, provider, calls } = await setUpSignedInLike('auth0', {
      authorizationParams: { audience: 'https://calendar' },
      apis: { calendar: { url: CALENDAR, params: { audience } } },
    })
    await auth.fetch(EVENTS)

    expect(provider.requests.at(-1)?.parameters).toMatchObject({ grant_type: 'refresh_token', audience })
    expect(decodeJwt(accessTokenOf({ calls })).aud).toContain('https://calendar')
  })

  it('gives no refresh token without offline_access', async () => {
    const { auth } = await setUpSignedInLike('auth0', { scopes: ['openid'] })

    expect((await auth.inspect()).refreshToken).toBe(false)
  })

  it('tells of a rule that keeps the user out, and latchkey says that the provider refused', async () => {
    const { tab, provider } = setUpLike('auth0')

    const auth = await signIn(tab, provider, { visit: { deny: 'unauthorized' } })

    expect(auth.state.error).toMatchObject({
      code: 'sign-in-refused',
      details: { error: 'unauthorized', description: 'Access denied' },
    })
  })

  it('says of a revoked refresh token what it says', async () => {
    const { auth, provider, world } = await setUpSignedInLike('auth0')
    provider.revokeAll()
    await world.advanceSeconds(600)

    await expect(auth.fetch(EVENTS)).rejects.toMatchObject({
      code: 'refresh-rejected',
      details: { description: 'Unknown or invalid refresh token.' },
    })
  })

  it('leads back from v2/logout by returnTo', async () => {
    const url = 'https://acme.eu.auth0.com/v2/logout'
    const { auth, tab, provider } = await setUpSignedInLike('auth0', {
      endSession: { url, params: { returnTo: `${APP}/` } },
    })

    const left = await departure(tab, () => auth.signOut())

    expect(left.startsWith(url)).toBe(true)
    expect(provider.endSession(left)).toBe(`${APP}/`)
  })
})
