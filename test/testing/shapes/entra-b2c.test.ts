import { describe, expect, it } from 'vitest'
import { CALENDAR, signIn } from '../../support/home.js'
import type { Options } from '../../support/tab.js'
import { B2C, EVENTS, returnSilently, setUpLike, setUpSignedInLike } from './home-like.js'

describe('16.5 like Azure AD B2C', () => {
  const B2C_AUTH = {
    apis: { calendar: { url: CALENDAR, scopes: ['https://contoso.onmicrosoft.com/api/events.read'] } },
  }

  it('has its metadata elsewhere than below its issuer: the app is given them as an object', async () => {
    const { provider } = setUpLike('entra-b2c')
    const home = setUpLike('entra-b2c', { ...B2C_AUTH, issuer: provider.metadata as Options['issuer'] })

    const auth = await signIn(home.tab, home.provider)

    expect(auth.state.user).toMatchObject({ iss: provider.issuer, emails: ['ada@example.com'] })
    await expect(setUpLike('entra-b2c').tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })
  })

  it('sends lifetimes as texts, which are read', async () => {
    const { auth, answers, world, seen } = await setUpSignedInLike('entra-b2c', B2C_AUTH, { issuer: B2C })
    await world.advanceSeconds(3000)
    expect((await auth.fetch(EVENTS)).status).toBe(200)

    expect(answers[0]).toMatchObject({ expires_in: '3600', not_before: '1442340812' })
    expect(seen('token')).toHaveLength(1)
  })

  it('gives no access token without a scope of an API, and latchkey says what is missing', async () => {
    const { auth, answers } = await setUpSignedInLike('entra-b2c', { apis: {} }, { issuer: B2C })

    expect(answers[0]).not.toHaveProperty('access_token')
    expect(auth.state.error).toMatchObject({ code: 'token-invalid', details: { why: 'access_token' } })
  })

  it('tells of a user who cancels, and of nobody to sign in silently, with its numbers', async () => {
    const { tab, provider } = setUpLike('entra-b2c', {}, { issuer: B2C })
    const auth = await signIn(tab, provider, { visit: { deny: 'access_denied' } })

    expect(auth.state.error).toMatchObject({
      code: 'sign-in-denied',
      details: { description: expect.stringContaining('AADB2C90091') },
    })
    expect((await returnSilently(setUpLike('entra-b2c', {}, { issuer: B2C }))).get('error_description')).toMatch(
      /^AADB2C90077: User does not have an existing session/,
    )
  })
})
