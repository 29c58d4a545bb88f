import { bootAuth0 } from './auth0.js'
import { bootEntra } from './entra.js'
import { bootGoogle } from './google.js'
import { bootKeycloak } from './keycloak.js'
import { bootOkta } from './okta.js'
import { ADA, type Boot, type Options } from './provider.js'
import { byIntrospection, byKeys, byUserInfo, type CreateVerifier } from './verifiers.js'

/** A provider that the to-do app can sign in at in place of the demo's own. */
export interface Choice {
  /** What users call it. */
  readonly title: string
  readonly boot: Boot
  /** What runs in its place, and what is different at the provider itself. */
  readonly note: string
  /** The page about it in docs/providers. */
  readonly page: string
  /** Its own calendar; or the demo's, by who verifies the tokens there. */
  readonly calendar: 'google' | CreateVerifier
  /** The scopes of that calendar, as this provider writes them. */
  readonly scopes: readonly string[]
  /** What `createAuth` is told so that the token is for an API. */
  readonly toParams?: (resource: string) => NonNullable<Options['authorizationParams']>
}

const SCOPES = ['events.read', 'events.write']

export const CHOICES = {
  google: {
    title: 'Google',
    boot: bootGoogle,
    note: 'This is an emulator of Google, on your machine. Google itself wants a client secret from every web client, which no page can keep: there, a page cannot sign in by itself.',
    page: 'google.md',
    calendar: 'google',
    scopes: ['https://www.googleapis.com/auth/calendar.events'],
  },
  entra: {
    title: 'Microsoft Entra ID',
    boot: bootEntra,
    note: 'This is an emulator of Microsoft Entra ID, on your machine. Its access tokens are references, of which it tells the calendar whose they are and no more; those of Entra ID itself are JWTs, which say what they are for.',
    page: 'entra.md',
    calendar: byUserInfo,
    scopes: SCOPES.map((scope) => `api://calendar/${scope}`),
  },
  okta: {
    title: 'Okta',
    boot: bootOkta,
    note: 'This is an emulator of Okta, on your machine. Its access tokens are references, and the calendar asks it about each; those of Okta itself are JWTs.',
    page: 'okta.md',
    // That of the authorization server, whatever the API.
    calendar: byIntrospection('api://default'),
    scopes: SCOPES,
  },
  auth0: {
    title: 'Auth0',
    boot: bootAuth0,
    note: `This is a simulator of Auth0, on your machine, whose page loads Auth0's own script from the internet. It knows no clients, and has no logout page. Sign in as ${ADA.email} with the password ${ADA.password}.`,
    page: 'auth0.md',
    calendar: byKeys('bare'),
    scopes: SCOPES,
    toParams: (audience) => ({ audience }),
  },
  keycloak: {
    title: 'Keycloak',
    boot: bootKeycloak,
    note: `This is Keycloak itself, on your machine, with a realm that is gone when it stops. Sign in as ${ADA.login} with the password ${ADA.password}.`,
    page: 'keycloak.md',
    calendar: byKeys({ claim: 'typ', is: 'Bearer' }),
    scopes: SCOPES,
  },
} satisfies Readonly<Record<string, Choice>>

export type ChoiceName = keyof typeof CHOICES
