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
      try {
        decision = decide(request.result)
        // Nothing is written that could fail.
        if (!('row' in decision)) return resolve(decision.result)
        if (decision.row) rows.put(decision.row, key)
        else rows.delete(key)
      } catch (error) {
        // A key that cannot be cloned (iOS in lockdown): thrown on, it would be the page's own error.
        reject(error)
        transaction.abort()
      }
    }
    transaction.oncomplete = () => resolve(decision.result)
    transaction.onabort = () => reject(transaction.error)
  })
}

/**
 * Opens the database, of whatever version: a newer build's is used as it is. One without our rows (opened by its name by somebody else,
 * an upgrade that was cut off) gets them.
 */
function openDatabase(onClose: () => void, version?: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('latchkey', version)
    const hasRows = () => request.result.objectStoreNames.contains(TABLE)
    request.onupgradeneeded = () => hasRows() || request.result.createObjectStore(TABLE)
    request.onerror = () => {
      // Another tab was faster.
      if (version && request.error?.name === 'VersionError') resolve(openDatabase(onClose))
      else reject(request.error)
    }
    request.onsuccess = () => {
      const database = request.result
      if (!hasRows()) {
        database.close()
        return resolve(openDatabase(onClose, database.version + 1))
      }
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
