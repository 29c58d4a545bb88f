import { describe, expect, it } from 'vitest'
import type { ProofKey } from '../../src/domain/proof-key.js'
import type { SessionEntry } from '../../src/domain/session.js'
import { toInstant } from '../../src/domain/time.js'
import { commitRenewal, commitSignIn, keepEpoch } from '../../src/session/commit.js'
import { createMemoryStore } from '../../src/session/memory-store.js'
import { openVault } from '../../src/session/vault.js'
import { CLIENT_ID, ISSUER } from '../support/home.js'
import { openedVault, sessionOf } from '../support/opened-vault.js'

type Opened = ReturnType<typeof openedVault>
const NOTE = 'latchkey over hash'

async function signIn({ platform, vault }: Pick<Opened, 'platform' | 'vault'>, changes: object = {}) {
  const epoch = await keepEpoch(platform, vault)
  const signedIn = await commitSignIn(platform, vault, { epoch, session: sessionOf(platform, changes) })
  return signedIn?.entry as SessionEntry
}

const rowOf = ({ world, vault }: Pick<Opened, 'world' | 'vault'>) => world.store.rows.get(vault.key)

describe('a sign-out that is noted', () => {
  it('ends what was under its epoch, and nothing under another', () => {
    const { vault } = openedVault()
    vault.giveUp('one')

    expect(vault.isOver('one', 0)).toBe(true)
    expect(vault.isOver('two', 0)).toBe(false)
    expect(vault.isOver('on', 0)).toBe(false)
  })

  it('ends, with its time, whatever has begun; and what began later only where a page has it to itself', () => {
    const { vault, world } = openedVault()
    vault.giveUp('one', toInstant(1_000))

    expect([vault.isOver('two', 999), vault.isOver('two', 1_001)]).toEqual([true, true])
    const own = openedVault({ store: createMemoryStore(vault.store) })
    own.vault.giveUp('one', toInstant(1_000))
    expect([own.vault.isOver('two', 1_000), own.vault.isOver('two', 1_001)]).toEqual([true, false])
    expect(world.notes.get(NOTE)).toBe('one 1000')
  })

  it('holds in a worker, which has nothing to note in, by its clock', () => {
    const { vault, world } = openedVault({ isWorker: true })
    vault.giveUp('one', toInstant(1_000))

    expect(world.notes.size).toBe(0)
    expect([vault.isOver('one', 0), vault.isOver('two', 1_000), vault.isOver('two', 1_001)]).toEqual([
      true,
      true,
      false,
    ])
    vault.forgive()
    expect(vault.isOver('one', 0)).toBe(false)
  })

  it('is seen by every tab, and forgiven for every tab', () => {
    const one = openedVault()
    const two = openedVault({}, one)
    one.vault.giveUp('one')

    expect(two.vault.isOver('one', 0)).toBe(true)
    two.vault.forgive()
    expect(one.vault.isOver('one', 0)).toBe(false)
    expect(one.world.notes.has(NOTE)).toBe(false)
  })

  it('is not forgiven by a page that keeps its session to itself', () => {
    const { vault } = openedVault()
    const own = openedVault({ store: createMemoryStore(vault.store) })
    own.vault.giveUp('one')
    own.vault.forgive()

    expect(own.vault.isOver('one', 0)).toBe(true)
  })

  it('is one of a few: the oldest goes first, and none is noted twice', () => {
    const { vault, world } = openedVault()
    for (let number = 1; number <= 11; number += 1) vault.giveUp(`e${number}`)
    vault.giveUp('e11')

    const notes = world.notes.get(NOTE)?.match(/\S+/g) ?? []
    expect(notes.slice(-9)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11].map((number) => `e${number}`))
    expect([vault.isOver('e1', 0), vault.isOver('e3', 0)]).toEqual([false, true])
  })

  it('of nobody knows whom leaves no empty note', () => {
    const { vault, world } = openedVault()
    vault.giveUp(undefined)

    expect(world.notes.get(NOTE) ?? '').not.toMatch(/\S/)
    expect(vault.isOver('', 0)).toBe(false)
  })

  it('is written by whoever finds it, and told to the other tabs; nobody is shown meanwhile', async () => {
    let told = 0
    const opened = openedVault({
      tellTabs: () => {
        told += 1
      },
    })
    const { vault, world } = opened
    const entry = await signIn(opened)
    vault.giveUp(entry.epoch)

    expect(await vault.load()).toEqual({ row: { version: 1, epoch: entry.epoch, ended: 'signed-out', generation: 0 } })
    await world.rest()

    expect(told).toBe(1)
    expect(rowOf(opened)).toMatchObject({ ended: 'signed-out' })
    expect(rowOf(opened)).not.toHaveProperty('sessionId')
  })

  it('is not written over another session than the one that it ends', async () => {
    const opened = openedVault()
    const entry = await signIn(opened)
    const before = rowOf(opened)

    await opened.vault.end('signed-out', 'another')

    expect(rowOf(opened)).toEqual(before)
    expect(opened.world.notes.has(NOTE)).toBe(false)
    await opened.vault.end('signed-out', entry.id)
    expect(rowOf(opened)).toMatchObject({ ended: 'signed-out' })
  })

  it('that was to end another session stays noted with its time: it is not written yet', async () => {
    const opened = openedVault()
    const { vault, world } = opened
    const entry = await signIn(opened)
    vault.giveUp('older', toInstant(1_000))

    await vault.end('signed-out', 'another')
    expect(world.notes.get(NOTE)).toBe('older 1000')
    await vault.end('signed-out', entry.id)

    expect(world.notes.get(NOTE)).toBe(`older ${entry.epoch}`)
  })

  it('of a session that is gone with its row has nothing to write, and does not fail', async () => {
    const { vault, world } = openedVault()

    await vault.end('signed-out', 'gone')

    expect(world.store.rows.has(vault.key)).toBe(false)
    await vault.end('signed-out')
    expect(world.store.rows.get(vault.key)).toMatchObject({ ended: 'signed-out' })
    expect(world.notes.has(NOTE)).toBe(false)
  })

  it('of nobody who is signed in is written by nobody who looks', async () => {
    let told = 0
    const opened = openedVault({
      tellTabs: () => {
        told += 1
      },
    })
    const { platform, vault, world } = opened
    const epoch = await keepEpoch(platform, vault)
    vault.giveUp(epoch)

    expect(await vault.load()).toMatchObject({ row: { epoch, ended: 'signed-out' } })
    await world.rest()

    expect(told).toBe(0)
    expect(rowOf(opened)).toEqual({ version: 1, epoch, generation: 0 })
  })

  it('before a page signed in ends nothing of what began after it, where the page has the note to itself', async () => {
    const { vault: shared, world, ...home } = openedVault()
    const own = openedVault({ store: createMemoryStore(shared.store) }, { world, ...home })
    const { wall } = own.platform.now()
    own.vault.giveUp('older', toInstant(wall - 1))
    const entry = await signIn(own)

    expect((await own.vault.load()).entry?.id).toBe(entry.id)
    own.vault.giveUp(undefined, toInstant(wall))
    expect((await own.vault.load()).entry).toBeUndefined()
  })

  it('once it is written needs no time, and keeps its epoch for a tab whose store answers nobody', async () => {
    const opened = openedVault()
    const { vault, world } = opened
    const entry = await signIn(opened)
    vault.giveUp('older', toInstant(1_000))

    await vault.end('signed-out')

    expect(world.notes.get(NOTE)).toBe(`older ${entry.epoch}`)
    expect(vault.isOver('two', 0)).toBe(false)
  })

  it('is noted for no session that has run out, or that a page keeps to itself', async () => {
    const opened = openedVault()
    await signIn(opened)
    await opened.vault.end('expired')
    const own = openedVault({ store: createMemoryStore(opened.vault.store) })
    await signIn(own)
    await own.vault.end('signed-out')

    expect([opened.world.notes.has(NOTE), own.world.notes.has(NOTE)]).toEqual([false, false])
  })

  it('makes a new epoch each time', async () => {
    const opened = openedVault()
    const { vault } = opened
    await vault.end('signed-out')
    const first = Object(rowOf(opened)).epoch
    await vault.end('signed-out')

    expect(Object(rowOf(opened)).epoch).not.toBe(first)
    expect(first.length).toBeGreaterThanOrEqual(20)
  })
})

