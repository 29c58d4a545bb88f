/** Whether the page stands where the attempt wanted to be sent back to: its origin, path and own query. */
export function isAt(address: string, redirectUri: string): boolean {
  const [here, wanted] = [new URL(address), new URL(redirectUri)]
  const hasQuery = [...wanted.searchParams].every(([name, value]) => here.searchParams.get(name) === value)
  return hasQuery && here.origin === wanted.origin && here.pathname === wanted.pathname
}
