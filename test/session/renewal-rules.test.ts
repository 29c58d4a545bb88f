import { describe, expect, it } from 'vitest'
import { reveal } from '../../src/domain/secret.js'
import type { Session } from '../../src/domain/session.js'
import { commitSignIn } from '../../src/session/commit.js'
import { ISSUER } from '../support/home.js'
import { grantOf, openedVault, sessionOf } from '../support/opened-vault.js'
import { CALENDAR, setUpStale, TOKENS } from '../support/stale-session.js'
import { collectUnhandledRejections } from '../support/unhandled-rejections.js'

const outage = () => new Response('', { status: 503 })
const UNAVAILABLE = { code: 'refresh-unavailable' }

describe('a renewal', () => {
  it('is kept as the next generation, with the old refresh token where no new one comes', async () => {
    const { renew, vault, seen } = await setUpStale()

    expect(await renew()).toMatchObject({ phase: 'renewed', entry: { generation: 1 } })

    const { entry } = await vault.load()
    expect(entry?.session.grant).toMatchObject({ generation: 1, scopes: ['openid', 'events.read'] })
    expect(entry && reveal(entry.session.grant.accessToken)).toBe('access-token-2')
    expect(entry?.session.refreshToken && reveal(entry.session.refreshToken)).toBe('refresh-token-1')
    expect(seen('token').at(-1)?.parameters['refresh_token']).toBe('refresh-token-1')
  })

  it('for an audience leaves the token of the sign-in, and other audiences’, as they are', async () => {
    const { renew, vault } = await setUpStale({}, { grants: { notes: grantOf('notes-1') } })

    await renew(CALENDAR)

    const session = (await vault.load()).entry?.session
    expect(
      [session?.grant, session?.grants['notes'], session?.grants['calendar']].map(
        (one) => one && reveal(one.accessToken),
      ),
    ).toEqual(['access-token-1', 'notes-1', 'access-token-2'])
  })

  it('of the sign-in’s token leaves those of audiences as they are', async () => {
    const { renew, vault } = await setUpStale({}, { grants: { notes: grantOf('notes-1') } })

    await renew()

    expect(Object.keys((await vault.load()).entry?.session.grants ?? {})).toEqual(['notes'])
  })

  it('that another tab has just made is taken, and nothing is sent', async () => {
    const { renew, sent, entry } = await setUpStale()
    await renew()

    expect(await renew(undefined, entry)).toMatchObject({ phase: 'adopted', entry: { generation: 1 } })
    expect(sent()).toBe(1)
  })

  it('for an audience that had no token is taken, too, when another tab has just made it', async () => {
    const { renew, sent, entry } = await setUpStale()
    await renew(CALENDAR)

    expect(await renew(CALENDAR, entry)).toMatchObject({ phase: 'adopted', entry: { generation: 1 } })
    expect(sent()).toBe(1)
  })

  it('of another tab for another audience is none of this token’s', async () => {
    const { renew, sent, entry } = await setUpStale()
    await renew(CALENDAR)

    expect(await renew(undefined, entry)).toMatchObject({ phase: 'renewed', entry: { generation: 2 } })
    expect(sent()).toBe(2)
  })

  it('of a session that is no more is none', async () => {
    const { renew, vault, sent } = await setUpStale()
    await vault.end('signed-out')

    expect(await renew()).toBeUndefined()
    expect(sent()).toBe(0)
  })

  it('of a session that another one has taken the place of is none', async () => {
    const { renew, platform, vault, entry, sent } = await setUpStale()
    await commitSignIn(platform, vault, { epoch: entry.epoch, session: entry.session })

    expect(await renew()).toBeUndefined()
    expect(sent()).toBe(0)
  })

  it('without a refresh token ends the session', async () => {
    const { renew, row } = await setUpStale({}, { refreshToken: undefined })

    await expect(renew()).rejects.toMatchObject({ code: 'refresh-missing' })
    expect(row()).toMatchObject({ ended: 'expired' })
  })

  it('spends nothing while the keys cannot be had: its answer could not be checked', async () => {
    const { renew, sent, answers, row } = await setUpStale()
    answers.jwks = outage

    await expect(renew()).rejects.toMatchObject(UNAVAILABLE)
    expect(sent()).toBe(0)
    expect(row()).toMatchObject({ failures: 1 })
    expect(row()).not.toHaveProperty('intent')
  })

  it('with a store that fails has to wait, and leaves no timer behind', async () => {
    const { renew, world } = await setUpStale()
    world.store.takeAway()

    await expect(renew()).rejects.toMatchObject(UNAVAILABLE)
    expect(world.timers.size).toBe(0)
  })

  it('offline sends nothing', async () => {
    const { renew, sent, world } = await setUpStale()
    world.network.isOnline = false

    await expect(renew()).rejects.toMatchObject(UNAVAILABLE)
    expect(sent()).toBe(0)
  })
})

