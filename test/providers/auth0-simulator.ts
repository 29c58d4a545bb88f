import { bootAuth0 } from '../../demo/providers/auth0.js'
import type { ProviderKind } from './provider.js'
import { fromNpm } from './support/packages.js'

export const auth0Simulator: ProviderKind = {
  name: 'Auth0 (auth0-simulator)',
  file: 'auth0-simulator.ts',
  from: { npm: '@simulacrum/auth0-simulator' },
  remark: 'It knows no clients: these are its own settings.',
  boot: fromNpm(bootAuth0),
}
