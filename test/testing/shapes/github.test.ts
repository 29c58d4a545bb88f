import { describe, expect, it } from 'vitest'
import { signIn } from '../../support/home.js'
import type { Options } from '../../support/tab.js'
import { redeemWithSecret, setUpLike } from './home-like.js'

describe('16.5 like GitHub', () => {
  it('answers a backend in a form, or in JSON where that is accepted; scopes with commas, and for ever', async () => {
    const redeem = await redeemWithSecret('github', { scope: 'repo gist' })
    const answer = await (await redeem()).json()
    const form = new URLSearchParams(
      await (await (await redeemWithSecret('github', { scope: 'repo' }, '*/*'))()).text(),
    )

    expect(answer).toEqual({ access_token: expect.any(String), token_type: 'bearer', scope: 'repo,gist' })
    expect(Object.fromEntries(form)).toMatchObject({ token_type: 'bearer', scope: 'repo' })
  })

  it('has no discovery', async () => {
    const { provider } = setUpLike('github')

    await expect(provider.fetch('https://github.com/login/oauth/.well-known/openid-configuration')).rejects.toThrow(
      'Failed to fetch',
    )
  })

  it('says that a code is bad with status 200', async () => {
    const redeem = await redeemWithSecret('github', { scope: 'repo' })
    const response = await redeem({ code: 'bad' })

    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ error: 'bad_verification_code' })
  })

  it('cannot be read by a page: latchkey says that the token request brought no readable answer', async () => {
    const { provider } = setUpLike('github')
    const home = setUpLike('github', {
      openid: false,
      scopes: ['repo'],
      issuer: provider.metadata as Options['issuer'],
    })

    const auth = await signIn(home.tab, home.provider)

    expect(auth.state.error).toMatchObject({
      code: 'token-unreachable',
      details: { url: 'https://github.com/login/oauth/access_token' },
    })
  })
})
