/** Origins that the page's Content Security Policy has kept it from, from the first call on; empty where there is no page. */
export function watchViolations(): ReadonlySet<string> {
  const blocked = new Set<string>()
  if (typeof document === 'undefined') return blocked
  document.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
    if (effectiveDirective === 'connect-src' && URL.canParse(blockedURI)) blocked.add(new URL(blockedURI).origin)
  })
  return blocked
}
