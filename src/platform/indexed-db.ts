import { type Decision, type Store, StoreError } from './platform.js'

const DATABASE = 'latchkey'
const TABLE = 'rows'
const LONGEST_WAIT_MS = 5_000

/** The rows in IndexedDB, shared by all tabs of the origin. Opens the database at the first use and again when it dies. */
export function createIndexedDbStore(): Store {
  let opened: Promise<IDBDatabase> | undefined
  const forget = () => {
    opened = undefined
  }
  const database = () => {
    opened ??= openDatabase(forget)
    opened.catch(forget)
    return opened
  }
  const run = async <Result>(mode: IDBTransactionMode, work: Work<Result>): Promise<Result> => {
    try {
      return await inTime(transact(await inTime(database()), mode, work))
    } catch (error) {
      forget()
      if (!isDeadConnection(error)) throw toStoreError(error)
    }
    // WebKit kills connections in the background: once more, with a new one.
    return inTime(database().then((fresh) => transact(fresh, mode, work))).catch((error) => {
      throw toStoreError(error)
    })
  }
  return {
    read: (key) => run('readonly', (rows, done) => onSuccess(rows.get(key), done)),
    change: (key, decide) =>
      run('readwrite', (rows, done) => onSuccess(rows.get(key), (row) => done(apply(rows, key, decide(row))))),
    close: () => void opened?.then((it) => it.close(), forget),
  }
}

type Work<Result> = (rows: IDBObjectStore, done: (result: Result) => void) => void

function apply<Result>(rows: IDBObjectStore, key: string, decision: Decision<Result>): Result {
  if (!('untouched' in decision)) {
    if (decision.row === undefined) rows.delete(key)
    else rows.put(decision.row, key)
  }
  return decision.result
}

function onSuccess<Value>(request: IDBRequest<Value>, use: (value: Value) => void): void {
  request.onsuccess = () => use(request.result)
}

function transact<Result>(database: IDBDatabase, mode: IDBTransactionMode, work: Work<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(TABLE, mode, { durability: 'strict' })
    let result: Result
    transaction.oncomplete = () => resolve(result)
    transaction.onabort = () => reject(transaction.error)
    work(transaction.objectStore(TABLE), (value) => {
      result = value
    })
  })
}

function openDatabase(onClose: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE)
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      const database = request.result
      database.onclose = onClose
      database.onversionchange = () => {
        database.close()
        onClose()
      }
      resolve(database)
    }
  })
}

const isDeadConnection = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === 'InvalidStateError' || error.name === 'UnknownError')

const toStoreError = (error: unknown): StoreError => new StoreError(error instanceof Error ? error.name : 'failed')

/** Refuses to wait for ever: an upgrade in another tab or a damaged profile leaves requests without an answer. */
function inTime<Result>(work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new StoreError('no answer in time')), LONGEST_WAIT_MS)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
