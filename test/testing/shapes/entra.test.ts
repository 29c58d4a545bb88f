import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { CALENDAR } from '../../support/home.js'
import { accessTokenOf, EVENTS, returnSilently, setUpLike, setUpSignedInLike, spend } from './home-like.js'

describe('16.5 like Microsoft Entra ID', () => {
  const ENTRA_AUTH = { apis: { calendar: { url: CALENDAR, scopes: ['api://calendar/access_as_user'] } } }

  it('adds what a token answer has there, and makes the access token for the API of the scope', async () => {
    const { auth, answers, calls } = await setUpSignedInLike('entra', ENTRA_AUTH)
    await auth.fetch(EVENTS)

    expect(answers[0]).toMatchObject({ ext_expires_in: 3599, refresh_token_expires_in: 86_399 })
    expect(answers[0]).toHaveProperty('client_info')
    expect(decodeJwt(accessTokenOf({ calls }))).toMatchObject({
      iss: 'https://sts.windows.net/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/',
      aud: 'api://calendar',
      scp: 'access_as_user',
    })
    expect(auth.state.scopes?.['calendar']).toEqual(expect.arrayContaining(['api://calendar/access_as_user']))
  })

  it('ends a session 24 h after the sign-in, however often it was renewed, with its own words', async () => {
    const { auth, world } = await setUpSignedInLike('entra', ENTRA_AUTH)
    await world.advanceSeconds(20 * 3600)
    expect((await auth.fetch(EVENTS)).status).toBe(200)
    await world.advanceSeconds(5 * 3600)

    await expect(auth.fetch(EVENTS)).rejects.toMatchObject({
      code: 'refresh-rejected',
      details: { description: expect.stringMatching(/^AADSTS700084: .*fixed, limited lifetime of 1\.00:00:00/) },
    })
    expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'expired' })
  })

  it('takes a refresh token that was replaced', async () => {
    const { auth, provider, world, seen } = await setUpSignedInLike('entra', ENTRA_AUTH)
    for (const _ of 'twice') {
      await world.advanceSeconds(3 * 3600)
      if ((await auth.fetch(EVENTS)).status !== 200) break
    }

    expect(await spend(provider, seen('token')[1]?.parameters['refresh_token'])).toBe(200)
  })

  it('says AADSTS50058 to a silent sign-in of nobody', async () => {
    expect(Object.fromEntries(await returnSilently(setUpLike('entra')))).toMatchObject({
      error: 'login_required',
      error_description: 'AADSTS50058: A silent sign-in request was sent but no user is signed in.',
    })
  })
})