describe('a pause', () => {
  it.each([true, false])(
    'is kept to between its ends, and not before its start: the clock was put back; locks: %s',
    async (hasLocks) => {
      for (const [from, until, isPause] of [
        [0, 1, true],
        [-5, 5, true],
        [-5, 0, false],
        [1, 5, false],
      ] as const) {
        const { renew, put, platform, sent } = await setUpStale({ hasLocks })
        const { wall } = platform.now()
        await put({ pauseFrom: wall + from, pauseUntil: wall + until })

        const outcome = await renew().catch(({ code }) => code)

        expect([outcome === 'refresh-unavailable', sent()]).toEqual(isPause ? [true, 0] : [false, 1])
      }
    },
  )

  it('grows with each failure, up to a minute, and is never the same in every browser', async () => {
    for (const [before, least, most] of [
      [undefined, 500, 1_000],
      [1, 1_000, 2_000],
      [5, 16_000, 32_000],
      [6, 30_000, 60_000],
      [20, 30_000, 60_000],
    ] as const) {
      const { renew, put, answers, row, platform } = await setUpStale()
      if (before) await put({ failures: before })
      answers.token = outage

      await expect(renew()).rejects.toMatchObject(UNAVAILABLE)

      const { failures: count, pauseFrom = 0, pauseUntil = 0 } = row()
      expect([count, pauseFrom]).toEqual([(before ?? 0) + 1, platform.now().wall])
      expect(pauseUntil - pauseFrom).toBeGreaterThanOrEqual(least)
      expect(pauseUntil - pauseFrom).toBeLessThan(most)
      expect(row()).not.toHaveProperty('intent')
    }
  })

  it('is as long as the provider says', async () => {
    const { renew, answers, row } = await setUpStale()
    answers.token = () => new Response('', { status: 429, headers: { 'retry-after': '20' } })

    await expect(renew()).rejects.toMatchObject(UNAVAILABLE)
    expect((row().pauseUntil ?? 0) - (row().pauseFrom ?? 0)).toBe(20_000)
  })

  it('is over with a renewal: what failed before is not counted on', async () => {
    const { renew, put, row } = await setUpStale()
    await put({ failures: 3 })

    await renew()

    expect(row()).not.toHaveProperty('failures')
  })

  it('is none where an audience alone gets no token', async () => {
    const { renew, answers, row } = await setUpStale()
    answers.token = () => Response.json({ error: 'invalid_target' }, { status: 400 })

    await expect(renew(CALENDAR)).rejects.toMatchObject({ code: 'api-not-granted' })
    for (const name of ['intent', 'failures', 'pauseUntil']) expect(row()).not.toHaveProperty(name)
  })
})

describe('a renewal whose answer was lost', () => {
  const begun = async (ago: number, replays: number, hasLocks = true) => {
    const stale = await setUpStale({ hasLocks })
    const since = stale.platform.now().wall - ago
    await stale.put({ intent: { since, replays } })
    return { ...stale, since }
  }

  it.each([0, 29_999, 30_000])('is sent once more within half a minute: %s ms', async (ago) => {
    const { renew, sent } = await begun(ago, 0)

    expect(await renew()).toMatchObject({ phase: 'renewed' })
    expect(sent()).toBe(1)
  })

  it.each([
    [30_001, 0],
    [0, 1],
  ])('is not sent after that, or a third time: %s ms, %s replays', async (ago, replays) => {
    const { renew, sent, row } = await begun(ago, replays)

    await expect(renew()).rejects.toMatchObject({ code: 'refresh-lost' })
    expect(sent()).toBe(0)
    expect(row()).toMatchObject({ ended: 'expired' })
  })

  it('is not sent beside another tab that may be at work, where there are no locks', async () => {
    const young = await begun(24_999, 0, false)
    await expect(young.renew()).rejects.toMatchObject(UNAVAILABLE)
    expect(young.sent()).toBe(0)

    const old = await begun(25_000, 0, false)
    expect(await old.renew()).toMatchObject({ phase: 'renewed' })
  })

  it('counts from the first time that it was sent', async () => {
    const { renew, answers, row, since } = await begun(10_000, 0)
    let intent: unknown
    answers.token = () => {
      intent = row().intent
      return Response.json(TOKENS)
    }

    await renew()

    expect(intent).toEqual({ since, replays: 1 })
    expect(row()).not.toHaveProperty('intent')
  })

  it('is written before anything is sent', async () => {
    const { renew, answers, row, platform } = await setUpStale()
    let intent: unknown
    answers.token = () => {
      intent = row().intent
      return Response.json(TOKENS)
    }

    await renew()

    expect(intent).toEqual({ since: platform.now().wall, replays: 0 })
  })
})

