/** Waits, unless the caller gives up first: that ends the caller's wait alone, never the shared work. */
export async function unlessAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | null | undefined,
): Promise<Value> {
  if (!signal) return work
  signal.throwIfAborted()
  const waiting = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), waiting)
  })
  return Promise.race([work, aborted]).finally(() => waiting.abort())
}
