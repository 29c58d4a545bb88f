import { bootEmulator } from './emulator.js'

export const bootGoogle = bootEmulator({
  service: 'google',
  toUser: ({ name, email }) => ({ name, email }),
  // The emulator compares a secret, and takes none for the empty one.
  toClient: ({ clientId, clientName, redirectUris }) => ({
    client_id: clientId,
    client_secret: '',
    name: clientName,
    redirect_uris: redirectUris,
  }),
  options: { authorizationParams: { access_type: 'offline' } },
})
