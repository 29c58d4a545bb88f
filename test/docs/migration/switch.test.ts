// @vitest-environment happy-dom
import '@angular/compiler'
import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { APPS, type App } from './origins.js'
import { loadBefore, openSignedInBefore, signInAndCall } from './signed-in-before.js'
import { openSite, type Site } from './site.js'
import { type Stored, store, toStored } from './stored.js'

const NOTHING: Stored = { local: [], session: [], cookies: [] }

const showsNobody = (site: Site, after: string) => site.shows(after === 'app.ts' ? 'Guest' : 'Sign in')

/** What is stored after the switch. */
const toKept = ({ others, askedBy }: App): Stored => ({
  ...NOTHING,
  ...others,
  session: [...(others.session ?? []), ...(askedBy ? [askedBy] : [])].sort(),
})

describe.each(APPS)('18.3 $page: $before, then $after', (app) => {
  const { after, left, others, askedBy } = app

  it('what is after signs in, calls and signs out', async () => {
    const site = openSite(app)
    await site.load(after)

    await signInAndCall(site, after)
    await site.press('sign-out')

    expect(site.provider.endSession(await site.departure())).toContain(location.origin)
    await showsNobody(site, after)
  })

  it('what is before does so with the real package, and leaves what the page says', async () => {
    await openSignedInBefore(app)

    expect(toStored()).toEqual({ ...NOTHING, ...left })
  })

  it('who was signed in sees no page that asks, and what was left is gone, and nothing else', async () => {
    const site = await openSignedInBefore(app)
    store(others)

    await site.load(after, 'switch.ts')
    const asked = await site.visitProvider()
    await site.load(after, 'switch.ts')

    expect(asked.get('prompt')).toBe('none')
    await site.shows('Ada Lovelace', 'who')
    expect(toStored()).toEqual(toKept(app))
  })

  it('who is known at the provider no more is sent there once, and then left alone', async () => {
    const site = await openSignedInBefore(app)
    site.provider.endSessions()

    await site.load(after, 'switch.ts')
    await site.visitProvider()
    const departures = site.departures()
    for (let visits = 0; visits < 2; visits += 1) {
      await site.load(after, 'switch.ts')
      await showsNobody(site, after)
      await site.rest()
    }

    expect(site.departures()).toBe(departures)
    expect(location.search).toBe('')
  })

  it('a sign-in that never came back is removed, and tells of nobody', async () => {
    const site = openSite(app)
    await loadBefore(site, app)
    await site.press('sign-in')
    await site.departure()
    const departures = site.departures()
    expect(toStored()).not.toEqual(NOTHING)
    store(others)

    await site.load(after, 'switch.ts')
    await showsNobody(site, after)
    await site.rest()

    expect(site.departures() - departures).toBe(askedBy ? 1 : 0)
    expect(toStored()).toEqual(toKept(app))
  })

  it('who was not signed in is led nowhere, but where it cannot be known', async () => {
    const site = openSite(app)
    store(others)

    await site.load(after, 'switch.ts')
    await showsNobody(site, after)
    await site.rest()

    expect(site.departures()).toBe(askedBy ? 1 : 0)
    expect(toStored()).toEqual(toKept(app))
  })
})
