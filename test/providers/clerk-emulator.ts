import { bootEmulator } from '../../demo/providers/emulator.js'
import type { ProviderKind } from './provider.js'
import { fromNpm } from './support/packages.js'

export const clerkEmulator: ProviderKind = {
  name: 'Clerk (emulate)',
  file: 'clerk-emulator.ts',
  from: { npm: 'emulate' },
  boot: fromNpm(
    bootEmulator({
      service: 'clerk',
      clients: 'oauth_applications',
      toUser: ({ name, email }) => ({
        email_addresses: [email],
        first_name: name.split(' ')[0],
        last_name: name.split(' ')[1],
      }),
      toClient: ({ clientId, clientName, redirectUris }) => ({
        client_id: clientId,
        name: clientName,
        redirect_uris: redirectUris,
        is_public: true,
      }),
    }),
  ),
}
