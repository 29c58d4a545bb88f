import { describe, expect, it } from 'vitest'
import { EVENTS, setUpSignedInLike } from './home-like.js'

describe('16.5 like PingOne', () => {
  it('has null for the ID token of a renewal, which is none', async () => {
    const { auth, answers, world } = await setUpSignedInLike('ping')
    await world.advanceSeconds(600)
    expect((await auth.fetch(EVENTS)).status).toBe(200)

    expect(answers.map(({ id_token }) => id_token)).toEqual([expect.any(String), null])
    expect(auth.state.user).toMatchObject({ sub: 'ada', acr: 'Single_Factor' })
  })

  it('gives no refresh token without offline_access', async () => {
    const { auth } = await setUpSignedInLike('ping', { scopes: ['openid'] })

    expect((await auth.inspect()).refreshToken).toBe(false)
  })
})
