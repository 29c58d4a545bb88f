import { expect, it } from 'vitest'
import { APP, CALENDAR, setUp, signIn } from '../support/home.js'

it('signs in, calls an API, survives a reload, renews and signs out', async () => {
  const { world, provider, tab, calls, seen } = setUp()

  const first = await signIn(tab, provider)
  expect(first.state).toMatchObject({ status: 'signed-in', user: { sub: 'ada', name: 'Ada Lovelace' } })
  expect(tab.url).toBe(`${APP}/`)
  expect((await first.fetch(`${CALENDAR}events`)).status).toBe(200)

  tab.reload()
  const second = tab.auth()
  expect((await second.ready).status).toBe('signed-in')
  await world.advanceSeconds(600)
  expect((await second.fetch(`${CALENDAR}events`)).status).toBe(200)
  expect(seen('token').map(({ parameters }) => parameters['grant_type'])).toEqual([
    'authorization_code',
    'refresh_token',
  ])

  await second.signOut()
  expect(second.state).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
  expect(provider.endSession(tab.departures.at(-1) ?? '')).toMatch(`${APP}/?state=`)
  await expect(second.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'sign-in-required' })
  expect(calls()).toHaveLength(2)
})
