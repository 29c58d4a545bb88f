import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { CLIENT_ID, departure } from '../../support/home.js'
import { accessTokenOf, EVENTS, setUpSignedInLike } from './home-like.js'

describe('16.5 like Keycloak', () => {
  it('adds to tokens, to their answer and to the return what it has there', async () => {
    const { auth, answers, calls, tab, provider } = await setUpSignedInLike('keycloak', { scopes: ['openid'] })
    await auth.fetch(EVENTS)

    expect(decodeJwt(accessTokenOf({ calls }))).toMatchObject({ typ: 'Bearer', azp: CLIENT_ID })
    expect(answers[0]).toMatchObject({ 'not-before-policy': 0, refresh_expires_in: 1800, session_state: 'a-session' })
    expect((await auth.inspect()).refreshToken).toBe(true)
    const back = new URL(await provider.authorize(await departure(tab, () => auth.signIn())))
    expect([...back.searchParams.keys()].sort()).toEqual(['code', 'iss', 'session_state', 'state'])
  })

  it('takes a refresh token that was replaced, and says of an ended session that the token is not active', async () => {
    const { auth, provider, world } = await setUpSignedInLike('keycloak')
    provider.revokeAll()
    await world.advanceSeconds(600)

    await expect(auth.fetch(EVENTS)).rejects.toMatchObject({
      code: 'refresh-rejected',
      details: { description: 'Token is not active' },
    })
  })
})