describe('tokens that came and are refused', () => {
  const REVOCATION = `${ISSUER}/revoke`
  const provider = (session: Session) => ({ ...session.provider, revocation_endpoint: REVOCATION })

  it('are revoked with the session that they end, and each but once', async () => {
    const { platform } = openedVault()
    const stale = await setUpStale(
      {},
      { provider: provider(sessionOf(platform)), grants: { notes: grantOf('notes-1') } },
    )
    stale.answers.token = () => Response.json({ ...TOKENS, refresh_token: 'refresh-token-2', token_type: 'mac' })

    await expect(stale.renew()).rejects.toMatchObject({ code: 'refresh-invalid' })
    await stale.world.rest()

    expect(
      stale
        .seen('revocation')
        .map(({ parameters }) => parameters['token'])
        .sort(),
    ).toEqual(['access-token-1', 'access-token-2', 'notes-1', 'refresh-token-2'])
  })

  it('are revoked when they come too late to be kept, and not what stands', async () => {
    const { platform } = openedVault()
    const stale = await setUpStale({}, { provider: provider(sessionOf(platform)) })
    const { world, vault, renew, seen } = stale
    stale.answers.token = async () => {
      await vault.end('signed-out')
      return Response.json({ ...TOKENS, refresh_token: 'refresh-token-2' })
    }

    expect(await renew()).toBeUndefined()
    await world.rest()

    expect(
      seen('revocation')
        .map(({ parameters }) => parameters['token'])
        .sort(),
    ).toEqual(['access-token-2', 'refresh-token-2'])
  })

  it('are not revoked while nobody knows what the store holds', async () => {
    const { platform } = openedVault()
    const unhandled = collectUnhandledRejections()
    const { renew, answers, world, seen, row } = await setUpStale({}, { provider: provider(sessionOf(platform)) })
    answers.token = () => Response.json({ ...TOKENS, token_type: 'mac' })
    world.store.fault = (operation) => (operation === 'read' && row().ended ? 'fail' : undefined)

    await expect(renew()).rejects.toMatchObject({ code: 'refresh-invalid' })
    await world.rest()

    expect(row()).toMatchObject({ ended: 'expired' })
    expect([seen('revocation'), unhandled]).toEqual([[], []])
  })

  it('are not revoked while the same user is signed in again: it would end that session, too', async () => {
    const { platform } = openedVault()
    const stale = await setUpStale({}, { provider: provider(sessionOf(platform)) })
    const { world, vault, entry, renew, seen } = stale
    stale.answers.token = async () => {
      await commitSignIn(stale.platform, vault, { epoch: entry.epoch, session: entry.session })
      return Response.json(TOKENS)
    }

    expect(await renew()).toBeUndefined()
    await world.rest()

    expect(seen('revocation')).toEqual([])
  })
})

it('a renewal without an access token keeps the next refresh token, and has to wait', async () => {
  const { renew, answers, vault, row } = await setUpStale()
  answers.token = () => Response.json({ refresh_token: 'refresh-token-2' })

  await expect(renew()).rejects.toMatchObject(UNAVAILABLE)

  const { entry } = await vault.load()
  expect(row()).toMatchObject({ generation: 1, failures: 1, pauseUntil: expect.any(Number) })
  expect(entry?.session.refreshToken && reveal(entry.session.refreshToken)).toBe('refresh-token-2')
  expect(entry && reveal(entry.session.grant.accessToken)).toBe('access-token-1')
})
