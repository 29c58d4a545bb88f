import { bearerAlone, type KnownProvider } from './shape.js'

export const GOOGLE: KnownProvider = {
  name: 'Google',
  app: 'nothing: a backend has to redeem the code',
  facts: [
    {
      says: 'its endpoints lie on four hosts; there is no logout page',
      source: 'https://developers.google.com/identity/openid-connect/reference',
      issuer: 'https://accounts.google.com',
      endpoints: {
        authorization: 'https://accounts.google.com/o/oauth2/v2/auth',
        token: 'https://oauth2.googleapis.com/token',
        userinfo: 'https://openidconnect.googleapis.com/v1/userinfo',
        jwks: 'https://www.googleapis.com/oauth2/v3/certs',
        revocation: 'https://oauth2.googleapis.com/revoke',
        'end-session': false,
        par: false,
      },
    },
    {
      says: 'a web client without a secret gets no tokens, PKCE or not: no browser can redeem a code by itself',
      source: 'https://github.com/manfredsteyer/angular-oauth2-oidc/issues/812',
      secret: { error: 'invalid_request', error_description: 'client_secret is missing.' },
      metadata: { token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'] },
    },
    {
      says: 'a refresh token comes with the parameter `access_type=offline`, which is no scope',
      source:
        'https://cloud.google.com/nodejs/docs/reference/google-auth-library/latest/google-auth-library/credentialrequest',
      refreshTokenBy: { access_type: 'offline' },
    },
    {
      says: 'the refresh token stays the same',
      source: 'https://developers.google.com/identity/protocols/oauth2/web-server#offline',
      options: { rotate: false },
    },
    {
      says: 'ID tokens have `azp`, `at_hash` and, in a Workspace, `hd`; no `auth_time`, `amr` or `sid`',
      source:
        'https://cloud.google.com/nodejs/docs/reference/google-auth-library/latest/google-auth-library/tokenpayload',
      idToken: {
        azp: ({ aud }) => aud,
        hd: ({ email }) => `${email ?? ''}`.split('@')[1],
        auth_time: undefined,
        amr: undefined,
        sid: undefined,
      },
    },
    {
      says: 'access tokens are opaque',
      source: 'https://cloud.google.com/docs/authentication/token-types',
      options: { accessTokenFormat: 'opaque' },
    },
    bearerAlone(
      'https://cloud.google.com/nodejs/docs/reference/google-auth-library/latest/google-auth-library/credentialrequest',
    ),
  ],
}
