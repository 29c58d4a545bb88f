import type { KnownProvider } from './shape.js'

const TOKEN_RESPONSE =
  'https://www.keycloak.org/docs-api/latest/javadocs/org/keycloak/representations/AccessTokenResponse.html'
const TOKEN_TYPES = 'https://www.keycloak.org/docs-api/latest/javadocs/constant-values.html'

export const KEYCLOAK: KnownProvider = {
  name: 'Keycloak',
  app: 'nothing more',
  facts: [
    {
      says: 'the issuer is a realm, the endpoints lie below `protocol/openid-connect/`',
      source:
        'https://www.keycloak.org/docs/latest/server_admin/#con-server-oidc-uri-endpoints_server_administration_guide',
      issuer: 'https://sso.example.com/realms/demo',
      endpoints: {
        authorization: 'protocol/openid-connect/auth',
        token: 'protocol/openid-connect/token',
        userinfo: 'protocol/openid-connect/userinfo',
        jwks: 'protocol/openid-connect/certs',
        revocation: 'protocol/openid-connect/revoke',
        'end-session': 'protocol/openid-connect/logout',
        par: 'protocol/openid-connect/ext/par/request',
      },
    },
    {
      says: 'ID tokens have `typ` "ID", access tokens `typ` "Bearer"',
      source: TOKEN_TYPES,
      idToken: { typ: 'ID', azp: ({ aud }) => aud },
      accessToken: { typ: 'Bearer', azp: ({ client_id }) => client_id },
    },
    {
      says: 'token answers have `refresh_expires_in`, `not-before-policy` and `session_state`; a refresh token comes unasked',
      source: TOKEN_RESPONSE,
      tokenResponse: { refresh_expires_in: 1800, 'not-before-policy': 0, session_state: 'a-session' },
    },
    {
      says: 'each renewal brings another refresh token; the one before is revoked only where the realm says so',
      source: 'https://www.keycloak.org/docs/latest/server_admin/#_timeouts',
      options: { rotate: true, graceSeconds: Number.POSITIVE_INFINITY },
    },
    {
      says: 'the return has `session_state` beside `code`, `state` and `iss`',
      source: 'https://github.com/keycloak/keycloak/issues/27528',
      callback: { session_state: 'a-session' },
    },
    {
      says: 'the session has ended: `invalid_grant`, "Token is not active"',
      source: 'https://github.com/keycloak/keycloak/issues/37961',
      errors: { refresh_token: { error: 'invalid_grant', error_description: 'Token is not active' } },
    },
  ],
}
