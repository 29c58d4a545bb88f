import { type KnownProvider, withoutIss } from './shape.js'

const ENDPOINTS = 'https://zitadel.com/docs/apis/openidoauth/endpoints'

/** The id of the project that the client is in. */
const PROJECT = '69234237810729019'

export const ZITADEL: KnownProvider = {
  name: 'ZITADEL',
  app: '`audiences` with the project, `userInfo: true`, `scopes` with `offline_access`',
  facts: [
    {
      says: 'the issuer is a domain; the endpoints lie below `oauth/v2/` and `oidc/v1/`; there is no PAR',
      source: ENDPOINTS,
      issuer: 'https://acme.zitadel.cloud',
      endpoints: {
        authorization: 'oauth/v2/authorize',
        token: 'oauth/v2/token',
        userinfo: 'oidc/v1/userinfo',
        jwks: 'oauth/v2/keys',
        revocation: 'oauth/v2/revoke',
        'end-session': 'oidc/v1/end_session',
        par: false,
      },
    },
    {
      says: '`aud` lists all clients of the project and the project; `azp` is the client',
      source: 'https://zitadel.com/docs/apis/openidoauth/claims',
      idToken: { aud: ({ aud }) => [aud, PROJECT], azp: ({ aud }) => aud },
    },
    {
      says: 'ID tokens have no claims of `profile` and `email`; userinfo has them',
      source: `${ENDPOINTS}#required-request-parameters`,
      idToken: {
        name: undefined,
        given_name: undefined,
        family_name: undefined,
        picture: undefined,
        email: undefined,
        email_verified: undefined,
        sid: undefined,
      },
    },
    {
      says: 'a refresh token comes with `offline_access`, and each renewal brings another',
      source: `${ENDPOINTS}#token-refresh-response`,
      refreshTokenBy: { scope: 'offline_access' },
      options: { rotate: true },
    },
    {
      says: 'an access token is a JWT or opaque (here: opaque), and always of type `Bearer`',
      source: `${ENDPOINTS}#token-code-response`,
      options: { accessTokenFormat: 'opaque' },
      tokenResponse: { token_type: 'Bearer' },
      metadata: { dpop_signing_alg_values_supported: undefined },
    },
    withoutIss(`${ENDPOINTS}#successful-code-response`),
  ],
}
