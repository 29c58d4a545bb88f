import { type Decision, type Store, StoreError } from './platform.js'

const TABLE = 'rows'
const LONGEST_WAIT_MS = 5_000

type Decide<Result> = (row: unknown) => Decision<Result>

/** The rows in IndexedDB, shared by all tabs of the origin. Opens the database at the first use and again when it dies. */
export function createIndexedDbStore(): Store {
  let opened: Promise<IDBDatabase> | undefined
  const forget = () => {
    opened = undefined
  }
  const open = (): Promise<IDBDatabase> => {
    opened ??= openDatabase(forget)
    return opened
  }
  const run = async <Result>(
    mode: IDBTransactionMode,
    key: string,
    decide: Decide<Result>,
    durability: IDBTransactionDurability = 'default',
    mayRetry = true,
  ): Promise<Result> => {
    let timer: ReturnType<typeof setTimeout> | undefined
    try {
      // No waiting for ever: an upgrade in another tab or a damaged profile leaves requests without an answer.
      const tooLong = new Promise<never>((_, reject) => {
        timer = setTimeout(reject, LONGEST_WAIT_MS)
      })
      return await Promise.race([
        open().then((database) => transact(database.transaction(TABLE, mode, { durability }), key, decide)),
        tooLong,
      ])
    } catch (error) {
      forget()
      const { name } = Object(error)
      // WebKit kills connections in the background: once more, with a new one.
      if (mayRetry && /InvalidState|Unknown/.test(name)) return run(mode, key, decide, durability, false)
      throw new StoreError(name)
    } finally {
      clearTimeout(timer)
    }
  }
  return {
    read: (key) => run('readonly', key, (row) => ({ result: row })),
    change: (key, decide, durability = 'strict') => run('readwrite', key, decide, durability),
    open: () => void open().catch(forget),
    close: () => void opened?.then((database) => database.close(), forget),
  }
}

function transact<Result>(transaction: IDBTransaction, key: string, decide: Decide<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const rows = transaction.objectStore(TABLE)
    const request = rows.get(key)
    let decision: Decision<Result>
    request.onsuccess = () => {
      decision = decide(request.result)
      // Nothing is written that could fail.
      if (!('row' in decision)) return resolve(decision.result)
      if (decision.row) rows.put(decision.row, key)
      else rows.delete(key)
    }
    transaction.oncomplete = () => resolve(decision.result)
    transaction.onabort = () => reject(transaction.error)
  })
}

function openDatabase(onClose: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('latchkey', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE)
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      const database = request.result
      database.onclose = onClose
      // Another tab opens a later version: it waits for us to let go.
      database.onversionchange = () => {
        database.close()
        onClose()
      }
      resolve(database)
    }
  })
}
