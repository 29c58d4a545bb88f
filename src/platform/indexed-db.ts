import { type Decision, type Store, StoreError } from './platform.js'

const TABLE = 'rows'
const LONGEST_WAIT_MS = 5_000

/** The rows in IndexedDB, shared by all tabs of the origin. Opens the database at the first use and again when it dies. */
export function createIndexedDbStore(): Store {
  let opened: Promise<IDBDatabase> | undefined
  const forget = () => {
    opened = undefined
  }
  const transact = async <Result>(mode: IDBTransactionMode, work: Work<Result>): Promise<Result> => {
    opened ??= openDatabase(forget)
    const transaction = (await opened).transaction(TABLE, mode, { durability: 'strict' })
    return new Promise((resolve, reject) => {
      let result: Result
      transaction.oncomplete = () => resolve(result)
      transaction.onabort = () => reject(transaction.error)
      work(transaction.objectStore(TABLE), (value) => {
        result = value
      })
    })
  }
  const run = <Result>(mode: IDBTransactionMode, work: Work<Result>): Promise<Result> => {
    const once = () => inTime(transact(mode, work))
    return once()
      .catch((error) => {
        forget()
        // WebKit kills connections in the background: once more, with a new one.
        if (/InvalidState|Unknown/.test(error?.name)) return once()
        throw error
      })
      .catch((error) => {
        forget()
        throw new StoreError(String(error?.name))
      })
  }
  return {
    read: (key) => run('readonly', (rows, done) => get(rows, key, done)),
    change: (key, decide) =>
      run('readwrite', (rows, done) => get(rows, key, (row) => done(apply(rows, key, decide(row))))),
    close: () => void opened?.then((database) => database.close(), forget),
  }
}

type Work<Result> = (rows: IDBObjectStore, done: (result: Result) => void) => void

function get(rows: IDBObjectStore, key: string, use: (row: unknown) => void): void {
  const request = rows.get(key)
  request.onsuccess = () => use(request.result)
}

function apply<Result>(rows: IDBObjectStore, key: string, decision: Decision<Result>): Result {
  if ('row' in decision) {
    if (decision.row) rows.put(decision.row, key)
    else rows.delete(key)
  }
  return decision.result
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
