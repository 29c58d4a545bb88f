import { emulated } from './support/emulator.js'

export const clerkEmulator = emulated({
  name: 'Clerk (emulate)',
  file: 'clerk-emulator.ts',
  service: 'clerk',
  clients: 'oauth_applications',
  toUser: ({ name, email }) => ({
    email_addresses: [email],
    first_name: name.split(' ')[0],
    last_name: name.split(' ')[1],
  }),
  toClient: (redirectUris) => ({ client_id: 'spa', name: 'spa', redirect_uris: redirectUris, is_public: true }),
})
