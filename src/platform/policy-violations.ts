/** What the page's Content Security Policy has kept it from. */
export interface PolicyViolations {
  /** Whether it blocked an origin: of a request that has failed by now, too, whose event comes after the failure. */
  blocks(origin: string): Promise<boolean>
}

/** Follows them from the first call on; there are none where there is no page. */
export function watchViolations(): PolicyViolations {
  const blocked = new Set<string>()
  if (typeof document === 'undefined') return { blocks: async () => false }
  document.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
    if (effectiveDirective === 'connect-src' && URL.canParse(blockedURI)) blocked.add(new URL(blockedURI).origin)
  })
  return {
    async blocks(origin) {
      await new Promise((resolve) => setTimeout(resolve))
      return blocked.has(origin)
    },
  }
}
