import { type KnownProvider, withoutIss } from './shape.js'

const DOCS = 'https://docs.github.com/apps/oauth-apps'

export const GITHUB: KnownProvider = {
  name: 'GitHub',
  app: '`openid: false`, the metadata as an object; and a backend has to redeem the code',
  facts: [
    {
      says: 'it does OAuth 2.0 alone, at two endpoints: no discovery, keys, userinfo or logout page',
      source: 'https://github.com/manfredsteyer/angular-oauth2-oidc/issues/1067',
      issuer: 'https://github.com/login/oauth',
      endpoints: {
        discovery: false,
        authorization: 'authorize',
        token: 'access_token',
        userinfo: false,
        jwks: false,
        revocation: false,
        'end-session': false,
        par: false,
      },
      options: { openid: false },
      metadata: { dpop_signing_alg_values_supported: undefined },
    },
    {
      says: 'the token endpoint has no CORS headers: no page can read its answer',
      source: 'https://github.com/isaacs/github/issues/330',
      unreadable: ['token'],
    },
    {
      says: 'a client secret is required',
      source: `${DOCS}/building-oauth-apps/authorizing-oauth-apps`,
      secret: {
        error: 'incorrect_client_credentials',
        error_description: 'The client_id and/or client_secret passed are incorrect.',
      },
    },
    {
      says: 'PKCE is taken, with S256 alone',
      source: 'https://github.blog/changelog/2025-07-14-pkce-support-for-oauth-and-github-app-authentication',
      metadata: { code_challenge_methods_supported: ['S256'] },
    },
    {
      says: 'answers are forms unless `Accept` asks for JSON; scopes come with commas, the type is `bearer`, and nothing expires',
      source: `${DOCS}/building-oauth-apps/authorizing-oauth-apps`,
      formResponses: true,
      options: { accessTokenFormat: 'opaque', refreshTokens: false },
      tokenResponse: {
        scope: ({ scope }) => `${scope}`.replaceAll(' ', ','),
        token_type: 'bearer',
        expires_in: undefined,
      },
    },
    {
      says: 'a bad code is a `bad_verification_code`',
      source: `${DOCS}/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors`,
      errors: {
        authorization_code: {
          error: 'bad_verification_code',
          error_description: 'The code passed is incorrect or expired.',
        },
      },
    },
    {
      says: 'errors come with status 200',
      source: 'https://github.com/octokit/oauth-methods.js/blob/main/src/utils.ts',
      errorStatus: 200,
    },
    withoutIss(`${DOCS}/building-oauth-apps/authorizing-oauth-apps`),
  ],
}
