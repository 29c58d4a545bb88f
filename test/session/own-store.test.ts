import { describe, expect, it } from 'vitest'
import type { ProofKey } from '../../src/domain/proof-key.js'
import type { Store } from '../../src/platform/platform.js'
import { commitSignIn, keepEpoch } from '../../src/session/commit.js'
import { createOwnStore } from '../../src/session/own-store.js'
import { openedVault, sessionOf } from '../support/opened-vault.js'
import type { Tab } from '../support/tab.js'

const KEY = 'key'
const ROW = { version: 1, epoch: 'one', generation: 0, sessionId: 'session', failures: 3 } as const

const put = (store: Store, row: unknown) => store.change(KEY, () => ({ row, result: undefined }))

/** A store of a page's own, in a tab of a world. */
function setUpOwn(persistence: 'tab' | 'memory', hasLocks = true) {
  const opened = openedVault({ hasLocks })
  return { ...opened, store: createOwnStore(opened.platform, persistence) }
}

describe.each(['tab', 'memory'] as const)('a store of one %s', (persistence) => {
  it('keeps its row, and shares of it the epoch and how it ended', async () => {
    const { store, world } = setUpOwn(persistence)

    await put(store, ROW)

    expect(await store.read(KEY)).toEqual(ROW)
    expect(world.store.rows.get(KEY)).toEqual({ version: 1, epoch: 'one', generation: 0 })
    await put(store, { version: 1, epoch: 'two', generation: 0, ended: 'expired' })
    expect(world.store.rows.get(KEY)).toEqual({ version: 1, epoch: 'two', generation: 0, ended: 'expired' })
  })

  it('is overruled by a sign-out elsewhere, and by data that were cleared', async () => {
    const { store, world } = setUpOwn(persistence)
    await put(store, ROW)
    const stone = { version: 1, epoch: 'two', generation: 0, ended: 'signed-out' }

    world.store.rows.set(KEY, stone)
    expect(await store.read(KEY)).toEqual(stone)
    expect(await store.change(KEY, (row) => ({ result: row }))).toEqual(stone)
    world.store.rows.delete(KEY)
    expect(await store.read(KEY)).toBeUndefined()
  })

  it('decides by its own row while its epoch stands', async () => {
    const { store } = setUpOwn(persistence)
    await put(store, ROW)

    expect(await store.change(KEY, (row) => ({ result: row }))).toEqual(ROW)
    expect(await store.read(KEY)).toEqual(ROW)
  })

  it('removes a row in both places', async () => {
    const { store, world, tab } = setUpOwn(persistence)
    await put(store, ROW)

    await put(store, undefined)

    expect(await store.read(KEY)).toBeUndefined()
    expect(world.store.rows.has(KEY)).toBe(false)
    expect([...tab.notes.keys()].filter((name) => name.endsWith(KEY))).toEqual([])
  })

  it('does one thing after the other: none decides by what the one before has not written', async () => {
    const { store } = setUpOwn(persistence)
    await put(store, { ...ROW, failures: 0 })

    const count = () =>
      store.change(KEY, (row) => ({ row: { ...Object(row), failures: Object(row).failures + 1 }, result: undefined }))
    await Promise.all([count(), count(), count()])

    expect(await store.read(KEY)).toMatchObject({ failures: 3 })
  })

  it('goes on after a failure', async () => {
    const { store, world } = setUpOwn(persistence)
    await put(store, ROW)
    world.store.takeAway()
    await expect(store.read(KEY)).rejects.toThrow()
    world.store.giveBack()

    expect(await store.read(KEY)).toEqual(ROW)
  })
})

it('a row of a page is gone with its client: the next one finds what is shared', async () => {
  const { store, platform } = setUpOwn('memory')
  await put(store, ROW)

  store.close()

  expect(await store.read(KEY)).not.toHaveProperty('sessionId')
  expect(await createOwnStore(platform, 'memory').read(KEY)).not.toHaveProperty('sessionId')
})

