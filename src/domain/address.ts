/**
 * Whether a URL may be used: `https:`, or `http:` on a loopback host (`localhost`, `*.localhost`, `127.0.0.0/8`, `[::1]`)
 * when whoever names it (the page, the issuer) is on one too, so that a provider on the network can never send a request
 * into the user's machine. Never with a user or password.
 */
export function isSafeUrl({ protocol, hostname, username, password }: URL, isNamedOnLoopback: boolean): boolean {
  const isAllowed = protocol === 'https:' || (protocol === 'http:' && isNamedOnLoopback && isLoopbackHost(hostname))
  return isAllowed && !username && !password
}

/** Whether a host name is this machine's own. */
export const isLoopbackHost = (hostname: string): boolean =>
  /^(([^.]+\.)*localhost|127(\.\d+){3}|\[::1])$/.test(hostname)

/** The URL in a text, or `undefined` when it is none. */
export function toUrl(text: unknown, base?: URL | string): URL | undefined {
  try {
    return typeof text === 'string' ? new URL(text, base) : undefined
  } catch {
    // Not a URL: that is the answer.
    return undefined
  }
}
