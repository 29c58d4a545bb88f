import { emulated } from './support/emulator.js'

export const googleEmulator = emulated({
  name: 'Google (emulate)',
  file: 'google-emulator.ts',
  service: 'google',
  toUser: ({ name, email }) => ({ name, email }),
  toClient: (redirectUris) => ({ client_id: 'spa', client_secret: '', name: 'spa', redirect_uris: redirectUris }),
  remark:
    'Google itself wants a secret from each web client, which a browser cannot keep: with it this does not work. The emulator takes an empty one.',
  options: { authorizationParams: { access_type: 'offline' } },
})
