import { bootEmulator } from './emulator.js'

const TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad'

export const bootEntra = bootEmulator({
  service: 'microsoft',
  path: `/${TENANT}/v2.0`,
  toUser: ({ name, email }) => ({ name, email, tenant_id: TENANT }),
  toClient: ({ clientId, clientName, redirectUris }) => ({
    client_id: clientId,
    client_secret: '',
    name: clientName,
    redirect_uris: redirectUris,
    tenant_id: TENANT,
  }),
  options: { scopes: ['openid', 'profile', 'email', 'offline_access'] },
})
