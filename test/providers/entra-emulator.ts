import { bootEntra } from '../../demo/providers/entra.js'
import type { ProviderKind } from './provider.js'
import { fromNpm } from './support/packages.js'

export const entraEmulator: ProviderKind = {
  name: 'Entra ID (emulate)',
  file: 'entra-emulator.ts',
  from: { npm: 'emulate' },
  remark:
    'The empty secret is for the emulator. At Entra ID an app of the platform “single-page application” has none.',
  boot: fromNpm(bootEntra),
}
