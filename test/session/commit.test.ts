import { describe, expect, it } from 'vitest'
import type { SessionEntry } from '../../src/domain/session.js'
import { changeEntry, commitRenewal, commitSignIn, endEntry, keepEpoch } from '../../src/session/commit.js'
import { openedVault, sessionOf } from '../support/opened-vault.js'

type Row = Record<string, unknown>

/** A vault with a session in it. */
async function setUpEntry() {
  const opened = openedVault()
  const { platform, vault, world } = opened
  const epoch = await keepEpoch(platform, vault)
  const signedIn = await commitSignIn(platform, vault, { epoch, session: sessionOf(platform) })
  const entry = signedIn?.entry as SessionEntry
  return { ...opened, epoch, entry, row: () => world.store.rows.get(vault.key) as Row }
}

describe('a sign-in', () => {
  it('is written under the epoch that it began with, and gives what it takes the place of', async () => {
    const { platform, vault, epoch, entry } = await setUpEntry()

    const next = await commitSignIn(platform, vault, { epoch, session: sessionOf(platform, { scope: 'openid' }) })

    expect(next?.replaced?.scope).toBe(entry.session.scope)
    expect((await vault.load()).entry).toMatchObject({
      id: next?.entry.id,
      generation: 0,
      session: { scope: 'openid' },
    })
  })

  it('is not written when a sign-out has come between', async () => {
    const { platform, vault, epoch, row } = await setUpEntry()
    await vault.end('signed-out')
    const before = row()

    expect(await commitSignIn(platform, vault, { epoch, session: sessionOf(platform) })).toBeUndefined()
    expect(row()).toEqual(before)
  })

  it('is not written over a row of another epoch, or none, though nobody has noted that', async () => {
    const { platform, vault, world, epoch, row } = await setUpEntry()
    const write = () => commitSignIn(platform, vault, { epoch, session: sessionOf(platform) })
    world.store.rows.set(vault.key, { version: 1, epoch: 'another', generation: 0 })

    expect(await write()).toBeUndefined()
    expect(row()).toMatchObject({ epoch: 'another' })
    world.store.rows.delete(vault.key)
    expect(await write()).toBeUndefined()
  })

  it('is not written under an epoch that is noted to be over', async () => {
    const { platform, vault, epoch, entry, row } = await setUpEntry()
    vault.giveUp(epoch)

    expect(await commitSignIn(platform, vault, { epoch, session: sessionOf(platform) })).toBeUndefined()
    expect(row()).toMatchObject({ sessionId: entry.id })
  })

  it('that goes on with a session is written over that one alone, as it was', async () => {
    const { platform, vault, epoch, entry } = await setUpEntry()
    const go = (follows: SessionEntry) => commitSignIn(platform, vault, { epoch, session: entry.session, follows })

    expect(await go({ ...entry, id: 'another' })).toBeUndefined()
    expect(await go({ ...entry, generation: 1 })).toBeUndefined()
    await changeEntry(vault, entry, (row) => ({ ...row, intent: { since: 1, replays: 0 } }))
    expect(await go(entry)).toBeUndefined()
    await changeEntry(vault, entry, ({ intent: _, ...row }) => row)
    expect(await go(entry)).toBeDefined()
  })

  it('whose write was carried out though it was reported as failed is written', async () => {
    const { platform, vault, world, epoch } = await setUpEntry()
    world.store.fault = (operation) => (operation === 'change' ? 'late' : undefined)

    const next = await commitSignIn(platform, vault, { epoch, session: sessionOf(platform) })
    world.store.giveBack()

    expect((await vault.load()).entry?.id).toBe(next?.entry.id)
  })

  it('whose write failed is none: nobody is told that it is there', async () => {
    const { platform, vault, world, epoch, entry } = await setUpEntry()
    world.store.fault = (operation) => (operation === 'change' ? 'fail' : undefined)

    await expect(commitSignIn(platform, vault, { epoch, session: sessionOf(platform) })).rejects.toThrow()
    world.store.giveBack()

    expect((await vault.load()).entry?.id).toBe(entry.id)
  })
})