describe('a session of one tab', () => {
  /** Signs in with the store of a tab. */
  async function setUpSession(hasLocks = true) {
    const home = setUpOwn('tab', hasLocks)
    const open = (tab: Tab) => openedVault({ store: createOwnStore(tab.platform, 'tab') }, { ...home }).vault
    const { platform, store, tab } = home
    const { vault } = openedVault({ store }, home)
    const epoch = await keepEpoch(platform, vault)
    await commitSignIn(platform, vault, { epoch, session: sessionOf(platform) })
    return { ...home, tab, vault, open }
  }

  it('opens again after a reload of its tab, and its key is never in what a script can read', async () => {
    const { tab, vault, platform } = await setUpSession()
    expect((await vault.load()).entry?.session.claims.sub).toBe('ada')
    expect([...tab.notes.values()].join()).not.toContain('ada')
    expect(platform.page).toBeDefined()

    tab.reload()
    const again = createOwnStore(tab.platform, 'tab')

    expect(await again.read(vault.key)).toMatchObject({ sessionId: expect.any(String), key: expect.anything() })
  })

  it('leaves its key, and nothing that it opens, when its tab is closed; the key of an ended one goes', async () => {
    const { vault, world } = await setUpSession()
    const keys = () => world.store.rows.get(`tabs ${vault.key}`) as readonly object[] | undefined
    expect(keys()).toHaveLength(1)

    await vault.end('signed-out')

    expect(keys()).toBeUndefined()
  })

  it('shares keys with no more than fifty tabs: the oldest goes first', async () => {
    const { vault, world, tab, open } = await setUpSession()
    const name = `tabs ${vault.key}`
    const [own] = world.store.rows.get(name) as readonly object[]
    world.store.rows.set(name, [own, ...Array.from({ length: 49 }, (_, index) => ({ ...own, id: `${index}` }))])
    const other = world.openTab()
    const another = open(other)
    const { platform } = other
    const epoch = await keepEpoch(platform, another)

    await commitSignIn(platform, another, { epoch, session: sessionOf(platform) })

    const keys = world.store.rows.get(name) as readonly { readonly id: string }[]
    expect(keys).toHaveLength(50)
    expect(keys[0]?.id).toBe('0')
    expect(tab.notes.size).toBeGreaterThan(0)
  })

  it('is none where its key is gone, or what is kept is cut', async () => {
    const { vault, world, tab } = await setUpSession()
    const name = [...tab.notes.keys()].find((each) => each.includes(vault.key)) ?? ''
    const text = tab.notes.get(name) ?? ''
    tab.notes.set(name, text.slice(0, -5))
    expect((await vault.load()).entry).toBeUndefined()

    tab.notes.set(name, text)
    expect((await vault.load()).entry).toBeDefined()
    world.store.rows.delete(`tabs ${vault.key}`)
    const { entry, isUnreadable } = await vault.load()
    expect([entry, isUnreadable]).toEqual([undefined, true])
  })

  it.each([true, false])('starts empty in a copy of its tab, and goes on in the first; locks: %s', async (hasLocks) => {
    const { vault, world, tab } = await setUpSession(hasLocks)

    const copy = createOwnStore(tab.duplicate().platform, 'tab')
    const found = copy.read(vault.key)
    await world.advance(1_000)

    expect(await found).not.toHaveProperty('sealed')
    expect((await vault.load()).entry).toBeDefined()
  })

  it.each([true, false])('is the next client’s of the page once the first one lets go; locks: %s', async (hasLocks) => {
    const { vault, tab, store } = await setUpSession(hasLocks)
    store.close()

    const next = createOwnStore(tab.platform, 'tab')

    expect(await next.read(vault.key)).toHaveProperty('sealed')
  })

  it('opens with the key that its tokens are bound to', async () => {
    const home = setUpOwn('tab')
    const { vault } = openedVault({ store: home.store, dpop: true }, home)
    const { platform } = home
    const proofKey = { alg: 'ES256', jkt: 'thumbprint', jwk: {} } as ProofKey
    const epoch = await keepEpoch(platform, vault)

    await commitSignIn(platform, vault, { epoch, session: sessionOf(platform, { proofKey }) })

    expect((await vault.load()).entry?.session.proofKey?.jkt).toBe('thumbprint')
  })

  it('asks for no key where its tab keeps nothing', async () => {
    const { store, world } = setUpOwn('tab')
    const asked: string[] = []
    world.store.fault = (_, key) => void asked.push(key)

    await store.read(KEY)
    expect(asked).toEqual([KEY])
    await put(store, ROW)
    asked.length = 0
    await store.read(KEY)

    expect(asked).toContain(`tabs ${KEY}`)
  })

  it.each([true, false])('is let go of by a page that is left, and by nothing else; locks: %s', async (hasLocks) => {
    const { vault, tab, world } = await setUpSession(hasLocks)
    tab.fire('visible')
    const copy = createOwnStore(tab.duplicate().platform, 'tab').read(vault.key)
    await world.advance(1_000)
    expect(await copy).not.toHaveProperty('sealed')

    tab.fire('left')
    const next = createOwnStore(tab.platform, 'tab').read(vault.key)
    await world.rest()

    expect(await next).toHaveProperty('sealed')
  })

  it('is none in a worker, which has no tab: what is shared is all that it finds', async () => {
    const { platform, world } = openedVault({ isWorker: true })
    const store = createOwnStore(platform, 'tab')

    await put(store, ROW)

    expect(await store.read(KEY)).toEqual({ version: 1, epoch: 'one', generation: 0 })
    expect(world.store.rows.has(`tabs ${KEY}`)).toBe(false)
    store.close()
  })

  it('waits a second for a page of before to let go of it, and no longer', async () => {
    const { vault, world, tab } = await setUpSession()
    const next = createOwnStore(tab.platform, 'tab').read(vault.key)
    let isOver = false
    void next.then(() => {
      isOver = true
    })
    await world.advance(999)
    expect(isOver).toBe(false)
    await world.advance(1)
    await world.rest()

    expect(isOver).toBe(true)
    expect(await next).not.toHaveProperty('sealed')
  })

  it('is held again by a page that comes back, after it was let go of', async () => {
    const { vault, tab, world } = await setUpSession()
    tab.freeze()
    tab.restore()
    await world.rest()

    expect((await vault.load()).entry).toBeDefined()
    const copy = createOwnStore(tab.duplicate().platform, 'tab').read(vault.key)
    await world.advance(1_000)
    expect(await copy).not.toHaveProperty('sealed')
  })
})
