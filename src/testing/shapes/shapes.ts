import { AUTH0 } from './auth0.js'
import { COGNITO } from './cognito.js'
import { ENTRA } from './entra.js'
import { ENTRA_B2C } from './entra-b2c.js'
import { GITHUB } from './github.js'
import { GOOGLE } from './google.js'
import { KEYCLOAK } from './keycloak.js'
import { OKTA } from './okta.js'
import { PING } from './ping.js'
import { type KnownProvider, PLAIN, type Shape, toShape } from './shape.js'
import { ZITADEL } from './zitadel.js'

/**
 * A provider that the test provider can look like: Auth0, Google, Microsoft Entra ID and Azure AD B2C (tokens for single-page apps), Okta,
 * Keycloak, Amazon Cognito, ZITADEL, PingOne, GitHub (OAuth 2.0 alone). docs/testing.md has what each is known for, with its sources.
 */
export type Like =
  | 'auth0'
  | 'google'
  | 'entra'
  | 'entra-b2c'
  | 'okta'
  | 'keycloak'
  | 'cognito'
  | 'zitadel'
  | 'ping'
  | 'github'

/** What is known of each. */
export const KNOWN: Readonly<Record<Like, KnownProvider>> = {
  auth0: AUTH0,
  google: GOOGLE,
  entra: ENTRA,
  'entra-b2c': ENTRA_B2C,
  okta: OKTA,
  keycloak: KEYCLOAK,
  cognito: COGNITO,
  zitadel: ZITADEL,
  ping: PING,
  github: GITHUB,
}

/**
 * The shape of a provider; a plain one for none.
 * @throws {TypeError} for a name that is not there
 */
export function findShape(like: Like | undefined): Shape {
  if (like === undefined) return PLAIN
  if (!Object.hasOwn(KNOWN, like)) {
    throw new TypeError(`A test provider cannot be like '${like}', but like ${Object.keys(KNOWN).join(', ')}`)
  }
  return toShape(KNOWN[like])
}
