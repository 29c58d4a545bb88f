// The same with session and attempt sealed in IndexedDB under keys that no script can read out, as latchkey's are: what this costs
// more than localStorage is what the promise costs, whoever makes it.
import { createApp } from './careful-app.js'

interface Row {
  readonly key: CryptoKey
  readonly iv: Uint8Array<ArrayBuffer>
  readonly data: ArrayBuffer
}

const TABLE = 'rows'
const [SESSION, ATTEMPT] = ['session', 'attempt']

const settled = <Result>(request: IDBRequest<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

const completed = (transaction: IDBTransaction): Promise<unknown> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve
    transaction.onabort = () => reject(transaction.error)
  })

let opened: Promise<IDBDatabase> | undefined

function open(): Promise<IDBDatabase> {
  if (opened) return opened
  const request = indexedDB.open('sealed', 1)
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE)
  opened = settled(request)
  return opened
}

async function unseal(row: Row | undefined): Promise<string | undefined> {
  if (!row) return undefined
  const bytes = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: row.iv }, row.key, row.data)
  return new TextDecoder().decode(bytes)
}

async function keep(name: string, text: string, durability: IDBTransactionDurability): Promise<void> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(text))
  const transaction = (await open()).transaction(TABLE, 'readwrite', { durability })
  transaction.objectStore(TABLE).put({ key, iv, data } satisfies Row, name)
  await completed(transaction)
}

export const { start, call, signIn } = createApp({
  async load() {
    const rows = (await open()).transaction(TABLE).objectStore(TABLE)
    return JSON.parse((await unseal(await settled(rows.get(SESSION)))) ?? 'null') ?? undefined
  },
  save: (session) => keep(SESSION, JSON.stringify(session), 'strict'),
  keepAttempt: (text) => keep(ATTEMPT, text, 'relaxed'),
  async takeAttempt() {
    const transaction = (await open()).transaction(TABLE, 'readwrite', { durability: 'relaxed' })
    const rows = transaction.objectStore(TABLE)
    const row = settled(rows.get(ATTEMPT))
    rows.delete(ATTEMPT)
    await completed(transaction)
    return unseal(await row)
  },
})
export { another } from './careful-app.js'
