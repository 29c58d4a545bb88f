import { getDomain } from 'tldts'

/**
 * Whether two addresses are of one site, so that a browser that keeps cookies from third parties sends the one's into frames of the
 * other: the same scheme, and the same name below a public suffix (github.io and the like are such suffixes).
 */
export function isSameSite(one: URL, other: URL): boolean {
  const site = ({ hostname }: URL) => getDomain(hostname, { allowPrivateDomains: true }) ?? hostname
  return one.protocol === other.protocol && site(one) === site(other)
}

/** The site of an address, for people. */
export const toSite = ({ hostname }: URL): string => getDomain(hostname, { allowPrivateDomains: true }) ?? hostname
