import { describe, expect, it } from 'vitest'
import { ATTEMPT_LIFETIME_MS, ATTEMPTS_KEPT } from '../../src/domain/attempt.js'
import type { ProofKey } from '../../src/domain/proof-key.js'
import { dropStale, hasAttempt, isAnyOpen, keepText, takeAttempt, takeText } from '../../src/session/attempts.js'
import { openedVault } from '../support/opened-vault.js'

const HALF_AN_HOUR_MS = 1_800_000

/** A vault with so many attempts in it, each a second after the one before. */
function setUpAttempts() {
  const opened = openedVault()
  const { platform, vault, world } = opened
  const where = { platform, vault }
  return {
    ...opened,
    where,
    keep: (state: string, text = state, kind: 'attempts' | 'outcomes' = 'attempts') =>
      keepText(where, kind, { state, startedAt: platform.now().wall, text }),
    take: (state: string, kind: 'attempts' | 'outcomes' = 'attempts') => takeText(where, kind, state),
    rows: (kind = 'attempts') => world.store.rows.get(`${kind} ${vault.key}`) as readonly { readonly state: string }[],
  }
}

describe('a key that tokens are to be bound to', () => {
  it('is kept beside what is sealed, and comes back with it; without one nothing does', async () => {
    const { platform, vault } = openedVault()
    const proofKey = { alg: 'ES256', jkt: 'thumbprint', jwk: {} } as ProofKey
    const text = JSON.stringify({ state: 'one', verifier: 'v', nonce: 'n' })
    for (const more of [{ state: 'one', proofKey }, { state: 'two' }])
      await keepText({ platform, vault }, 'attempts', { startedAt: platform.now().wall, text, ...more })

    expect(await takeAttempt(platform, vault, 'one')).toMatchObject({ state: 'one', proofKey: { jkt: 'thumbprint' } })
    expect((await takeAttempt(platform, vault, 'two')).proofKey).toBeUndefined()
  })
})

