import { emulated } from './support/emulator.js'

export const oktaEmulator = emulated({
  name: 'Okta (emulate)',
  file: 'okta-emulator.ts',
  service: 'okta',
  path: '/oauth2/default',
  toUser: ({ name, email }) => ({
    login: email,
    email,
    first_name: name.split(' ')[0],
    last_name: name.split(' ')[1],
    display_name: name,
  }),
  toClient: (redirectUris) => ({
    client_id: 'spa',
    name: 'spa',
    redirect_uris: redirectUris,
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
    auth_server_id: 'default',
  }),
  options: { scopes: ['openid', 'profile', 'email', 'offline_access'] },
})
