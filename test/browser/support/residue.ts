import type { Page } from 'playwright-core'

/** What a page and its origin hold that a script, an extension or a curious user can read. */
export interface Residue {
  readonly texts: Readonly<Record<string, readonly string[]>>
  /** Keys in IndexedDB, and how many of them gave themselves out when they were asked to. */
  readonly keys: { readonly all: number; readonly exported: number }
  /** Rows in IndexedDB, over all databases. */
  readonly rows: number
}

/** Reads everything there is to read from inside the page, and the history of the tab from outside. */
export async function residueOf(page: Page): Promise<Residue> {
  // A page of the same origin without the app: what it has on `window` is the browser's.
  const blank = await page.context().newPage()
  await blank.goto(new URL('/nothing-here', page.url()).href)
  const builtIn = await blank.evaluate(() => Object.getOwnPropertyNames(window))
  await blank.close()
  const { texts, keys, rows } = await page.evaluate(readOrigin, builtIn)
  const session = await page.context().newCDPSession(page)
  const { entries } = await session.send('Page.getNavigationHistory')
  await session.detach()
  return {
    texts: {
      ...texts,
      'the document': [await page.content()],
      // Only our own entries: what the provider shows in its addresses is the provider's, and no script of ours can read it.
      'the history of the tab': entries
        .filter(({ url }) => url.startsWith(new URL(page.url()).origin))
        .flatMap(({ url, title }) => [url, title]),
      cookies: (await page.context().cookies(page.url())).map(({ name, value }) => `${name}=${value}`),
    },
    keys,
    rows,
  }
}

// Runs in the page, so everything it needs is inside.
async function readOrigin(builtIn: readonly string[]): Promise<Residue> {
  const keys: CryptoKey[] = []

  function textsIn(value: unknown, seen = new Set<unknown>()): string[] {
    if (typeof value === 'string') return [value]
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return []
    seen.add(value)
    if (value instanceof Node || value === window) return []
    if (value instanceof CryptoKey) {
      keys.push(value)
      return []
    }
    if (value instanceof ArrayBuffer) return [latin1(new Uint8Array(value))]
    if (ArrayBuffer.isView(value)) return [latin1(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))]
    if (value instanceof Map || value instanceof Set) return [...value].flatMap((item) => textsIn(item, seen))
    return Reflect.ownKeys(value).flatMap((name) => [
      String(name),
      ...textsIn(Object.getOwnPropertyDescriptor(value, name)?.value, seen),
    ])
  }

  function latin1(bytes: Uint8Array): string {
    return [...bytes].map((byte) => String.fromCharCode(byte)).join('')
  }

  const settled = <Result>(request: IDBRequest<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })

  async function readDatabases(): Promise<{ rows: number; texts: string[] }> {
    const texts: string[] = []
    let rows = 0
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name))
      for (const table of database.objectStoreNames) {
        const store = database.transaction(table, 'readonly').objectStore(table)
        const [values, names] = await Promise.all([settled(store.getAll()), settled(store.getAllKeys())])
        rows += values.length
        texts.push(name, table, ...textsIn(values), ...textsIn(names))
      }
      database.close()
    }
    return { rows, texts }
  }

  async function readCaches(): Promise<string[]> {
    const texts: string[] = []
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        texts.push(name, request.url, (await (await cache.match(request))?.text()) ?? '')
      }
    }
    return texts
  }

  const exporting = async (key: CryptoKey): Promise<number> => {
    try {
      await crypto.subtle.exportKey('raw', key)
      return 1
    } catch {
      // As it should be.
      return key.extractable ? 1 : 0
    }
  }

  const own = Object.getOwnPropertyNames(window).filter((name) => !builtIn.includes(name))
  const globals = own.map((name) => [name, Object.getOwnPropertyDescriptor(window, name)?.value])
  const { rows, texts: databases } = await readDatabases()
  const exported = await Promise.all(keys.map(exporting))
  const entries = performance.getEntries().filter(({ entryType }) => entryType !== 'navigation')
  return {
    texts: {
      localStorage: textsIn({ ...localStorage }),
      sessionStorage: textsIn({ ...sessionStorage }),
      IndexedDB: databases,
      'Cache Storage': await readCaches(),
      'document.cookie': [document.cookie],
      window: textsIn(globals),
      'the address and where it came from': [
        location.href,
        document.referrer,
        document.URL,
        document.baseURI,
        window.name,
      ],
      'history.state': textsIn(history.state),
      'the Navigation API': navigation.entries().flatMap((entry) => [entry.url ?? '', ...textsIn(entry.getState())]),
      'performance entries': entries.map((entry) => entry.name),
    },
    keys: { all: keys.length, exported: exported.reduce((sum, count) => sum + count, 0) },
    rows,
  }
}
