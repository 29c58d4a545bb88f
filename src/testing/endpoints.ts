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

/** The address of what a provider has not: no request has it. */
export const NOWHERE = ''

/** The addresses of one provider. */
export type Addresses = Readonly<Record<Exclude<Endpoint, 'discovery'>, string>> & {
  readonly discovery: readonly string[]
}

/** Where endpoints lie, seen from the issuer as a folder; `false` for those that a provider has not. */
export type Places = Readonly<Partial<Record<Endpoint, string | false>>>

/** Derives every address from the issuer, but for those of other places. */
export function toAddresses(issuer: string, places: Places = {}): Addresses {
  const base = issuer.replace(/\/$/, '')
  const { origin } = new URL(issuer)
  const path = base.slice(origin.length)
  const toAddress = (endpoint: Endpoint, usual: string) => {
    const place = places[endpoint]
    if (place === undefined) return `${base}/${usual}`
    return place === false ? NOWHERE : new URL(place, `${base}/`).href
  }
  // OpenID Connect Discovery appends to the issuer's path, RFC 8414 section 3.1 inserts before it.
  const inserted = `${origin}/.well-known/oauth-authorization-server${path}`
  const discovery = toAddress('discovery', '.well-known/openid-configuration')
  return {
    discovery: places.discovery === undefined ? [discovery, inserted] : [discovery],
    authorization: toAddress('authorization', 'authorize'),
    token: toAddress('token', 'token'),
    userinfo: toAddress('userinfo', 'userinfo'),
    jwks: toAddress('jwks', 'jwks'),
    revocation: toAddress('revocation', 'revoke'),
    'end-session': toAddress('end-session', 'logout'),
    par: toAddress('par', 'par'),
  }
}

/** The address that everything of a provider is below. */
export const toPlace = (issuer: string): string => `${issuer.replace(/\/$/, '')}/`

/** Which endpoint a `fetch` of this URL reaches, or `undefined` if none is there. */
export function endpointAt(addresses: Addresses, url: URL): FetchedEndpoint | undefined {
  const address = `${url.origin}${url.pathname}`
  if (addresses.discovery.includes(address)) return 'discovery'
  const fetched = ['jwks', 'token', 'userinfo', 'revocation', 'par'] as const
  return fetched.find((endpoint) => addresses[endpoint] === address)
}
