/** An SDK of the comparison. */
export interface Subject {
  /** Also the file in bench/apps/. */
  readonly name: string
  /** As the table shows it. */
  readonly title: string
  /** The npm package whose version is reported; none for hand-written code. */
  readonly package?: string
  /** What follows the provider's origin in the issuer that this SDK expects. */
  readonly issuerSuffix?: '/'
  /** Whether this SDK decodes refresh tokens, which are no business of a client, and fails where it cannot. */
  readonly decodesRefreshTokens?: true
  /** What a reader should know before comparing. */
  readonly note?: string
}

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'bare',
    title: 'bare hand-written code',
    note: 'checks claims, not the signature; its session is in localStorage, which a tab can read stale under a Web Lock',
  },
  {
    name: 'oauth4webapi',
    title: 'bare oauth4webapi',
    package: 'oauth4webapi',
    note: 'with signature check; the same localStorage',
  },
  {
    name: 'sealed',
    title: 'bare oauth4webapi, sealed',
    note: 'the same with its session sealed in IndexedDB, as latchkey keeps it: what is left of latchkey beside this row is its own',
  },
  {
    name: 'latchkey',
    title: 'latchkey',
    note: 'as a deployed app has it: without what it loads on a loopback host alone',
  },
  {
    name: 'keycloak-js',
    title: 'keycloak-js',
    package: 'keycloak-js',
    decodesRefreshTokens: true,
    note: 'checks the nonce alone; restores by a frame',
  },
  {
    name: 'oidc-client-ts',
    title: 'oidc-client-ts',
    package: 'oidc-client-ts',
    note: 'checks no iss, aud, exp or signature',
  },
  {
    name: 'axa-oidc-client',
    title: '@axa-fr/oidc-client',
    package: '@axa-fr/oidc-client',
    note: 'without its service worker',
  },
  { name: 'okta-auth-js', title: 'okta-auth-js', package: '@okta/okta-auth-js' },
  { name: 'oidc-spa', title: 'oidc-spa', package: 'oidc-spa', note: 'restores by a frame' },
  {
    name: 'auth0-spa-js',
    title: 'auth0-spa-js',
    package: '@auth0/auth0-spa-js',
    issuerSuffix: '/',
    note: 'with localStorage and refresh tokens',
  },
  {
    name: 'msal-browser',
    title: 'msal-browser',
    package: '@azure/msal-browser',
    note: 'refuses an http authority: a network client of the bench turns https into http',
  },
]