describe('a change of a session', () => {
  it.each([
    ['epoch', { epoch: 'another' }],
    ['session', { id: 'another' }],
    ['generation', { generation: 1 }],
  ])('of another %s writes nothing', async (_, changes) => {
    const { vault, entry, row } = await setUpEntry()
    const before = row()
    const change = (held: SessionEntry) => changeEntry(vault, held, (found) => ({ ...found, failures: 1 }))

    expect(await change({ ...entry, ...changes })).toBe(false)
    expect(row()).toEqual(before)
    expect(await change(entry)).toBe(true)
    expect(row()).toMatchObject({ failures: 1 })
  })

  it('is none after a sign-out that could not be written yet', async () => {
    const { vault, entry, row } = await setUpEntry()
    vault.giveUp(entry.epoch)

    expect(await changeEntry(vault, entry, (found) => ({ ...found, failures: 1 }))).toBe(false)
    expect(row()).not.toHaveProperty('failures')
  })

  it('is none where there is no row', async () => {
    const { vault, world, entry } = await setUpEntry()
    world.store.rows.delete(vault.key)

    expect(await changeEntry(vault, entry, (found) => found)).toBe(false)
    expect(world.store.rows.has(vault.key)).toBe(false)
  })

  it('that has nothing to write says so', async () => {
    const { vault, entry } = await setUpEntry()

    expect(await changeEntry(vault, entry, () => undefined)).toBe(false)
  })

  it('that ends it leaves its epoch, and nothing sealed', async () => {
    const { vault, entry, row, epoch } = await setUpEntry()

    expect(await endEntry(vault, entry)).toBe(true)
    expect(row()).toEqual({ version: 1, epoch, ended: 'expired', generation: 0 })
  })
})

describe('a renewal', () => {
  it('is written as the next generation, once', async () => {
    const { platform, vault, entry } = await setUpEntry()
    const renew = () => commitRenewal(platform, vault, { entry, session: sessionOf(platform, { scope: 'openid' }) })

    expect(await renew()).toMatchObject({ id: entry.id, generation: 1 })
    expect(await renew()).toBeUndefined()
    expect((await vault.load()).entry).toMatchObject({ generation: 1, session: { scope: 'openid' } })
  })

  it.each(['fail', 'late'] as const)('is written though the first write does not report so: %s', async (fault) => {
    const { platform, vault, world, entry } = await setUpEntry()
    let changes = 0
    world.store.fault = (operation) => (operation === 'change' && ++changes === 1 ? fault : undefined)

    expect(await commitRenewal(platform, vault, { entry, session: entry.session })).toMatchObject({ generation: 1 })
    expect((await vault.load()).entry?.generation).toBe(1)
  })

  it('of a session that is gone is not taken for written, after a failed write neither', async () => {
    const { platform, vault, world, entry } = await setUpEntry()
    await endEntry(vault, entry)
    let changes = 0
    world.store.fault = (operation) => (operation === 'change' && ++changes === 1 ? 'fail' : undefined)

    expect(await commitRenewal(platform, vault, { entry, session: entry.session })).toBeUndefined()
  })
})

describe('an epoch', () => {
  it('is kept until somebody signs out', async () => {
    const { platform, vault, epoch } = await setUpEntry()

    expect(await keepEpoch(platform, vault)).toBe(epoch)
    await vault.end('signed-out')
    expect(await keepEpoch(platform, vault)).not.toBe(epoch)
  })

  it('is another after a sign-out that could not be written, and what stood under the old one is gone', async () => {
    const { platform, vault, epoch, row } = await setUpEntry()
    vault.giveUp(epoch)

    expect(await keepEpoch(platform, vault)).not.toBe(epoch)
    expect(row()).not.toHaveProperty('sessionId')
  })

  it('is made after a sign-out that could not be written, which is written first', async () => {
    const { platform, vault, row } = await setUpEntry()
    vault.giveUp(undefined, platform.now().wall)

    await keepEpoch(platform, vault)

    expect(row()).toMatchObject({ ended: 'signed-out' })
    expect(vault.isOver('', platform.now().wall)).toBe(false)
  })

  it('is made where there is none, or nothing that could be read', async () => {
    const { platform, vault, world } = openedVault()
    world.store.rows.set(vault.key, { version: 2, epoch: 'of tomorrow' })

    const epoch = await keepEpoch(platform, vault)

    expect(epoch).not.toBe('of tomorrow')
    expect(world.store.rows.get(vault.key)).toEqual({ version: 1, epoch, generation: 0 })
  })
})
