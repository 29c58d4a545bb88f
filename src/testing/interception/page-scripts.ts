// What runs in a page: each function stands alone, for it is sent there as text.

/**
 * Whether the app of this page has a session of this client in its storage. Reads, and writes nothing: a database that is not there stays
 * not there.
 */
export async function hasSession(clientId: string): Promise<boolean> {
  const isTheirs = (key: unknown) => {
    try {
      const [kind, , client] = JSON.parse(String(key))
      return kind === 'session' && client === clientId
    } catch {
      // A row of another kind.
      return false
    }
  }
  const ofTab = Object.keys(sessionStorage).find((name) => isTheirs(name.replace(/^latchkey tab /, '')))
  if (ofTab && sessionStorage.getItem(ofTab)?.includes('"sessionId"')) return true
  if (!(await indexedDB.databases()).some(({ name }) => name === 'latchkey')) return false

  const settled = <Result>(request: IDBRequest<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  const database = await settled(indexedDB.open('latchkey'))
  try {
    if (!database.objectStoreNames.contains('rows')) return false
    const rows = database.transaction('rows').objectStore('rows')
    const [keys, values] = await Promise.all([settled(rows.getAllKeys()), settled(rows.getAll())])
    return values.some((row, index) => isTheirs(keys[index]) && Boolean(row?.sessionId))
  } finally {
    database.close()
  }
}

/** Has `fetch` note the text of each body, for browsers that do not tell it. */
export function noteBodies(name: string): void {
  const note = Reflect.get(globalThis, name)
  const { fetch } = globalThis
  const tell = (input: RequestInfo | URL, { method, body }: RequestInit) => {
    if (typeof body !== 'string' && !(body instanceof URLSearchParams)) return
    const url = new URL(input instanceof Request ? input.url : input, document.baseURI)
    url.hash = ''
    note({ url: url.href, method: (method ?? 'GET').toUpperCase(), body: String(body) })
  }
  globalThis.fetch = (input, init = {}) => {
    tell(input, init)
    return fetch(input, init)
  }
}
