import { describe, expect, it } from 'vitest'
import { setUpSignedInLike } from './home-like.js'

describe('16.5 like ZITADEL', () => {
  it('names the project among the audiences, which the app has to trust by name', async () => {
    const { auth } = await setUpSignedInLike('zitadel')

    expect(auth.state.error).toMatchObject({
      code: 'id-token-claim',
      details: { claim: 'aud', audiences: ['69234237810729019'] },
    })
  })

  it('tells of name and mail at userinfo alone', async () => {
    const { auth } = await setUpSignedInLike('zitadel', { audiences: ['69234237810729019'] })

    expect(auth.state.user).not.toHaveProperty('name')
    expect(await auth.userInfo()).toMatchObject({ name: 'Ada Lovelace', email: 'ada@example.com' })
  })
})
