import { describe, expect, it } from 'vitest'
import { CALENDAR, CLIENT_ID, type HomeOptions, ISSUER, setUpExpired } from '../support/home.js'
import type { Tab } from '../support/tab.js'
import { until } from '../support/until.js'

const EVENTS = `${CALENDAR}events`
const TOLD: HomeOptions = { provider: { refreshTokens: false } }
const phasesOf = ({ events }: Tab) => events.flatMap((event) => (event.type === 'renewal' ? [event.phase] : []))
const framesOf = (...tabs: readonly Tab[]) => tabs.flatMap(({ windows }) => windows)

/** Two tabs of one session without a refresh token, whose access token has expired. */
async function setUpTwo(told: HomeOptions = TOLD, options = {}) {
  const home = await setUpExpired(told)
  const other = home.world.openTab('/other', options)
  await other.auth().ready
  home.provider.requests.length = 0
  return { ...home, other }
}

describe('a session without a refresh token', () => {
  it('14.B4 is renewed once when two tabs find it expired: the second one adopts', async () => {
    const { world, tab, other, seen } = await setUpTwo()
    const calls = [tab.auth().fetch(EVENTS), other.auth().fetch(EVENTS)]

    await until(() => framesOf(tab, other).length, 'a frame')
    await world.advanceSeconds(3)

    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200])
    expect(seen('token')).toHaveLength(1)
    expect(framesOf(tab, other)).toHaveLength(1)
    expect([phasesOf(tab), phasesOf(other)].sort()).toEqual([
      ['started', 'adopted'],
      ['started', 'renewed'],
    ])
  })

  it('14.B4 says that it was renewed in one tab, too', async () => {
    const { world, tab, auth } = await setUpExpired(TOLD)
    const call = auth.fetch(EVENTS)

    await until(() => framesOf(tab).length, 'a frame')
    await world.advanceSeconds(3)

    expect((await call).status).toBe(200)
    expect(phasesOf(tab)).toEqual(['started', 'renewed'])
  })

  it('14.B4 is renewed in three rounds with three frames, whoever asks first', async () => {
    const { world, tab, other, seen } = await setUpTwo()
    for (let round = 0; round < 3; round += 1) {
      const tabs = round % 2 ? [tab, other] : [other, tab]
      const calls = tabs.map((one) => one.auth().fetch(EVENTS))
      await until(() => framesOf(...tabs).length > round, 'a frame')
      await world.advanceSeconds(3)
      for (const call of calls) expect((await call).status).toBe(200)
      await world.advanceSeconds(600)
    }

    expect(seen('token')).toHaveLength(3)
  })

  it('14.B4 waits for no tab that keeps the lock for ever', async () => {
    const { world, tab, auth } = await setUpExpired(TOLD)
    const name = `latchkey ${JSON.stringify(['session', ISSUER, CLIENT_ID])}`
    tab.platform.locks?.request(name, {}, () => new Promise(() => undefined))
    const call = auth.fetch(EVENTS)

    await world.advanceSeconds(40)

    expect((await call).status).toBe(200)
  })

  it('14.B4 of another user in the other tab is adopted, and the call of the first one is not sent', async () => {
    const { world, tab, other, provider, calls } = await setUpTwo()
    world.channel.isDeaf = true
    provider.signIn('grace')
    const away = other.auth().signIn({ prompt: 'login' })
    away.catch(() => undefined)
    other.goTo(await provider.authorize(await until(() => other.departures[0]), { user: 'grace' }))
    await other.auth().ready
    const before = calls().length
    const call = tab.auth().fetch(EVENTS)
    const refused = expect(call).rejects.toMatchObject({ code: 'user-changed' })

    await world.advanceSeconds(3)

    await refused
    expect(calls()).toHaveLength(before)
    expect(framesOf(tab)).toEqual([])
  })

  it('14.B4 ends in both tabs where the provider wants to see the user', async () => {
    const { world, tab, other, provider } = await setUpTwo()
    provider.endSessions()
    const calls = [tab, other].map((one) => expect(one.auth().fetch(EVENTS)).rejects.toBeInstanceOf(Error))

    await until(() => framesOf(tab, other).length, 'a frame')
    await world.advanceSeconds(30)

    await Promise.all(calls)
    expect([tab, other].map((one) => one.auth().state.status)).toEqual(['signed-out', 'signed-out'])
  })

  it('14.B4 is renewed in a browser without Web Locks', async () => {
    const { world, tab, other } = await setUpTwo(TOLD, { hasLocks: false })
    const calls = [tab.auth().fetch(EVENTS), other.auth().fetch(EVENTS)]

    await until(() => framesOf(tab, other).length > 1, 'two frames')
    await world.advanceSeconds(3)

    for (const call of calls) expect((await call).status).toBe(200)
  })
})
