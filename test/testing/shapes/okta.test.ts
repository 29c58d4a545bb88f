import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { CLIENT_ID, departure, signIn } from '../../support/home.js'
import { accessTokenOf, EVENTS, returnSilently, setUpLike, setUpSignedInLike, spend } from './home-like.js'

describe('16.5 like Okta', () => {
  it('lists the scopes of an access token, and names client and user its own way', async () => {
    const { auth, calls } = await setUpSignedInLike('okta')
    await auth.fetch(EVENTS)

    expect(decodeJwt(accessTokenOf({ calls }))).toMatchObject({
      scp: expect.arrayContaining(['openid', 'events.read']),
      cid: CLIENT_ID,
      uid: 'ada',
    })
    expect(decodeJwt(accessTokenOf({ calls }))).not.toHaveProperty('scope')
  })

  it('takes a replaced refresh token for 30 s more', async () => {
    const { auth, provider, world, seen } = await setUpSignedInLike('okta')
    await world.advanceSeconds(2 * 3600)
    await auth.fetch(EVENTS)
    const spent = seen('token').at(-1)?.parameters['refresh_token']

    expect(await spend(provider, spent)).toBe(200)
    await world.advanceSeconds(31)
    expect(await spend(provider, spent)).toBe(400)
  })

  it('has a logout page that wants the ID token', async () => {
    const { auth, tab, provider } = await setUpSignedInLike('okta')
    const without = new URL(await departure(tab, () => auth.signOut({ idTokenHint: 'none' })))

    expect(() => provider.endSession(without)).toThrow('The provider shows an error page: id_token_hint is missing')
  })

  it('says of a user who is not assigned, and of nobody, what it says', async () => {
    const { tab, provider } = setUpLike('okta')
    const auth = await signIn(tab, provider, { visit: { deny: 'access_denied' } })

    expect(auth.state.error?.details).toMatchObject({ description: 'User is not assigned to the client application.' })
    expect((await returnSilently(setUpLike('okta'))).get('error_description')).toMatch(/^The client specified not to/)
  })
})
