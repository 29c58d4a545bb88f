import type { Like } from 'latchkey/testing'
import { interceptAuth } from 'latchkey/testing/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { useTestApp } from './support/app-alone.js'
import { USUAL_BROWSERS } from './support/browsers.js'
import { see } from './support/demo.js'
import { useProfiles } from './support/profiles.js'

interface Kind {
  readonly like: Like
  readonly issuer: string
  readonly token: string
  /** Its logout page, for a user who comes without parameters of OpenID's; and the status of what is shown then. */
  readonly toLogoutPage: (back: string) => string
  readonly shown: number
}

const API = 'http://api.localhost:4000'
const EVENTS = `${API}/v1/events`
const ADA = { sub: 'ada', name: 'Ada Lovelace' }
const OKTA = 'https://dev-1234.okta.com/oauth2/default'
const POOL = 'https://mydomain.auth.us-east-1.amazoncognito.com'

const KINDS: Readonly<Record<string, Kind>> = {
  'endpoints in a folder of the issuer': {
    like: 'okta',
    issuer: OKTA,
    token: `${OKTA}/v1/token`,
    // It wants `id_token_hint`, and shows an error page without.
    toLogoutPage: () => `${OKTA}/v1/logout`,
    shown: 400,
  },
  'a logout page beside the one of its metadata': {
    like: 'auth0',
    issuer: 'https://acme.eu.auth0.com/',
    token: 'https://acme.eu.auth0.com/oauth/token',
    toLogoutPage: (back) =>
      `https://acme.eu.auth0.com/v2/logout?${new URLSearchParams({ client_id: 'test-app', returnTo: back })}`,
    shown: 200,
  },
  'endpoints at another host': {
    like: 'cognito',
    issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example',
    token: `${POOL}/oauth2/token`,
    toLogoutPage: (back) => `${POOL}/logout?${new URLSearchParams({ client_id: 'test-app', logout_uri: back })}`,
    shown: 200,
  },
}

describe.each(Object.entries(KINDS))('16.4: a provider with %s', (_, { like, issuer, token, toLogoutPage, shown }) => {
  const app = useTestApp({ issuer, api: API })

  describe.each(USUAL_BROWSERS)('in %s', (_, { launch, meant }) => {
    const newProfile = useProfiles(launch, meant)

    async function open() {
      const { context } = await newProfile()
      const url = `${app()}/plain/`
      const auth = await interceptAuth(context, {
        issuer,
        clientId: 'test-app',
        url,
        redirectUri: '/plain/',
        signIn: (page) =>
          see(page as Page, 'signed-out').then(() =>
            (page as Page).evaluate(() => void window.latchkeyTest.auth.signIn()),
          ),
        provider: { like },
      })
      return { auth, page: await context.newPage(), url }
    }

    it('signs in at its own addresses, calls, and is signed out at its logout page', async () => {
      const { auth, page, url } = await open()
      const calls = auth.api(EVENTS, {}, () => ({ json: {} }))

      await auth.signedInAs(ADA)
      const name = await page.locator('#who').textContent()
      const status = await page.evaluate(
        (address) => window.latchkeyTest.auth.fetch(address).then((r) => r.status),
        EVENTS,
      )
      const after = await page.goto(toLogoutPage(url))

      const { requests } = auth.provider
      expect([name, status, calls.length]).toEqual(['Ada Lovelace', 200, 1])
      expect(requests.filter(({ endpoint }) => endpoint === 'token').map((one) => one.url)).toEqual([token])
      expect(requests.at(-1)?.endpoint).toBe('end-session')
      expect([after?.status(), page.url()]).toEqual([shown, shown === 200 ? url : toLogoutPage(url)])
      auth.close()
    })

    it('has nothing where a provider of another kind would have it', async () => {
      const { auth, page } = await open()
      await auth.signedInAs(ADA)
      const before = auth.provider.requests.length

      const usual = `${issuer.replace(/\/$/, '')}/token`
      const answer = await page.goto(usual)

      expect([answer?.status(), auth.provider.requests.length]).toEqual([404, before])
      auth.close()
    })
  })
})
