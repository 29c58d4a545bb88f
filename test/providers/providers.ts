import { auth0Simulator } from './auth0-simulator.js'
import { betterAuth } from './better-auth.js'
import { clerkEmulator } from './clerk-emulator.js'
import { entraEmulator } from './entra-emulator.js'
import { googleEmulator } from './google-emulator.js'
import { keycloak } from './keycloak.js'
import { oauth2MockServer } from './oauth2-mock-server.js'
import { oidcProvider } from './oidc-provider.js'
import { oktaEmulator } from './okta-emulator.js'
import type { ProviderKind } from './provider.js'
import { sloppy } from './sloppy.js'
import { strict } from './strict.js'

/** Every provider that is tried, in the order of the page. */
export const PROVIDERS: readonly ProviderKind[] = [
  keycloak,
  oidcProvider,
  betterAuth,
  oauth2MockServer,
  auth0Simulator,
  googleEmulator,
  oktaEmulator,
  entraEmulator,
  clerkEmulator,
  strict,
  sloppy,
]
