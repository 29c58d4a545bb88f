import { bootEmulator } from './emulator.js'
import { pictureOf } from './provider.js'

export const bootGoogle = bootEmulator({
  service: 'google',
  toUser: (person, app) => ({ name: person.name, email: person.email, picture: pictureOf(person, app) }),
  // The emulator compares a secret, and takes none for the empty one.
  toClient: ({ clientId, clientName, redirectUris }) => ({
    client_id: clientId,
    client_secret: '',
    name: clientName,
    redirect_uris: redirectUris,
  }),
  options: { authorizationParams: { access_type: 'offline' } },
})
