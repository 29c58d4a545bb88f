import { bootGoogle } from '../../demo/providers/google.js'
import type { ProviderKind } from './provider.js'
import { fromNpm } from './support/packages.js'

export const googleEmulator: ProviderKind = {
  name: 'Google (emulate)',
  file: 'google-emulator.ts',
  from: { npm: 'emulate' },
  remark:
    'Google itself wants a secret from each web client, which a browser cannot keep: with it this does not work. The emulator takes an empty one.',
  boot: fromNpm(bootGoogle),
}
