import { bearerAlone, type KnownProvider, withoutIss } from './shape.js'

const CODE_FLOW = 'https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow'
const TENANT = '8eaef023-2b34-4da1-9baa-8bc8c9d6a490'

const toApi = (scopes: unknown) => /(\S+:\/\/\S+)\/(\S+)/.exec(`${scopes}`)

export const ENTRA: KnownProvider = {
  name: 'Microsoft Entra ID',
  app: '`scopes` with `offline_access`',
  facts: [
    {
      says: 'the issuer is a tenant with `/v2.0` behind it, the endpoints lie beside that; userinfo is at Graph, and tokens cannot be revoked',
      source: 'https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc',
      issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
      endpoints: {
        authorization: '../oauth2/v2.0/authorize',
        token: '../oauth2/v2.0/token',
        jwks: '../discovery/v2.0/keys',
        'end-session': '../oauth2/v2.0/logout',
        userinfo: 'https://graph.microsoft.com/oidc/userinfo',
        revocation: false,
        par: false,
      },
      metadata: { subject_types_supported: ['pairwise'] },
    },
    {
      says: '`common` and `organizations` announce the issuer `…/{tenantid}/v2.0`, which nobody is',
      source: 'https://github.com/coreos/go-oidc/issues/121',
      metadata: { issuer: ({ issuer }) => `${issuer}`.replace(/\/(common|organizations)\//, '/{tenantid}/') },
    },
    {
      says: 'ID tokens have `oid`, `tid`, `ver` "2.0", `uti`, `rh`; no `email_verified`, `auth_time`, `amr` or `at_hash`',
      source: 'https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference',
      idToken: {
        oid: ({ sub }) => `object-of-${sub}`,
        tid: TENANT,
        ver: '2.0',
        uti: 'ul2TBwbJiU2bAwAAAAAAAA',
        rh: '0.ARoA',
        aio: 'AVQAq/8TAAAA',
        preferred_username: ({ email }) => email,
        nbf: ({ iat }) => iat,
        email_verified: undefined,
        auth_time: undefined,
        amr: undefined,
        at_hash: undefined,
      },
    },
    {
      says: 'scopes have the address of their API before them (`api://…/access_as_user`), and the access token is for that API',
      source: 'https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference',
      accessToken: {
        aud: ({ aud, scope }) => toApi(scope)?.[1] ?? aud,
        scp: ({ scope }) => toApi(scope)?.[2],
        iss: `https://sts.windows.net/${TENANT}/`,
        ver: '1.0',
        tid: TENANT,
        appid: ({ client_id }) => client_id,
        scope: undefined,
        client_id: undefined,
        auth_time: undefined,
        jti: undefined,
      },
    },
    {
      says: 'token answers have `ext_expires_in`, `refresh_token_expires_in` and `client_info`, too',
      source:
        'https://azuread.github.io/microsoft-authentication-library-for-js/ref/types/_azure_msal_common.ServerAuthorizationTokenResponse.html',
      tokenResponse: {
        ext_expires_in: ({ expires_in }) => expires_in as number,
        refresh_token_expires_in: ({ refresh_token }) => (refresh_token === undefined ? undefined : 86_399),
        client_info: 'eyJ1aWQiOiJvYmplY3QiLCJ1dGlkIjoidGVuYW50In0',
      },
    },
    {
      says: 'an access token lasts 3599 s',
      source: CODE_FLOW,
      options: { accessTokenSeconds: 3599 },
    },
    {
      says: 'a refresh token comes with `offline_access`; a page has it for 24 h from the sign-in on, however often it is renewed. A used one still works',
      source: 'https://learn.microsoft.com/entra/identity-platform/refresh-tokens',
      refreshTokenBy: { scope: 'offline_access' },
      options: { refreshTokenSeconds: 86_400, rotate: true, graceSeconds: Number.POSITIVE_INFINITY },
    },
    {
      says: 'after these 24 h: `invalid_grant`, AADSTS700084',
      source: 'https://github.com/AzureAD/microsoft-authentication-library-for-js/issues/4693',
      errors: {
        refresh_token: {
          error: 'invalid_grant',
          error_description:
            'AADSTS700084: The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended.',
          error_codes: [700_084],
          suberror: 'bad_token',
        },
      },
    },
    {
      says: 'a silent sign-in without a session: `login_required`, AADSTS50058',
      source: 'https://github.com/AzureAD/microsoft-authentication-library-for-js/issues/7384',
      errors: {
        login_required: {
          error: 'login_required',
          error_description: 'AADSTS50058: A silent sign-in request was sent but no user is signed in.',
        },
      },
    },
    withoutIss(CODE_FLOW),
    bearerAlone(CODE_FLOW),
  ],
}
