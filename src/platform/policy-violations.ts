const EVENT_MS = 200

/** Whether the page's Content Security Policy has kept it from an origin, from the first call on; never where there is no page. */
export function watchViolations(): (origin: string) => Promise<boolean> {
  if (typeof document === 'undefined') return async () => false
  const blocked = new Set<string>()
  document.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
    if (effectiveDirective === 'connect-src' && URL.canParse(blockedURI)) blocked.add(new URL(blockedURI).origin)
  })
  return async (origin) => {
    // Browsers tell of it in a task of its own, some time after the call has failed.
    if (!blocked.has(origin)) await new Promise((resolve) => setTimeout(resolve, EVENT_MS))
    return blocked.has(origin)
  }
}
