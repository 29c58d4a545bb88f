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
  const transact = async <Result>(key: string, decide: Decide<Result>, mode: IDBTransactionMode): Promise<Result> => {
    opened ??= openDatabase(forget)
    const transaction = (await opened).transaction(TABLE, mode, { durability: 'strict' })
    const rows = transaction.objectStore(TABLE)
    const request = rows.get(key)
    return new Promise((resolve, reject) => {
      let decision: Decision<Result>
      request.onsuccess = () => {
        decision = decide(request.result)
        if (!('row' in decision)) return
        if (decision.row) rows.put(decision.row, key)
        else rows.delete(key)
      }
      transaction.oncomplete = () => resolve(decision.result)
      transaction.onabort = () => reject(transaction.error)
    })
  }
  const run = async <Result>(
    key: string,
    decide: Decide<Result>,
    mode: IDBTransactionMode,
    mayRetry = true,
  ): Promise<Result> => {
    try {
      return await inTime(transact(key, decide, mode))
    } catch (error) {
      forget()
      const { name } = Object(error)
      // WebKit kills connections in the background: once more, with a new one.
      if (mayRetry && /InvalidState|Unknown/.test(name)) return run(key, decide, mode, false)
      throw new StoreError(String(name))
    }
  }
  return {
    read: (key) => run(key, (row) => ({ result: row }), 'readonly'),
    change: (key, decide) => run(key, decide, 'readwrite'),
    close: () => void opened?.then((database) => database.close(), forget),
  }
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

/** Refuses to wait for ever: an upgrade in another tab or a damaged profile leaves requests without an answer. */
function inTime<Result>(work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, LONGEST_WAIT_MS, new StoreError('no answer in time'))
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
