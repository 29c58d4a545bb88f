import { describe, expect, it } from 'vitest'
import { setUp, signIn } from '../support/home.js'
import { create } from '../support/outcome.js'

const idleHome = (idle = { signOutAfterSeconds: 600, warnAfterSeconds: 590 }) => setUp({ auth: { idle } })

describe('idle', () => {
  it('signs out after so long without an act of the user, in every tab, and revokes', async () => {
    const { world, tab, provider, seen } = idleHome()
    const auth = await signIn(tab, provider)
    const other = world.openTab()
    const otherAuth = other.auth()
    await otherAuth.ready

    await world.advanceSeconds(599)
    expect(auth.state.status).toBe('signed-in')
    await world.advanceSeconds(2)

    expect(auth.state).toMatchObject({ status: 'signed-out' })
    expect(otherAuth.state).toMatchObject({ status: 'signed-out' })
    expect(seen('revocation').length).toBeGreaterThan(0)
    expect(tab.departures).toHaveLength(1)
  })

  it('counts down every second once the warning is due, in every tab', async () => {
    const { world, tab, provider } = idleHome()
    await signIn(tab, provider)

    await world.advanceSeconds(595)

    const told = tab.events.flatMap((event) => (event.type === 'idle' ? [event.secondsLeft] : []))
    expect(told).toEqual([10, 9, 8, 7, 6, 5])
  })

  it('begins anew with an act in any tab', async () => {
    const { world, tab, provider } = idleHome()
    const auth = await signIn(tab, provider)
    const other = world.openTab()
    await other.auth().ready
    await world.advanceSeconds(595)

    other.fire('acted')
    await world.advanceSeconds(300)

    expect(auth.state.status).toBe('signed-in')
    await world.advanceSeconds(301)
    expect(auth.state.status).toBe('signed-out')
  })

  it('is over after a sleep, before the first act can save it', async () => {
    const { world, tab, provider } = idleHome()
    const auth = await signIn(tab, provider)
    await world.rest()

    world.sleep(3_600_000)
    tab.fire('acted')
    await world.rest()

    expect(auth.state.status).toBe('signed-out')
  })

  it('is enforced before a restore: nobody is shown, not for a moment', async () => {
    const { world, tab, provider } = idleHome()
    await signIn(tab, provider)
    await world.rest()
    tab.events.length = 0

    tab.kill()
    world.sleep(3_600_000)
    tab.reload()

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
    expect(tab.events.filter((event) => event.type === 'state' && event.status === 'signed-in')).toEqual([])
  })

  it('lets a new sign-in start its clock anew', async () => {
    const { world, tab, provider } = idleHome()
    await signIn(tab, provider)
    await world.rest()
    await world.advanceSeconds(700)

    const auth = await signIn(tab, provider)
    await world.rest()
    await world.advanceSeconds(500)

    expect(auth.state.status).toBe('signed-in')
  })

  it.each([
    { signOutAfterSeconds: 1 },
    { signOutAfterSeconds: 10_000_000 },
    { signOutAfterSeconds: 60, warnAfterSeconds: 60 },
    { signOutAfterSeconds: Number.NaN },
  ])('%j is a mistake at once', (idle) => {
    expect(() => create(setUp(), { idle })).toThrow(TypeError)
  })
})

describe('a session that becomes too old', () => {
  it('ends while its page is open, and its sealed row goes too', async () => {
    const { world, tab, provider } = setUp({ auth: { sessionLifetimeSeconds: 3_600 } })
    const auth = await signIn(tab, provider)
    tab.idle()
    await world.rest()

    await world.advanceSeconds(3_601)

    expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'expired' })
    expect(JSON.stringify([...world.store.rows.values()])).not.toContain('sessionId')
  })
})
