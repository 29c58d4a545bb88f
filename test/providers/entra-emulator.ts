import { emulated } from './support/emulator.js'

const TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad'

export const entraEmulator = emulated({
  name: 'Entra ID (emulate)',
  file: 'entra-emulator.ts',
  service: 'microsoft',
  path: `/${TENANT}/v2.0`,
  toUser: ({ name, email }) => ({ name, email, tenant_id: TENANT }),
  toClient: (redirectUris) => ({
    client_id: 'spa',
    client_secret: '',
    name: 'spa',
    redirect_uris: redirectUris,
    tenant_id: TENANT,
  }),
  remark:
    'The empty secret is for the emulator. At Entra ID an app of the platform “single-page application” has none.',
  options: { scopes: ['openid', 'profile', 'email', 'offline_access'] },
})
