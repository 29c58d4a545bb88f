import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toReport } from '../../src/doctor/report.js'
import { toAlarms } from '../doctor/examination.js'
import { PROVIDERS } from './providers.js'
import { askDoctor } from './support/doctor.js'
import { ENGINES, type Engine } from './support/engine.js'
import { measure, open, type Place } from './support/measure.js'
import { record } from './support/results.js'

// What `npm run providers` plays. One provider in one browser: `npm run providers -- -t "Keycloak in Firefox"`. A run that has lost
// something writes nothing, so that it fails again; `ACCEPT_LOSS=1` writes it down.

const engines = new Map<string, Promise<Engine>>()
afterAll(async () => {
  for (const engine of engines.values()) await (await engine).close()
})

function startEngine(name: string): Promise<Engine> {
  const engine = engines.get(name) ?? ENGINES[name]?.()
  if (!engine) throw new Error(`There is no ${name}`)
  engines.set(name, engine)
  return engine
}

for (const kind of PROVIDERS)
  describe.skipIf(kind.isHere?.() === false)(kind.name, () => {
    let place: Place | undefined
    beforeAll(async () => {
      place = await open(kind)
    })
    afterAll(() => place?.close())

    // The others are asked in every run: test/browser/doctor.test.ts.
    if (kind.isHere)
      it(`${kind.name}, asked by the doctor`, async () => {
        if (!place) throw new Error('A provider starts before its tests')
        const diagnosis = await askDoctor(place)

        // A cache may keep its keys, and the answer for one origin is not readable for another.
        expect(toAlarms(diagnosis), toReport(diagnosis)).toEqual(['vary'])
      })

    it.each(Object.keys(ENGINES))(`${kind.name} in %s`, async (browser) => {
      if (!place) throw new Error('A provider starts before its tests')
      const engine = await startEngine(browser)
      const cells = await measure(place, engine)

      expect(record({ kind, place, browser, version: engine.version, cells })).toEqual([])
    })
  })