describe('a session', () => {
  it('is sealed under a key that no script can read out', async () => {
    const opened = openedVault()
    await signIn(opened)

    expect(Object(rowOf(opened)).key).toMatchObject({ extractable: false, algorithm: { name: 'AES-GCM', length: 256 } })
  })

  it('is kept apart from that of another client, and of another issuer', () => {
    const { platform, vault } = openedVault()
    const keyOf = (issuer: string, clientId: string) =>
      openVault(
        platform,
        { issuer, clientId },
        { store: platform.store, sessionLifetimeSeconds: 1, clientHash: 'hash', tellTabs: () => undefined },
      ).key

    expect(keyOf(ISSUER, CLIENT_ID)).toBe(vault.key)
    expect(new Set([vault.key, keyOf(ISSUER, 'another'), keyOf('https://other.example', CLIENT_ID)]).size).toBe(3)
  })
})

describe('a session that is found', () => {
  it('is that of its epoch, and nothing unreadable', async () => {
    const opened = openedVault()
    const entry = await signIn(opened)

    const { entry: found, isUnreadable } = await opened.vault.load()

    expect(found).toMatchObject({ id: entry.id, epoch: entry.epoch, generation: 0 })
    expect(isUnreadable).toBeFalsy()
  })

  it('is none where there is no row, and unreadable where there is one that is none of ours', async () => {
    const { vault, world } = openedVault()
    expect(await vault.load()).toEqual({ row: undefined, isUnreadable: false })

    for (const rubbish of [{ version: 2, epoch: 'x' }, { version: 1, epoch: 7 }, { version: 1 }, 'x', null]) {
      world.store.rows.set(vault.key, rubbish)
      expect(await vault.load()).toMatchObject({ row: undefined, isUnreadable: true })
    }
  })

  it('whose seal does not open is unreadable', async () => {
    const opened = openedVault()
    await signIn(opened)
    opened.world.store.rows.set(opened.vault.key, { ...Object(rowOf(opened)), generation: 1 })

    const { entry, isUnreadable } = await opened.vault.load()

    expect([entry, isUnreadable]).toEqual([undefined, true])
  })

  it('whose row has lost its generation does not open: whoever took it away could play an older one back', async () => {
    const opened = openedVault()
    const { platform, vault, world } = opened
    const entry = await signIn(opened)
    await commitRenewal(platform, vault, { entry, session: entry.session })
    const { generation, ...row } = Object(rowOf(opened))
    world.store.rows.set(vault.key, row)

    expect(generation).toBe(1)
    const found = await vault.load()
    expect([found.entry, found.isUnreadable]).toEqual([undefined, true])
  })

  it.each([
    ['bound, and must be', true, true, true],
    ['bound, and must not be', true, false, false],
    ['not bound, and must be', false, true, false],
    ['not bound, and must not be', false, undefined, true],
  ])('is used as it was made: %s', async (_, isBound, dpop, isTaken) => {
    const opened = openedVault({ dpop })
    const proofKey = { alg: 'ES256', jkt: 'thumbprint', jwk: {} } as ProofKey
    await signIn(opened, isBound ? { proofKey } : {})

    const { entry, isUnreadable } = await opened.vault.load()

    expect([!!entry, !isUnreadable]).toEqual([isTaken, isTaken])
    if (isBound && isTaken) expect(entry?.session.proofKey?.jkt).toBe('thumbprint')
  })

  it.each([
    ['RS256', undefined, true],
    ['none', undefined, false],
    ['none', false, true],
    ['RS256', false, false],
  ])('says who it is where it must: %s, OpenID: %s', async (alg, openid, isTaken) => {
    const opened = openedVault({ openid })
    await signIn(opened, { idTokenReport: { alg, checks: [], iat: 1, exp: 2 } })

    expect(!!(await opened.vault.load()).entry).toBe(isTaken)
  })

  it('is dropped at the age that the app allows, not before; a sign-in under way goes on', async () => {
    const opened = openedVault()
    const entry = await signIn(opened)
    opened.world.setWallBy(3_599_999)
    expect((await opened.vault.load()).entry?.id).toBe(entry.id)
    opened.world.setWallBy(1)

    expect(await opened.vault.load()).toEqual({
      row: { version: 1, epoch: entry.epoch, ended: 'expired', generation: 0 },
    })
    expect(rowOf(opened)).toEqual({ version: 1, epoch: entry.epoch, ended: 'expired', generation: 0 })
  })

  it('that is too old is nobody’s though it cannot be taken away', async () => {
    const opened = openedVault()
    await signIn(opened)
    opened.world.setWallBy(3_600_000)
    opened.world.store.fault = (operation) => (operation === 'change' ? 'fail' : undefined)

    expect((await opened.vault.load()).entry).toBeUndefined()
  })
})

