import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROVIDERS } from '../providers/providers.js'
import type { CellName } from '../providers/support/cells.js'
import { ENGINES, type Engine } from '../providers/support/engine.js'
import { measure, open } from '../providers/support/measure.js'
import { readResults } from '../providers/support/results.js'

// Providers that others have written, as far as they come from npm; and two that are odd on purpose. `npm run providers` has the rest.

const CORE: readonly CellName[] = ['sign-in', 'user', 'API call', 'reload', 'renewal in two tabs', 'sign-out']

describe('what docs/providers.md says of signing in, calling, renewing and signing out', () => {
  let engine: Engine | undefined
  beforeAll(async () => {
    engine = await ENGINES['Chromium']?.()
  })
  afterAll(() => engine?.close())

  const results = readResults()
  for (const kind of PROVIDERS.filter(({ isHere }) => !isHere))
    it(`is so at ${kind.name}`, async () => {
      if (!engine) throw new Error('A browser starts before the tests')
      const place = await open(kind)
      try {
        const cells = await measure(place, engine, CORE)

        const written = results.providers.find(({ name }) => name === kind.name)?.cells['Chromium'] ?? {}
        expect(cells).toEqual(Object.fromEntries(CORE.map((name) => [name, written[name]])))
      } finally {
        await place.close()
      }
    })
})
