import { type KnownProvider, withoutIss } from './shape.js'

export const AUTH0: KnownProvider = {
  name: 'Auth0',
  app: '`scopes` with `offline_access`, `authorizationParams: { audience }`',
  facts: [
    {
      says: 'the issuer ends in a slash',
      source: 'https://community.auth0.com/t/oidc-logout-url-in-the-discovery-url/103202',
      issuer: 'https://acme.eu.auth0.com/',
    },
    {
      says: 'its endpoints are `authorize`, `oauth/token`, `userinfo`, `oauth/revoke`',
      source: 'https://auth0.com/docs/api/authentication',
      endpoints: {
        authorization: 'authorize',
        token: 'oauth/token',
        userinfo: 'userinfo',
        jwks: '.well-known/jwks.json',
        revocation: 'oauth/revoke',
        'end-session': 'oidc/logout',
      },
    },
    {
      says: 'an API is named by `audience`; its access token is a JWT whose `aud` lists `/userinfo`, too. Without one it is opaque',
      source:
        'https://github.com/auth0/docs/blob/master/articles/tokens/reference/access-token/access-token-formats.md',
      audienceParameter: 'audience',
      accessToken: { aud: ({ aud, iss }) => [aud, `${iss}userinfo`].flat() },
    },
    {
      says: 'another `audience` at a renewal is silently ignored',
      source:
        'https://auth0.com/docs/secure/tokens/refresh-tokens/multi-resource-refresh-token/configure-and-implement-multi-resource-refresh-token',
    },
    {
      says: 'a refresh token comes with `offline_access`, and is replaced at each use',
      source: 'https://auth0.com/docs/secure/tokens/refresh-tokens/use-refresh-token-rotation',
      refreshTokenBy: { scope: 'offline_access' },
      options: { rotate: true, graceSeconds: 0 },
    },
    {
      says: '`updated_at` is a date in text, not a number',
      source: 'https://github.com/ramosbugs/openidconnect-rs/issues/23',
      idToken: { updated_at: '2020-06-16T03:23:10.426Z' },
      userInfo: { updated_at: '2020-06-16T03:23:10.426Z' },
    },
    withoutIss(
      'https://auth0.com/docs/get-started/authentication-and-authorization-flow/authorization-code-flow-with-pkce/call-your-api-using-the-authorization-code-flow-with-pkce',
    ),
    {
      says: 'a rule that keeps the user out returns the error `unauthorized`',
      source: 'https://github.com/auth0-samples/auth0-spring-mvc-sample/issues/19',
      errors: { unauthorized: { error: 'unauthorized', error_description: 'Access denied' } },
    },
    {
      says: 'a spent refresh token is an "Unknown or invalid refresh token."',
      source: 'https://github.com/auth0/Auth0.swift/issues/819',
      errors: {
        refresh_token: { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' },
      },
    },
    {
      says: 'beside `oidc/logout` there is `v2/logout`, which leads back by `returnTo`',
      source: 'https://auth0.com/docs/authenticate/login/logout/log-users-out-of-auth0',
      logoutPages: [
        { returnBy: 'post_logout_redirect_uri', needs: [] },
        { at: 'v2/logout', returnBy: 'returnTo', needs: [] },
      ],
    },
  ],
}
