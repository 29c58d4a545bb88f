import { describe, expect, it } from 'vitest'
import { DESTINATIONS, sayFor } from '../corpus/destinations.js'
import { placeOf } from '../corpus/run.js'
import { LAUNCHES } from './support/browsers.js'
import { useProfiles } from './support/profiles.js'
import { useSite } from './support/site.js'
import { signInFromCode } from './support/test-app.js'

const site = useSite()

describe.each(LAUNCHES)('in %s the hostile corpus', (_, launch) => {
  const newProfile = useProfiles(launch, /Same Origin Policy disallows|may not (load|link)/)

  it('gets no token out of the declared APIs, and what is honest beside it gets its own (R-F01, R-F02, R-F03, R-F04, R-F05)', async () => {
    const { openTab } = await newProfile()
    const page = await openTab(`${site().app}/corpus/`)
    await signInFromCode(page)
    const { app, apiPort, otherPort } = site()
    const grounds = { domain: 'localhost', port: `:${apiPort}`, otherPort: `:${otherPort}`, app }
    const say = sayFor({ scheme: 'http', ...grounds })

    const verdict = await page.evaluate(() => window.latchkeyCorpus.destinations())

    expect(verdict.leaks).toEqual([])
    expect(verdict.refused).toEqual([])
    expect(verdict.pairs).toBe(DESTINATIONS.length)
    expect(verdict.bare).toBeGreaterThan(150)
    const carried = site().calls.filter(({ authorization }) => authorization?.startsWith('Bearer '))
    const outside = carried.map(({ host, path }) => `http://${host}${path}`).filter((url) => !placeOf(url, say))
    expect(outside).toEqual([])
    expect(carried.length).toBeGreaterThanOrEqual(DESTINATIONS.length)
    // Most of the hostile ones do arrive: that no token came along is not because nothing came.
    expect(site().calls.length - carried.length).toBeGreaterThan(100)
  })
})
