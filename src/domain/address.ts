/** Whether a host name is this machine's own: `localhost`, `*.localhost`, `127.0.0.0/8`, `[::1]`. */
export function isLoopbackHost(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}

/**
 * Whether a URL may be used: `https:`, or `http:` on a loopback host when whoever names it (the page, the issuer) is on
 * one too, so that a provider on the network can never send a request into the user's machine.
 */
export function isSafeUrl(url: URL, isNamedOnLoopback: boolean): boolean {
  if (url.username || url.password) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isNamedOnLoopback && isLoopbackHost(url.hostname))
}

/** The URL in a text, or `undefined` when it is no absolute URL. */
export function toUrl(text: unknown): URL | undefined {
  if (typeof text !== 'string') return undefined
  try {
    return new URL(text)
  } catch {
    // Not a URL: that is the answer.
    return undefined
  }
}
