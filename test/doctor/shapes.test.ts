import { expect, it } from 'vitest'
import { toReport } from '../../src/doctor/report.js'
import { createProviderSite } from '../support/provider-site.js'
import { examine, findRow, toAlarms, toText } from './examination.js'

// GitHub is not among them: it does no OpenID Connect and has no discovery.
it.each([
  ['auth0', 'Auth0', []],
  ['entra', 'Entra ID', ['revocation']],
  // Its issuer leads to no metadata: an app is given these.
  ['entra-b2c', 'Azure AD B2C', ['discovery']],
  ['okta', 'Okta', []],
  ['keycloak', 'Keycloak', []],
  ['cognito', 'Cognito', []],
  ['google', 'Google', ['client', 'logout']],
  ['zitadel', 'the provider', []],
  ['ping', 'the provider', []],
] as const)('17.3: what is said of %s is so', async (like, name, alarms) => {
  const diagnosis = await examine(createProviderSite({ like }), { api: undefined })

  expect(diagnosis.provider).toBe(name)
  expect([...toAlarms(diagnosis)].sort(), toReport(diagnosis)).toEqual(alarms)
})

it('17.3: a provider that wants a secret of each web client is told from one that knows another client', async () => {
  const diagnosis = await examine(createProviderSite({ like: 'google' }), { api: undefined })

  expect(toText(findRow(diagnosis, 'client'))).toMatch(/client_secret is missing[\s\S]*a backend that holds the secret/)
})

it('17.3: a logout page with a parameter of its own is in the call', async () => {
  const { createAuth } = await examine(createProviderSite({ like: 'cognito' }), { api: undefined })

  expect(createAuth).toContain("/logout', params: { logout_uri: 'https://todo.example.com/' } },")
})
