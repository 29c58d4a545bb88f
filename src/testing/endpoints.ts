/** What a request can reach at the provider. */
export type Endpoint =
  | 'discovery'
  | 'jwks'
  | 'token'
  | 'userinfo'
  | 'revocation'
  | 'authorization'
  | 'end-session'
  | 'par'

/** The endpoints a page can call by `fetch`; the others are pages, and only navigated to. */
export type FetchedEndpoint = Exclude<Endpoint, 'authorization' | 'end-session'>

/** The addresses of one provider. */
export type Addresses = Readonly<Record<Exclude<Endpoint, 'discovery'>, string>> & {
  readonly discovery: readonly string[]
}

/** Derives every address from the issuer. */
export function toAddresses(issuer: string): Addresses {
  const base = issuer.replace(/\/$/, '')
  const { origin } = new URL(issuer)
  const path = base.slice(origin.length)
  return {
    // OpenID Connect Discovery appends to the issuer's path, RFC 8414 section 3.1 inserts before it.
    discovery: [`${base}/.well-known/openid-configuration`, `${origin}/.well-known/oauth-authorization-server${path}`],
    authorization: `${base}/authorize`,
    token: `${base}/token`,
    userinfo: `${base}/userinfo`,
    jwks: `${base}/jwks`,
    revocation: `${base}/revoke`,
    'end-session': `${base}/logout`,
    par: `${base}/par`,
  }
}

/** Which endpoint a `fetch` of this URL reaches, or `undefined` if none is there. */
export function endpointAt(addresses: Addresses, url: URL): FetchedEndpoint | undefined {
  const address = `${url.origin}${url.pathname}`
  if (addresses.discovery.includes(address)) return 'discovery'
  const fetched = ['jwks', 'token', 'userinfo', 'revocation', 'par'] as const
  return fetched.find((endpoint) => addresses[endpoint] === address)
}
