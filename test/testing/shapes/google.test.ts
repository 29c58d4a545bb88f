import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { CLIENT_ID } from '../../support/home.js'
import { redeemWithSecret, setUpSignedInLike } from './home-like.js'

describe('16.5 like Google', () => {
  it('gives tokens to a backend with a secret: azp, hd, at_hash, and no time of the sign-in', async () => {
    const redeem = await redeemWithSecret('google', { scope: 'openid email', nonce: 'nonce' })
    const answer = await (await redeem()).json()
    const claims = decodeJwt(answer.id_token)

    expect(claims).toMatchObject({ azp: CLIENT_ID, hd: 'example.com', at_hash: expect.any(String) })
    expect(claims).not.toHaveProperty('auth_time')
    expect(answer.access_token).not.toContain('.')
    expect(answer).not.toHaveProperty('refresh_token')
  })

  it('gives a refresh token for access_type=offline, and the same one for good', async () => {
    const asked = { scope: 'openid email', nonce: 'nonce', access_type: 'offline' }
    const redeem = await redeemWithSecret('google', asked)
    const { refresh_token } = await (await redeem()).json()

    expect(refresh_token).toEqual(expect.any(String))
    const renewal = { grant_type: 'refresh_token', refresh_token }
    expect(await (await redeem(renewal)).json()).not.toHaveProperty('refresh_token')
    expect((await redeem(renewal)).status).toBe(200)
  })

  it('gives a page nothing', async () => {
    const { auth } = await setUpSignedInLike('google', { scopes: ['openid', 'email'] })

    expect(auth.state.error).toMatchObject({
      code: 'token-refused',
      details: { error: 'invalid_request', description: 'client_secret is missing.' },
    })
  })
})
