import { bearerAlone, type KnownProvider, withoutIss } from './shape.js'

const CODE_FLOW = 'https://learn.microsoft.com/azure/active-directory-b2c/authorization-code-flow'
const TOKENS = 'https://learn.microsoft.com/azure/active-directory-b2c/tokens-overview'
const ERRORS = 'https://learn.microsoft.com/azure/active-directory-b2c/error-codes'
const POLICY = '/contoso.onmicrosoft.com/b2c_1_signupsignin1'

/** Whether anything but the scopes of OpenID was granted. */
const isForApi = (scope: unknown) =>
  `${scope}`.split(' ').some((one) => !/^(openid|profile|email|address|phone|offline_access)$/.test(one))

export const ENTRA_B2C: KnownProvider = {
  name: 'Azure AD B2C',
  app: 'an `issuer` with `/tfp/`, or the metadata as an object; `scopes` with `offline_access`; a scope of an API',
  facts: [
    {
      says: 'the issuer ends in a slash, and its metadata lie elsewhere: below the user flow',
      source: TOKENS,
      issuer: 'https://contoso.b2clogin.com/775527ff-9a37-4307-8b3d-cc311f58d925/v2.0/',
      endpoints: {
        discovery: `https://contoso.b2clogin.com${POLICY}/v2.0/.well-known/openid-configuration`,
        jwks: `${POLICY}/discovery/v2.0/keys`,
      },
    },
    {
      says: 'its endpoints lie below the user flow; there is no PAR and no revocation',
      source: 'https://learn.microsoft.com/azure/active-directory-b2c/openid-connect',
      endpoints: {
        authorization: `${POLICY}/oauth2/v2.0/authorize`,
        token: `${POLICY}/oauth2/v2.0/token`,
        'end-session': `${POLICY}/oauth2/v2.0/logout`,
        revocation: false,
        par: false,
      },
    },
    {
      says: 'user flows have no userinfo',
      source: 'https://learn.microsoft.com/azure/active-directory-b2c/userinfo-endpoint',
      endpoints: { userinfo: false },
    },
    {
      says: 'the mail is in a list `emails`; `tfp` names the user flow, `oid` the user, `ver` is "1.0"',
      source: 'https://authjs.dev/reference/core/providers_azure-ad-b2c',
      idToken: {
        emails: ({ email }) => (email === undefined ? undefined : [email]),
        tfp: 'b2c_1_signupsignin1',
        oid: ({ sub }) => sub,
        ver: '1.0',
        nbf: ({ iat }) => iat,
        email: undefined,
        email_verified: undefined,
        amr: undefined,
        sid: undefined,
      },
    },
    {
      says: '`expires_in` and `not_before` are texts',
      source: CODE_FLOW,
      options: { accessTokenSeconds: 3600 },
      tokenResponse: {
        expires_in: ({ expires_in, scope }) => (isForApi(scope) ? `${expires_in}` : undefined),
        not_before: '1442340812',
      },
    },
    {
      says: 'without a scope of an API there is no access token',
      source: 'https://github.com/AzureAD/microsoft-authentication-library-for-java/issues/140',
      tokenResponse: { access_token: ({ access_token, scope }) => (isForApi(scope) ? access_token : undefined) },
      idToken: { at_hash: undefined },
    },
    {
      says: 'a refresh token comes with `offline_access`; a page has it for 24 h',
      source: TOKENS,
      refreshTokenBy: { scope: 'offline_access' },
      options: { refreshTokenSeconds: 86_400, rotate: true, graceSeconds: Number.POSITIVE_INFINITY },
    },
    {
      says: 'a user who cancels: `access_denied`, AADB2C90091',
      source: ERRORS,
      errors: {
        access_denied: {
          error: 'access_denied',
          error_description: 'AADB2C90091: The user has cancelled entering self-asserted information.',
        },
      },
    },
    {
      says: 'a silent sign-in without a session: AADB2C90077',
      source: ERRORS,
      errors: {
        login_required: {
          error: 'interaction_required',
          error_description:
            "AADB2C90077: User does not have an existing session and request prompt parameter has a value of 'None'.",
        },
      },
    },
    withoutIss(CODE_FLOW),
    bearerAlone(CODE_FLOW),
  ],
}
