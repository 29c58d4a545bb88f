import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createIndexedDbStore } from '../../src/platform/indexed-db.js'

/** Opens the database of our name as somebody else does, and closes it again. */
function openAsStranger(version: number, upgrade: (database: IDBDatabase) => void = () => undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('latchkey', version)
    request.onupgradeneeded = () => upgrade(request.result)
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      request.result.close()
      resolve()
    }
  })
}

/** Writes and reads a row with a store of its own. */
async function use(): Promise<unknown> {
  const store = createIndexedDbStore()
  await store.change('key', () => ({ row: { a: 1 }, result: undefined }))
  const row = await store.read('key')
  store.close()
  return row
}

beforeEach(() => vi.stubGlobal('indexedDB', new IDBFactory()))
afterEach(() => vi.unstubAllGlobals())

describe('the database', () => {
  it('14.A9 is made where there is none', async () => {
    expect(await use()).toEqual({ a: 1 })
  })

  it.each([1, 7])('14.A9 of version %i without our rows gets them', async (version) => {
    await openAsStranger(version, (database) => database.createObjectStore('others'))

    expect(await use()).toEqual({ a: 1 })
    expect((await indexedDB.databases()).map((one) => one.version)).toEqual([version + 1])
  })

  it('14.A9 without anything in it, whose upgrade was cut off, gets our rows', async () => {
    await openAsStranger(1)

    expect(await use()).toEqual({ a: 1 })
  })

  it('14.A9 of a newer build is used as it is', async () => {
    await openAsStranger(9, (database) => {
      database.createObjectStore('rows').put({ b: 2 }, 'other')
      database.createObjectStore('news')
    })

    expect(await use()).toEqual({ a: 1 })
    expect(await createIndexedDbStore().read('other')).toEqual({ b: 2 })
    expect((await indexedDB.databases()).map((one) => one.version)).toEqual([9])
  })

  it('14.A9 is mended once when two tabs find it without our rows at once', async () => {
    await openAsStranger(1)

    expect(await Promise.all([use(), use(), use()])).toEqual([{ a: 1 }, { a: 1 }, { a: 1 }])
  })

  it('14.A9 keeps what is there when a key cannot be cloned, and nothing is thrown at the page', async () => {
    const thrown: unknown[] = []
    const listen = (error: unknown) => void thrown.push(error)
    process.on('uncaughtException', listen)
    process.on('unhandledRejection', listen)
    const store = createIndexedDbStore()
    await store.change('key', () => ({ row: { a: 1 }, result: undefined }))

    const written = store.change('key', () => ({ row: { key: () => undefined }, result: undefined }))

    await expect(written).rejects.toMatchObject({ name: 'StoreError', message: 'DataCloneError' })
    expect(await store.read('key')).toEqual({ a: 1 })
    await new Promise((resolve) => setTimeout(resolve, 50))
    process.off('uncaughtException', listen)
    process.off('unhandledRejection', listen)
    expect(thrown).toEqual([])
  })
})
