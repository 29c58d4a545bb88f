// @vitest-environment happy-dom
import { createTestProvider } from 'latchkey/testing'
import { expect, it } from 'vitest'
import { CLIENT_ID, createRelyingParty, ISSUER, REDIRECT_URI } from './relying-party.js'

it('works with the globals of a test DOM', async () => {
  const provider = createTestProvider({ issuer: ISSUER, clientId: CLIENT_ID, redirectUri: REDIRECT_URI })
  const client = createRelyingParty(provider)

  const tokens = await client.signIn()
  const renewed = await client.refresh(String(tokens.refresh_token))
  const request = new Request('https://calendar.example.com/', {
    headers: { Authorization: `Bearer ${renewed.access_token}` },
  })

  expect(await provider.guard(request)).toBeUndefined()
  expect(await (await provider.fetch(`${ISSUER}/userinfo`, request)).json()).toMatchObject({ sub: 'ada' })
})
