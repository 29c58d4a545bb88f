/** Where a search has looked, and what for. */
export interface Searched {
  /** The place, in words: `'localStorage'`. */
  readonly place: string
  /** How many texts were read there. */
  readonly texts: number
  /** Whether one of them holds something of the token's length and letters. */
  readonly found: boolean
}

/**
 * Looks for an access token in all that a script of this page can read: what a script of somebody else would do that got in. It
 * knows the length alone: that is what `inspect` tells.
 */
export async function searchToken(auth: object, length: number): Promise<readonly Searched[]> {
  const places: readonly (readonly [place: string, texts: readonly string[]])[] = [
    ['what createAuth returns', textsOf(auth)],
    ['localStorage', textsOf({ ...localStorage })],
    ['sessionStorage', textsOf({ ...sessionStorage })],
    ['IndexedDB', textsOf(await readDatabases())],
    ['cookies', textsOf(document.cookie)],
    [
      'addresses and history',
      textsOf([history.state, performance.getEntries().map(({ name }) => name), location.href, document.referrer]),
    ],
  ]
  return places.map(([place, texts]) => ({
    place,
    texts: texts.length,
    found: texts.some((text) => runsOf(text).some((run) => run.length === length)),
  }))
}

/** The pieces of a text that could be a token (RFC 6750, section 2.1). */
const runsOf = (text: string): readonly string[] => text.match(/[\w.~+/-]+=*/g) ?? []

/** Every text that can be reached from a value, names and bytes included. */
function textsOf(value: unknown, seen = new Set<unknown>()): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  if (Object(value) !== value || seen.has(value)) return []
  seen.add(value)
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return [new TextDecoder('latin1').decode(value)]
  const members = Object.getOwnPropertyNames(value).map((name) => Reflect.get(value as object, name) as unknown)
  return members.flatMap((member) => textsOf(member, seen))
}

/** Every row of every database of this origin. */
async function readDatabases(): Promise<unknown> {
  const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? [])
  return Promise.all(names.map(readDatabase))
}

async function readDatabase(name: string): Promise<unknown> {
  const database = await settled(indexedDB.open(name))
  try {
    const stores = [...database.objectStoreNames]
    if (stores.length === 0) return []
    const reading = database.transaction(stores)
    return await Promise.all(stores.map((store) => settled(reading.objectStore(store).getAll())))
  } finally {
    database.close()
  }
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
