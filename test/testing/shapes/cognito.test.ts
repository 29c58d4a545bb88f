import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { CALENDAR, departure } from '../../support/home.js'
import { accessTokenOf, EVENTS, setUpSignedInLike } from './home-like.js'

const apis = { calendar: { url: CALENDAR, scopes: ['calendar/events.read'] } }

describe('16.5 like Amazon Cognito', () => {
  it('has access tokens without an audience, and token answers without scopes', async () => {
    const { auth, answers, calls, world } = await setUpSignedInLike('cognito', { scopes: ['openid', 'email'], apis })
    await world.advanceSeconds(2 * 3600)
    await auth.fetch(EVENTS)

    expect(decodeJwt(accessTokenOf({ calls }))).toMatchObject({ token_use: 'access', username: 'ada' })
    expect(decodeJwt(accessTokenOf({ calls }))).not.toHaveProperty('aud')
    expect(answers.map((answer) => ['refresh_token' in answer, 'scope' in answer])).toEqual([
      [true, false],
      [false, false],
    ])
  })

  it('says that a mail is verified in a text, which is read', async () => {
    const { auth, provider } = await setUpSignedInLike('cognito', { scopes: ['openid', 'email'], apis })
    const told: unknown[] = []
    provider.lie({
      userInfo: (claims) => {
        told.push(claims['email_verified'])
        return claims
      },
    })

    expect((await auth.userInfo())['email_verified']).toBe(true)
    expect(told).toEqual(['true'])
  })

  it('has a logout page that OpenID’s parameters do not lead to: the app needs endSession', async () => {
    const { auth, tab, provider } = await setUpSignedInLike('cognito', { scopes: ['openid'], apis })

    const left = await departure(tab, () => auth.signOut())

    expect(() => provider.endSession(left)).toThrow('The provider shows an error page: logout_uri is missing')
  })

  it('says of a refused refresh token a code and nothing else', async () => {
    const { auth, provider, world } = await setUpSignedInLike('cognito', { scopes: ['openid'], apis })
    provider.revokeAll()
    await world.advanceSeconds(2 * 3600)

    const error = await auth.fetch(EVENTS).catch((reason) => reason)
    expect(error).toMatchObject({ code: 'refresh-rejected', details: { error: 'invalid_grant' } })
    expect(error.details.description).toBe(undefined)
  })

  it('knows no scope without its resource server, and no offline_access', async () => {
    const bare = await setUpSignedInLike('cognito', { scopes: ['openid'] })
    const offline = await setUpSignedInLike('cognito', { scopes: ['openid', 'offline_access'], apis })
    const known = await setUpSignedInLike('cognito', { scopes: ['openid', 'aws.cognito.signin.user.admin'], apis })

    for (const { auth } of [bare, offline])
      expect(auth.state.error).toMatchObject({
        code: 'sign-in-refused',
        details: { error: 'invalid_request', description: 'invalid_scope' },
      })
    expect(known.auth.state.error).toBe(undefined)
    expect(known.auth.state.status).toBe('signed-in')
  })
})
