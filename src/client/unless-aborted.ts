/** Waits, unless the caller gives up first: that ends the caller's wait alone, never the shared work. */
export async function unlessAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | null | undefined,
): Promise<Value> {
  if (!signal) return work
  const waiting = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), waiting)
  })
  // Also for who has given up before: work that fails then would be nobody's, and the page's own error.
  return Promise.race([aborted, work]).finally(() => waiting.abort())
}
