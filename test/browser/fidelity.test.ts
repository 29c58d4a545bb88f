import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutBoundary } from '../corpus/calls.js'
import { plans } from '../corpus/plans.js'
import { LAUNCHES } from './support/browsers.js'
import { useProfiles } from './support/profiles.js'
import { type SeenCall, useSite } from './support/site.js'
import { signInFromCode } from './support/test-app.js'

const CALLS = 120

const site = useSite()

/** What the server saw of one way to make the calls, without what tells the ways apart. */
function seenVia(way: 'plain' | 'auth') {
  const isForm = ({ headers }: SeenCall) => headers['content-type']?.startsWith('multipart/')
  return site()
    .calls.filter(({ path }) => path.includes(`/${way}/`))
    .map((call) => {
      const { authorization, 'content-length': length, ...headers } = call.headers
      // Firefox drops an empty value from a list, unless the list comes in one piece; and for a call that may outlive the page
      // it names the callback that the page was loaded from, where auth.fetch does not.
      const told = Object.entries(headers).map(([name, value]) => [
        name,
        withoutBoundary(`${value}`.replace(name === 'referer' ? /\?.*/ : /,$/, '')),
      ])
      return {
        method: call.method,
        path: call.path.replace(`/${way}/`, '/'),
        headers: { ...Object.fromEntries(told), ...(!isForm(call) && { 'content-length': length }) },
        body: withoutBoundary(call.body),
      }
    })
}

describe.each(LAUNCHES)('in %s', (_, launch) => {
  const newProfile = useProfiles(launch, /Same Origin Policy disallows|may not (load|link)|integrity/)

  async function openSignedIn() {
    const page = await (await newProfile()).openTab(`${site().app}/corpus/`)
    await signInFromCode(page)
    return page
  }

  it(`a server sees the same of ${CALLS} calls of fetch and of auth.fetch, but for the authorization header (R-F11, R-F01)`, async () => {
    const page = await openSignedIn()
    // Always the same ones: what a browser makes of a call does not depend on luck.
    const planned = fc.sample(plans, { numRuns: CALLS, seed: 20_261_120 })

    const ends = await page.evaluate((all) => window.latchkeyCorpus.fidelity(all), planned)

    expect(ends).toHaveLength(CALLS)
    for (const [index, [plain, auth]] of ends.entries()) {
      // Of two reasons to refuse a call, another one may come first: it was given up, and its body is spent.
      const expected = plain.map((end, use) => (auth[use] === 'RangeError' && end === 'TypeError' ? auth[use] : end))
      expect([planned[index], auth]).toEqual([planned[index], expected])
    }
    expect(seenVia('auth')).toEqual(seenVia('plain'))
    expect(seenVia('auth').length).toBeGreaterThan(CALLS)
    const carriers = site().calls.filter(({ path }) => path.includes('/auth/'))
    expect(carriers.filter(({ referrer }) => referrer.includes('code='))).toEqual([])
    expect(carriers.filter(({ authorization }) => authorization === undefined)).toEqual([])
  })

  it('the fetch that is called is the page’s at the time of the call: a tracer’s, or a test’s (R-F11)', async () => {
    const page = await openSignedIn()

    const seen = await page.evaluate(async () => {
      const before = globalThis.fetch
      const urls: unknown[] = []
      globalThis.fetch = async (input) => {
        urls.push(input)
        return new Response('traced')
      }
      const answer = await window.latchkeyTest.auth.fetch('/api/a')
      globalThis.fetch = before
      return [urls, await answer.text()]
    })

    expect(seen).toEqual([[`${site().app}/api/a`], 'traced'])
  })
})
