import type { TestProvider } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import type { Fetch } from '../../src/platform/platform.js'
import { ISSUER, setUp, signIn } from '../support/home.js'

/** A `fetch` as polyfills and test doubles have it: its answers have no stream. */
function toBodiless(fetch: Fetch, change: (text: string) => string = (text) => text): Fetch {
  return async (input, init) => {
    const answer = await fetch(input, init)
    const { status, headers, ok } = answer
    const text = await answer.text()
    // What such a double leaves out is left out here.
    return { status, headers, ok, text: async () => change(text) } as Response
  }
}

function setUpBodiless(change?: (text: string) => string) {
  let provider: TestProvider | undefined
  const fetch = toBodiless((input, init) => (provider as TestProvider).fetch(input, init), change)
  const home = setUp({ auth: { fetch, userInfo: true } })
  provider = home.provider
  return home
}

describe('a fetch whose answers have no body', () => {
  it('14.A10 signs in, asks for userinfo and renews through text()', async () => {
    const { world, tab, provider } = setUpBodiless()

    const auth = await signIn(tab, provider)
    await world.advanceSeconds(600)

    expect(auth.state).toMatchObject({ status: 'signed-in', user: { name: 'Ada Lovelace' } })
    expect(await auth.userInfo()).toMatchObject({ sub: 'ada' })
  })

  it('14.A10 is held to the same size', async () => {
    const { tab } = setUpBodiless((text) => text.padEnd(1_100_000))

    await expect(tab.auth().signIn()).rejects.toMatchObject({
      code: 'discovery-invalid',
      details: { why: 'too-large' },
    })
  })

  it('14.A10 is held to the same time', async () => {
    const fetch = async () => ({ status: 200, headers: new Headers(), text: () => new Promise(() => undefined) })
    const { world, tab } = setUp({ auth: { fetch: fetch as unknown as Fetch } })
    const refused = expect(tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })

    await world.advanceSeconds(25)

    await refused
  })

  it('14.A10 whose text is no JSON, or cannot be read, fails as any answer does', async () => {
    const { tab } = setUpBodiless(() => '<html>')
    await expect(tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-invalid' })

    const fetch = async () => ({ status: 200, headers: new Headers(), url: `${ISSUER}/x` })
    const other = setUp({ auth: { fetch: fetch as unknown as Fetch } }).tab
    await expect(other.auth().signIn()).rejects.toMatchObject({ code: expect.stringMatching(/^discovery-/) })
  })
})