describe('a store for a page whose browser keeps nothing', () => {
  it('keeps its rows to itself, and tells the real one of a sign-out alone', async () => {
    const { vault, world } = openedVault()
    const store = createMemoryStore(vault.store)
    const put = (row: unknown) => store.change('key', () => ({ row, result: 'done' }))

    expect(await put({ version: 1, epoch: 'one', generation: 0 })).toBe('done')
    expect(await store.read('key')).toMatchObject({ epoch: 'one' })
    expect(world.store.rows.size).toBe(0)
    await put({ version: 1, epoch: 'two', ended: 'signed-out', generation: 0 })
    expect(world.store.rows.get('key')).toMatchObject({ epoch: 'two' })
    expect(await store.change('key', () => ({ result: 7 }))).toBe(7)
    expect(await store.read('key')).toMatchObject({ epoch: 'two' })
    expect(store.isBrief).toBe(true)
  })

  it('removes a row', async () => {
    const { vault } = openedVault()
    const store = createMemoryStore(vault.store)
    const put = (row: unknown) => store.change('key', () => ({ row, result: undefined }))
    await put({ version: 1, epoch: 'one', generation: 0 })

    await put(undefined)

    expect(await store.read('key')).toBeUndefined()
  })

  it('goes on when the real one stays blocked', async () => {
    const { vault, world } = openedVault()
    const store = createMemoryStore(vault.store)
    world.store.takeAway()

    await store.change('key', () => ({ row: { version: 1, epoch: 'two', ended: 'expired', generation: 0 }, result: 1 }))

    expect(await store.read('key')).toMatchObject({ ended: 'expired' })
  })
})
