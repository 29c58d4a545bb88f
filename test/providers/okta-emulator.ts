import { bootOkta } from '../../demo/providers/okta.js'
import type { ProviderKind } from './provider.js'
import { fromNpm } from './support/packages.js'

export const oktaEmulator: ProviderKind = {
  name: 'Okta (emulate)',
  file: 'okta-emulator.ts',
  from: { npm: 'emulate' },
  boot: fromNpm(bootOkta),
}
