import { describe, expect, it } from 'vitest'
import { DECLARED, DESTINATIONS, type Grounds, sayFor } from '../corpus/destinations.js'
import { runDestinations, type Seen } from '../corpus/run.js'
import { APP, setUpSignedIn } from '../support/home.js'
import type { Tab } from '../support/tab.js'

const PAGE = `${APP}/destinations/`
const GROUNDS: Grounds = { scheme: 'https', domain: 'example.com', port: '', otherPort: ':8443', app: APP }

async function setUpStage() {
  const say = sayFor(GROUNDS)
  const apis = Object.fromEntries(Object.entries(DECLARED).map(([name, url]) => [name, { url: say(url) }]))
  const { world } = await setUpSignedIn({ auth: { apis, redirectUri: `${APP}/` } })
  for (const origin of ['{A}', '{E}', '{S}', '{N}', '{O}']) world.serve(say(origin), () => Response.json({}))
  const open = async (base?: string): Promise<Tab> => {
    const tab = world.openTab(PAGE, base === undefined ? {} : { base })
    await tab.auth().ready
    return tab
  }
  const tab = await open()
  let told = tab
  const take = (): readonly Seen[] => {
    const apiOf = told.events.splice(0).flatMap((event) => (event.type === 'request' ? [event.api] : []))
    return world.network.sent.splice(0).map(({ url, headers }, index) => {
      return { url, authorization: headers.get('authorization') ?? undefined, api: apiOf[index] }
    })
  }
  return {
    grounds: GROUNDS,
    take,
    async call({ input, init, after }: { input: unknown; init?: unknown; after?: () => void }, base?: string) {
      told = base === undefined ? tab : await open(base)
      world.network.sent.length = 0
      // What the types refuse is what is tried.
      const answer = told.auth().fetch(input as RequestInfo, init as RequestInit)
      after?.()
      return answer.then(
        ({ status }) => status,
        (error) => String(error),
      )
    },
  }
}

describe('the hostile corpus', () => {
  it('has at least 150 pairs, no two alike', () => {
    expect(DESTINATIONS.length).toBeGreaterThanOrEqual(150)
    expect(new Set(DESTINATIONS.map(({ name }) => name)).size).toBe(DESTINATIONS.length)
  })

  it('gets no token out of the declared APIs, and what is honest beside it gets its own (R-F01, R-F02, R-F03, R-F05)', async () => {
    const verdict = await runDestinations(await setUpStage())

    expect(verdict.leaks).toEqual([])
    expect(verdict.refused).toEqual([])
    expect(verdict.bare).toBeGreaterThan(150)
  })
})
