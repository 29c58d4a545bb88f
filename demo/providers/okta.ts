import { bootEmulator } from './emulator.js'

const SERVER = 'default'

export const bootOkta = bootEmulator({
  service: 'okta',
  path: `/oauth2/${SERVER}`,
  toUser: ({ name, email }) => ({
    login: email,
    email,
    first_name: name.split(' ')[0],
    last_name: name.split(' ')[1],
    display_name: name,
  }),
  toClient: ({ clientId, clientName, redirectUris }) => ({
    client_id: clientId,
    name: clientName,
    redirect_uris: redirectUris,
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
    auth_server_id: SERVER,
  }),
  toApi: ({ id, secret }) => ({
    client_id: id,
    client_secret: secret,
    name: id,
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_basic',
    auth_server_id: SERVER,
  }),
  options: { scopes: ['openid', 'profile', 'email', 'offline_access'] },
})
