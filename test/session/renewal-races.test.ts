import { describe, expect, it } from 'vitest'
import { setUpStale } from '../support/stale-session.js'
import { until } from '../support/until.js'

const WAIT_MS = 25_000
const UNAVAILABLE = { code: 'refresh-unavailable' }

/** A page that was frozen with the lock, as it asked an endpoint, and another page with the same session. */
async function setUpFrozen(endpoint: 'jwks' | 'token') {
  const stale = await setUpStale()
  const asked = stale.once(endpoint, () => stale.tab.freeze())
  void stale.renew()
  await until(asked.isOver)
  return { ...stale, second: stale.another() }
}

describe('the lock of a page that is frozen', () => {
  it('is waited for as long as that page may be at work, and then taken from it', async () => {
    const { second, world, sent } = await setUpFrozen('jwks')
    let isOver = false
    const outcome = second.renew().finally(() => {
      isOver = true
    })

    await world.advance(WAIT_MS - 1)
    expect(isOver).toBe(false)
    await world.advance(1)

    expect(await outcome).toMatchObject({ phase: 'renewed' })
    expect(sent()).toBe(1)
  })

  it('is taken from it where its answer may be lost: the token is sent once more', async () => {
    const { second, world, sent } = await setUpFrozen('token')
    const outcome = second.renew()

    await world.advance(WAIT_MS)

    expect(await outcome).toMatchObject({ phase: 'renewed' })
    expect(sent()).toBe(2)
  })

  it('is left to it when it has only just begun, after another one that had it: no token is sent twice (R-R02)', async () => {
    const { second, another, tab, world, once, sent } = await setUpFrozen('jwks')
    const third = another()
    const asked = once('token', () => second.tab.freeze())
    void second.renew()
    await world.rest()
    const outcome = expect(third.renew()).rejects.toMatchObject(UNAVAILABLE)
    await world.advance(10_000)
    tab.kill()
    await until(asked.isOver)

    await world.advance(WAIT_MS - 10_000)

    await outcome
    expect(sent()).toBe(1)
  })

  it('is taken for nothing when the browser’s data were cleared meanwhile', async () => {
    const { second, world, vault, sent } = await setUpFrozen('jwks')
    const outcome = second.renew()
    await world.rest()
    world.store.rows.delete(vault.key)

    await world.advance(WAIT_MS)

    expect(await outcome).toBeUndefined()
    expect(sent()).toBe(0)
  })

  it('is not waited for by a page that finds the new token', async () => {
    const { second, renewElsewhere, sent } = await setUpFrozen('jwks')
    await renewElsewhere()

    expect(await second.renew()).toMatchObject({ phase: 'adopted', entry: { generation: 1 } })
    expect(sent()).toBe(0)
  })
})

describe('a renewal that the provider refuses', () => {
  const refused = () => Response.json({ error: 'invalid_grant' }, { status: 400 })

  it('ends the session', async () => {
    const { renew, once, row } = await setUpStale()
    once('token', () => undefined, refused)

    await expect(renew()).rejects.toMatchObject({ code: 'refresh-rejected' })
    expect(row()).toMatchObject({ ended: 'expired' })
  })

  it('ends nothing that another tab has renewed meanwhile, without the lock: its token is taken', async () => {
    const { renew, once, renewElsewhere, vault } = await setUpStale()
    once('token', renewElsewhere, refused)

    expect(await renew()).toMatchObject({ phase: 'adopted', entry: { generation: 1 } })
    expect((await vault.load()).entry).toMatchObject({ generation: 1 })
  })

  it('ends nothing of who has signed in again meanwhile', async () => {
    const { renew, once, signInElsewhere, vault, entry } = await setUpStale()
    once('token', signInElsewhere, refused)

    expect(await renew()).toBeUndefined()
    const { entry: found } = await vault.load()
    expect(found).toBeDefined()
    expect(found?.id).not.toBe(entry.id)
  })

  it('leaves a sign-out that came meanwhile as it is', async () => {
    const { renew, once, vault, row } = await setUpStale()
    once('token', () => vault.end('signed-out'), refused)

    expect(await renew()).toBeUndefined()
    expect(row()).toMatchObject({ ended: 'signed-out' })
  })
})

describe('a renewal whose keys are on their way', () => {
  it('sends nothing once the user has signed out', async () => {
    const { renew, once, vault, sent } = await setUpStale()
    once('jwks', () => vault.end('signed-out'))

    expect(await renew()).toBeUndefined()
    expect(sent()).toBe(0)
  })

  it.each([
    ['begins', undefined, { since: 0, replays: 0 }],
    ['sends the token once more', { since: 0, replays: 0 }, { since: 0, replays: 1 }],
    ['begins anew', { since: 0, replays: 0 }, { since: 1, replays: 0 }],
  ])('leaves the token to another tab that %s, where there are no locks (R-R01)', async (_, before, after) => {
    const { renew, once, put, platform, sent, row } = await setUpStale({ hasLocks: false })
    const start = platform.now().wall - WAIT_MS
    const toIntent = (told: typeof after) => ({ ...told, since: start + told.since })
    if (before) await put({ intent: toIntent(before) })
    once('jwks', () => put({ intent: toIntent(after) }))

    await expect(renew()).rejects.toMatchObject(UNAVAILABLE)
    expect(sent()).toBe(0)
    expect(row()).toMatchObject({ intent: toIntent(after) })
  })

  it('does not end for a lost answer what another tab has renewed since, and sends nothing', async () => {
    const { renew, once, put, renewElsewhere, platform, vault, sent } = await setUpStale({ hasLocks: false })
    await put({ intent: { since: platform.now().wall - 60_000, replays: 0 } })
    once('jwks', renewElsewhere)

    expect(await renew()).toBeUndefined()
    expect((await vault.load()).entry).toMatchObject({ generation: 1 })
    expect(sent()).toBe(0)
  })
})
