import type { KnownProvider } from './shape.js'

const DOCS = 'https://developer.pingidentity.com/pingone-api'

export const PING: KnownProvider = {
  name: 'PingOne',
  app: '`scopes` with `offline_access`',
  facts: [
    {
      says: 'the issuer is an environment with `/as` behind it; the logout page is `signoff`',
      source: `${DOCS}/auth/openid-connect-oauth-2/discovery-openid-configuration.html`,
      issuer: 'https://auth.pingone.com/abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6/as',
      endpoints: { 'end-session': 'signoff' },
      metadata: { scopes_supported: ['openid', 'profile', 'email', 'address', 'phone'] },
    },
    {
      says: 'a refresh token comes with `offline_access`, which the metadata do not list',
      source: `${DOCS}/auth/openid-connect-oauth-2/authorize-intro.html`,
      refreshTokenBy: { scope: 'offline_access' },
    },
    {
      says: '`acr` is the name of a sign-on policy',
      source: `${DOCS}/foundations/authentication-concepts/access-tokens-and-id-tokens/token-claims.html`,
      idToken: { acr: ({ acr }) => acr ?? 'Single_Factor' },
    },
    {
      says: 'a renewal has `id_token: null`',
      source: 'https://github.com/openid/AppAuth-Android/issues/1055',
      renewal: { id_token: null },
    },
  ],
}
