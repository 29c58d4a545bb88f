import type { QueryClient } from '@tanstack/query-core'
import { expect, it } from 'vitest'
import { type Home, setUp, setUpSignedIn } from '../support/home.js'
import { until } from '../support/until.js'
import { startCalendar } from './calendar-server.js'
import { runSnippet } from './recipe.js'

const CALENDAR = 'https://calendar.example.com/v1/'

async function startOn({ world, provider }: Pick<Home, 'world' | 'provider'>) {
  const calendar = await startCalendar(provider)
  world.serve(CALENDAR, calendar.answer)
  return calendar
}

const toHeader = (headers: readonly (readonly [string, string])[] | undefined, wanted: string) =>
  headers?.find(([name]) => name === wanted)?.[1]

it('eventsource: connects again with a good token and from the last event on, however long it was open', async () => {
  const home = await setUpSignedIn()
  const calendar = await startOn(home)
  const { followChanges } = await runSnippet('changes', home.auth)
  const changes: string[] = []
  const source = followChanges((data: string) => changes.push(data))
  await until(() => changes.length === 1, 'the first event')
  await home.world.advanceSeconds(400)

  calendar.endStreams()
  await until(() => changes.length === 2, 'the event of the second connection')
  source.close()

  const [first, second] = calendar.requests
  expect(calendar.requests.map(({ status }) => status)).toEqual([200, 200])
  expect(toHeader(second?.headers, 'last-event-id')).toBe('1')
  expect(toHeader(second?.headers, 'authorization')).not.toBe(toHeader(first?.headers, 'authorization'))
})

it('eventsource: stays closed when nobody is signed in', async () => {
  const { tab } = setUp()
  const { followChanges } = await runSnippet('changes', tab.auth())
  const ends: { readonly code: string }[] = []

  const source = followChanges(
    () => {},
    (error: { readonly code: string }) => ends.push(error),
  )
  await until(() => ends.length, 'the end')

  expect(ends).toMatchObject([{ code: 'sign-in-required' }])
  expect(source.readyState).toBe(source.CLOSED)
})

it('ky: a read by nobody is refused once and not repeated', async () => {
  const { tab } = setUp()
  const { calendar } = await runSnippet('ky', tab.auth())

  await expect(calendar.get('events').json()).rejects.toMatchObject({ code: 'sign-in-required' })

  expect(tab.events.filter(({ type }) => type === 'request')).toMatchObject([{ outcome: 'refused' }])
})

it('downloads: a picture of a declared API becomes an address that this page can show', async () => {
  const home = await setUpSignedIn()
  const calendar = await startOn(home)
  const { toObjectUrl } = await runSnippet('files', home.auth)

  const url = await toObjectUrl(`${CALENDAR}picture`)

  const picture = await fetch(url)
  URL.revokeObjectURL(url)
  expect(picture.headers.get('content-type')).toBe('image/png')
  expect([...new Uint8Array(await picture.arrayBuffer())]).toEqual([137, 80, 78, 71])
  expect(calendar.requests.map(({ status }) => status)).toEqual([200])
})

it('downloads: what the API does not give becomes no address', async () => {
  const home = await setUpSignedIn()
  await startOn(home)
  const { toObjectUrl } = await runSnippet('files', home.auth)

  await expect(toObjectUrl(`${CALENDAR}nothing`)).rejects.toThrow('HTTP 404')
})

it('TanStack Query: a query by nobody is refused once and not repeated', async () => {
  const { tab } = setUp()
  const { queries, events } = await runSnippet('query', tab.auth())

  await expect((queries as QueryClient).fetchQuery(events)).rejects.toMatchObject({ code: 'sign-in-required' })

  expect(tab.events.filter(({ type }) => type === 'request')).toMatchObject([{ outcome: 'refused' }])
})

it('TanStack Query: a sign-out empties the cache', async () => {
  const home = await setUpSignedIn()
  home.calendar(() => Response.json({ entries: ['Water the plants'] }))
  const { queries, events } = await runSnippet('query', home.auth)
  await (queries as QueryClient).fetchQuery(events)
  expect(queries.getQueryData(['events'])).toEqual({ entries: ['Water the plants'] })

  await home.auth.signOut({ provider: false })

  expect(queries.getQueryData(['events'])).toBeUndefined()
})
