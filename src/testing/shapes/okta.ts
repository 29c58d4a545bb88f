import type { KnownProvider } from './shape.js'

const REFERENCE = 'https://developer.okta.com/docs/reference/api/oidc/'
const REFRESH = 'https://developer.okta.com/docs/guides/refresh-tokens/main/'

export const OKTA: KnownProvider = {
  name: 'Okta',
  app: '`scopes` with `offline_access`',
  facts: [
    {
      says: 'the issuer has the path of an authorization server (`/oauth2/default`), the endpoints lie below `v1/`',
      source: REFERENCE,
      issuer: 'https://dev-1234.okta.com/oauth2/default',
      endpoints: {
        authorization: 'v1/authorize',
        token: 'v1/token',
        userinfo: 'v1/userinfo',
        jwks: 'v1/keys',
        revocation: 'v1/revoke',
        'end-session': 'v1/logout',
        par: 'v1/par',
      },
    },
    {
      says: 'ID tokens have `ver` 1 (a number), `idp` and a `jti` that begins with `ID.`',
      source: REFERENCE,
      idToken: { ver: 1, idp: '00ok1u7AsAkrwdZL3z0g3', jti: 'ID.4eAWJOCMB3SX8XewDfVR', sid: undefined },
    },
    {
      says: 'access tokens have their scopes in a list `scp`, the client as `cid`, the user as `uid`',
      source: REFERENCE,
      accessToken: {
        ver: 1,
        jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
        cid: ({ client_id }) => client_id,
        uid: ({ sub }) => sub,
        scp: ({ scope }) => `${scope}`.split(' '),
        client_id: undefined,
        scope: undefined,
      },
    },
    {
      says: 'a refresh token comes with `offline_access`, and is replaced at each use; the one before works for 30 s more',
      source: REFRESH,
      refreshTokenBy: { scope: 'offline_access' },
      options: { rotate: true, graceSeconds: 30 },
    },
    { says: 'an access token lasts an hour', source: REFRESH, options: { accessTokenSeconds: 3600 } },
    {
      says: 'the logout page wants `id_token_hint`',
      source: `${REFERENCE}#logout`,
      logoutPages: [{ returnBy: 'post_logout_redirect_uri', needs: ['id_token_hint'] }],
    },
    {
      says: 'a silent sign-in without a session: "The client specified not to prompt, but the user is not logged in."',
      source: 'https://github.com/okta/okta-oidc-js/issues/460',
      errors: {
        login_required: {
          error: 'login_required',
          error_description: 'The client specified not to prompt, but the user is not logged in.',
        },
      },
    },
    {
      says: 'somebody the app is not assigned to: `access_denied`',
      source: 'https://github.com/okta/samples-nodejs-express-4/issues/22',
      errors: {
        access_denied: {
          error: 'access_denied',
          error_description: 'User is not assigned to the client application.',
        },
      },
    },
  ],
}
