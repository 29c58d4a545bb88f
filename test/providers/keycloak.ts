import { bootKeycloak } from '../../demo/providers/keycloak.js'
import { freePort } from '../../demo/server/listen.js'
import { KEYCLOAK, prepareKeycloak } from '../../tools/providers.mjs'
import type { ProviderKind } from './provider.js'

export const keycloak: ProviderKind = {
  name: 'Keycloak',
  file: 'keycloak.ts',
  from: { version: KEYCLOAK },
  remark:
    'It does not read `resource`: what the second API asks for is put into each token by the mapper. Name and mail come with the default scopes.',
  isHere: () => prepareKeycloak() !== undefined,
  async boot(app) {
    const folder = prepareKeycloak()
    if (folder === undefined) throw new Error('Keycloak needs Java and Maven')
    return bootKeycloak(app, { folder, port: await freePort() })
  },
}
