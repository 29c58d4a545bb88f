import { type KnownProvider, withoutIss } from './shape.js'

const GUIDE = 'https://docs.aws.amazon.com/cognito/latest/developerguide'
const DOMAIN = 'https://mydomain.auth.us-east-1.amazoncognito.com'

export const COGNITO: KnownProvider = {
  name: 'Amazon Cognito',
  app: '`endSession: { url, params: { logout_uri } }`',
  facts: [
    {
      says: 'the issuer is a user pool at one host, its endpoints lie at the domain of the pool; there is no PAR',
      source: `${GUIDE}/federation-endpoints.html`,
      issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example',
      endpoints: {
        authorization: `${DOMAIN}/oauth2/authorize`,
        token: `${DOMAIN}/oauth2/token`,
        userinfo: `${DOMAIN}/oauth2/userInfo`,
        revocation: `${DOMAIN}/oauth2/revoke`,
        'end-session': `${DOMAIN}/logout`,
        jwks: '.well-known/jwks.json',
        par: false,
      },
    },
    {
      says: 'ID tokens have `cognito:username`, `token_use` "id", `event_id` and `origin_jti`',
      source: `${GUIDE}/amazon-cognito-user-pools-using-the-id-token.html`,
      idToken: {
        'cognito:username': ({ sub }) => sub,
        token_use: 'id',
        event_id: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        origin_jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        jti: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        amr: undefined,
        sid: undefined,
      },
    },
    {
      says: 'access tokens have `token_use` "access", `client_id` and `username`, and no `aud`',
      source: `${GUIDE}/amazon-cognito-user-pools-using-the-access-token.html`,
      accessToken: { token_use: 'access', username: ({ sub }) => sub, aud: undefined },
    },
    {
      says: 'userinfo has `email_verified` as a text, "true"',
      source: `${GUIDE}/userinfo-endpoint.html`,
      userInfo: {
        email_verified: ({ email_verified }) => (email_verified === undefined ? undefined : `${email_verified}`),
        username: ({ sub }) => sub,
      },
    },
    {
      says: 'token answers have no `scope`; a refresh token comes unasked, and a renewal brings none',
      source: `${GUIDE}/token-endpoint.html`,
      options: { accessTokenSeconds: 3600, rotate: false },
      tokenResponse: { scope: undefined, token_type: 'Bearer' },
      metadata: { dpop_signing_alg_values_supported: undefined },
    },
    {
      says: 'a scope of an API has the identifier of its resource server before it (`calendar/events.read`); there is no `offline_access`',
      source: `${GUIDE}/cognito-user-pools-define-resource-servers.html`,
      scopes: /^(openid|profile|email|phone|aws\.cognito\.signin\.user\.admin|\S+\/\S+)$/,
    },
    {
      says: 'a scope that it does not know: `invalid_request`, with the description "invalid_scope"',
      source: 'https://github.com/mlops-club/awscdk-minecraft/issues/40',
      errors: { invalid_scope: { error: 'invalid_request', error_description: 'invalid_scope' } },
    },
    {
      says: 'errors of the token endpoint have a code and no words',
      source: `${GUIDE}/token-endpoint.html`,
      errors: { refresh_token: { error: 'invalid_grant' }, authorization_code: { error: 'invalid_grant' } },
    },
    {
      says: 'the logout page wants `client_id` and `logout_uri`, and knows nothing of OpenID’s parameters',
      source: `${GUIDE}/logout-endpoint.html`,
      logoutPages: [{ returnBy: 'logout_uri', needs: ['client_id', 'logout_uri'] }],
    },
    withoutIss(`${GUIDE}/authorization-endpoint.html`),
  ],
}