describe('what is kept for a return', () => {
  it('is taken once, and no other with it', async () => {
    const { keep, take } = setUpAttempts()
    await keep('one', 'first')
    await keep('two', 'second')

    expect(await take('one')).toBe('first')
    expect(await take('one')).toBeUndefined()
    expect(await take('two')).toBe('second')
  })

  it('is of its kind: an outcome is no attempt', async () => {
    const { keep, take } = setUpAttempts()
    await keep('one', 'first', 'outcomes')

    expect(await take('one', 'attempts')).toBeUndefined()
    expect(await take('one', 'outcomes')).toBe('first')
  })

  it.each(['attempts', 'outcomes'] as const)(
    'is worth nothing in another place: %s that were renamed',
    async (kind) => {
      const { keep, take, world, vault, rows } = setUpAttempts()
      await keep('one', 'first', kind)
      world.store.rows.set(`${kind} ${vault.key}`, [{ ...rows(kind)[0], state: 'two' }])

      expect(await take('two', kind)).toBeUndefined()
    },
  )

  it.each([
    ['attempts', ATTEMPT_LIFETIME_MS],
    ['outcomes', HALF_AN_HOUR_MS],
  ] as const)('is there until its time is over, and then expired: %s after %s ms', async (kind, lifetime) => {
    const { keep, take, world } = setUpAttempts()
    await keep('one', 'first', kind)
    await keep('two', 'second', kind)
    world.setWallBy(lifetime - 1)

    expect(await take('one', kind)).toBe('first')
    world.setWallBy(1)
    expect(await take('two', kind)).toBe('expired')
    expect(await take('two', kind)).toBeUndefined()
  })

  it('is as much as anybody needs: the oldest goes first, the newest stays', async () => {
    const { keep, rows } = setUpAttempts()
    for (let number = 0; number <= ATTEMPTS_KEPT; number += 1) await keep(`${number}`)

    const states = rows().map(({ state }) => state)
    expect(states).toHaveLength(ATTEMPTS_KEPT)
    expect([states[0], states.at(-1)]).toEqual(['1', `${ATTEMPTS_KEPT}`])
  })

  it('is no more than a browser likes to keep: the oldest goes first, and one alone stays however large it is', async () => {
    const { keep, take, rows } = setUpAttempts()
    // Sealed, a text has 16 bytes more: two of these are as much as is kept, to the byte.
    await keep('zero', 'x')
    await keep('one', 'x'.repeat(32_752))
    await keep('two', 'x'.repeat(32_752))
    expect(rows().map(({ state }) => state)).toEqual(['one', 'two'])
    await keep('three', 'x')
    expect(rows().map(({ state }) => state)).toEqual(['two', 'three'])

    await keep('four', 'x'.repeat(100_000))

    expect(rows().map(({ state }) => state)).toEqual(['four'])
    expect(await take('four')).toHaveLength(100_000)
  })

  it('leaves room when it is stale, of either kind; what is not stays', async () => {
    const { keep, world, platform, vault, rows } = setUpAttempts()
    await keep('old')
    await keep('old', 'old', 'outcomes')
    world.setWallBy(HALF_AN_HOUR_MS)
    await keep('young')
    await dropStale(platform, vault)

    expect(rows().map(({ state }) => state)).toEqual(['old', 'young'])
    expect(rows('outcomes')).toEqual([])
    world.setWallBy(ATTEMPT_LIFETIME_MS - HALF_AN_HOUR_MS)
    await dropStale(platform, vault)
    expect(rows().map(({ state }) => state)).toEqual(['young'])
  })

  it('loses what is stale as the next is kept', async () => {
    const { keep, world, rows } = setUpAttempts()
    await keep('old')
    world.setWallBy(ATTEMPT_LIFETIME_MS)

    await keep('young')

    expect(rows().map(({ state }) => state)).toEqual(['young'])
  })

  it('is not written for a look at it, or for a search in vain (R-K03)', async () => {
    const { keep, take, world, platform, vault } = setUpAttempts()
    await keep('one')
    await keep('more')
    const before = world.store.changes

    // Of the other kind there is nothing at all.
    expect(await take('one', 'outcomes')).toBeUndefined()
    expect(await hasAttempt(vault, 'one')).toBe(true)
    expect(await hasAttempt(vault, 'two')).toBe(false)
    expect(await isAnyOpen(platform, vault)).toBe(true)
    expect(await take('two')).toBeUndefined()
    await dropStale(platform, vault)

    expect(world.store.changes).toBe(before)
  })

  it('loses what is no row of ours at the next chance', async () => {
    const { keep, take, world, vault, rows } = setUpAttempts()
    await keep('one')
    world.store.rows.set(`attempts ${vault.key}`, [...rows(), { version: 2, state: 'two' }, null, 'x'])

    expect(await take('three')).toBeUndefined()

    expect(rows().map(({ state }) => state)).toEqual(['one'])
  })

  it('is open as long as it lives', async () => {
    const { keep, world, platform, vault } = setUpAttempts()
    expect(await isAnyOpen(platform, vault)).toBe(false)
    await keep('one')
    world.setWallBy(ATTEMPT_LIFETIME_MS)

    expect(await isAnyOpen(platform, vault)).toBe(false)
    expect(await hasAttempt(vault, 'one')).toBe(true)
  })

  it.each([
    ['expired', ATTEMPT_LIFETIME_MS],
    ['unknown', 0],
  ] as const)('says why there is nothing to go on with: %s', async (why, passed) => {
    const { keep, world, platform, vault } = setUpAttempts()
    await keep(why === 'expired' ? 'one' : 'another')
    world.setWallBy(passed)

    await expect(takeAttempt(platform, vault, 'one')).rejects.toMatchObject({
      code: 'callback-unknown-state',
      details: { why },
    })
  })
})
