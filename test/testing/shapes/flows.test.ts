import type { Like } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { APP, CALENDAR, departure, type Home, signIn } from '../../support/home.js'
import type { Options } from '../../support/tab.js'
import { B2C, EVENTS, OFFLINE, setUpLike } from './home-like.js'

const withScopes = (...scopes: string[]) => ({ calendar: { url: CALENDAR, scopes } })

/** What an app sets for a provider, and what comes of it. */
interface Recipe {
  readonly auth: Partial<Options>
  /** Members of the user. */
  readonly user: object
  /** Claims that the user must not have. */
  readonly without?: readonly string[]
  /** The path of the page that signs out. */
  readonly logout: string
}

const RECIPES: Readonly<Record<Exclude<Like, 'google' | 'github'>, Recipe>> = {
  auth0: {
    auth: { scopes: OFFLINE, authorizationParams: { audience: 'https://calendar.example.com' } },
    user: { sub: 'ada', name: 'Ada Lovelace', email_verified: true },
    without: ['updated_at'],
    logout: '/oidc/logout',
  },
  entra: {
    auth: { scopes: OFFLINE, apis: withScopes('api://calendar/events.read') },
    user: { sub: 'ada', oid: 'object-of-ada', preferred_username: 'ada@example.com' },
    without: ['email_verified', 'auth_time', 'amr'],
    logout: '/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/oauth2/v2.0/logout',
  },
  'entra-b2c': {
    auth: { scopes: OFFLINE, apis: withScopes('https://contoso.onmicrosoft.com/api/events.read') },
    user: { sub: 'ada', emails: ['ada@example.com'], tfp: 'b2c_1_signupsignin1' },
    without: ['email', 'email_verified'],
    logout: '/contoso.onmicrosoft.com/b2c_1_signupsignin1/oauth2/v2.0/logout',
  },
  okta: {
    auth: { scopes: OFFLINE },
    user: { sub: 'ada', ver: 1, idp: '00ok1u7AsAkrwdZL3z0g3' },
    logout: '/oauth2/default/v1/logout',
  },
  keycloak: {
    auth: {},
    user: { sub: 'ada', typ: 'ID', name: 'Ada Lovelace' },
    logout: '/realms/demo/protocol/openid-connect/logout',
  },
  cognito: {
    auth: {
      apis: withScopes('calendar/events.read'),
      userInfo: true,
      endSession: {
        url: 'https://mydomain.auth.us-east-1.amazoncognito.com/logout',
        params: { logout_uri: `${APP}/` },
      },
    },
    user: { sub: 'ada', 'cognito:username': 'ada', token_use: 'id', email_verified: true },
    logout: '/logout',
  },
  zitadel: {
    auth: { scopes: OFFLINE, audiences: ['69234237810729019'], userInfo: true },
    user: { sub: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' },
    logout: '/oidc/v1/end_session',
  },
  ping: {
    auth: { scopes: OFFLINE },
    user: { sub: 'ada', acr: 'Single_Factor' },
    logout: '/abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6/as/signoff',
  },
}

const grantTypes = ({ seen }: Home) => seen('token').map(({ parameters }) => parameters['grant_type'])

describe('16.5 at a provider like', () => {
  it.each(Object.entries(RECIPES))(
    '%s the app signs in, reads the user, calls, renews, calls and signs out',
    async (name, recipe) => {
      const like = name as keyof typeof RECIPES
      const home = setUpLike(
        like,
        { scopes: ['openid', 'profile', 'email'], ...recipe.auth },
        like === 'entra-b2c' ? { issuer: B2C } : {},
      )
      const { tab, provider, world } = home

      const auth = await signIn(tab, provider)
      expect(auth.state.error).toBe(undefined)
      expect(auth.state.user).toMatchObject(recipe.user)
      for (const claim of recipe.without ?? []) expect(auth.state.user).not.toHaveProperty(claim)
      expect((await auth.fetch(EVENTS)).status).toBe(200)
      expect(grantTypes(home)).toEqual(['authorization_code'])

      await world.advanceSeconds(2 * 3600)
      expect((await auth.fetch(EVENTS)).status).toBe(200)
      expect([...new Set(grantTypes(home))]).toEqual(['authorization_code', 'refresh_token'])
      await world.advanceSeconds(2 * 3600)
      expect((await auth.fetch(EVENTS)).status).toBe(200)
      expect(auth.state).toMatchObject({ status: 'signed-in', user: recipe.user })

      const left = await departure(tab, () => auth.signOut())
      expect(new URL(left).pathname).toBe(recipe.logout)
      expect(provider.endSession(left)?.startsWith(`${APP}/`)).toBe(true)
      expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
    },
  )
})
