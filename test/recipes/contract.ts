import { expect, it } from 'vitest'
import type { Auth } from '../../src/auth/auth.js'
import { type Home, type HomeOptions, setUp, setUpSignedIn } from '../support/home.js'
import { until } from '../support/until.js'
import { type CalendarServer, EVENT_ID, startCalendar } from './calendar-server.js'
import { type Exported, type Recipe, runSnippet } from './recipe.js'

/** How tokens are bound: what they are sent with, and what the app and the provider are told for it. */
export interface Binding {
  readonly scheme: string
  readonly home: HomeOptions
}

// Long enough to come in several pieces, and of characters that are several bytes.
const TITLE = 'Wässere die Pflanzen 🪴. '.repeat(4_000)

/** What an app can rely on with any client that is plugged in as docs/recipes.md has it. */
export function describeContract(name: string, recipe: Recipe, { scheme, home }: Binding): void {
  it(`${name}: a call succeeds and carries the access token once`, async () => {
    const { calendar, call } = await setUpClient(recipe, await setUpSignedIn(home))

    const id = await call()

    expect(id).toBe(EVENT_ID)
    expect(calendar.requests).toHaveLength(1)
    expect(toCredentials(calendar)).toEqual([expect.stringMatching(new RegExp(`^${scheme} [^ ,]{20,}$`))])
  })

  it(`${name}: its own headers arrive beside the token`, async () => {
    const { calendar, call } = await setUpClient(recipe, await setUpSignedIn(home))

    await call()

    expect(Object.fromEntries(calendar.requests[0]?.headers ?? [])).toMatchObject(
      Object.fromEntries(Object.entries(recipe.headers).map(([header, value]) => [header, beginningWith(value)])),
    )
  })

  const { titleIn } = recipe
  if (titleIn) {
    it(`${name}: a long body arrives whole`, async () => {
      const { calendar, call } = await setUpClient(recipe, await setUpSignedIn(home))

      await call({ title: TITLE })

      expect(titleIn(calendar.requests[0]?.body ?? '')).toBe(TITLE)
    })
  }

  it(`${name}: a token that the API refuses is renewed once, and the call succeeds`, async () => {
    const { calendar, call, renewals } = await setUpClient(recipe, await setUpSignedIn(home))
    calendar.refuseNext(`${scheme} error="invalid_token"`)

    const id = await call({ title: TITLE })

    expect(id).toBe(EVENT_ID)
    expect(renewals()).toBe(1)
    expect(calendar.requests.map(({ status }) => status)).toEqual([401, expect.any(Number)])
    const [first, second] = calendar.requests
    expect(second?.body).toBe(first?.body)
    expect(new Set(toCredentials(calendar)).size).toBe(2)
  })

  it(`${name}: an expired token is renewed before the call is sent`, async () => {
    const signedIn = await setUpSignedIn(home)
    const { calendar, call, renewals } = await setUpClient(recipe, signedIn)
    await signedIn.world.advanceSeconds(400)

    const id = await call()

    expect(id).toBe(EVENT_ID)
    expect(renewals()).toBe(1)
    expect(calendar.requests).toHaveLength(1)
  })

  it(`${name}: a call that is given up rejects, and the next one succeeds`, async () => {
    const { calendar, call } = await setUpClient(recipe, await setUpSignedIn(home))
    const release = calendar.hold()
    const controller = new AbortController()
    const given = call({ signal: controller.signal })
    given.catch(() => undefined)
    const first = await until(() => calendar.requests[0], 'the call to arrive')

    controller.abort()

    await expect(given).rejects.toThrow()
    await until(() => first.isGivenUp, 'the connection to be closed')
    release()
    expect(await call()).toBe(EVENT_ID)
    expect(calendar.requests).toHaveLength(2)
  })

  it(`${name}: signed out, a call rejects with sign-in-required and nothing is sent`, async () => {
    const { world, tab, provider, seen } = setUp(home)
    const auth = tab.auth()
    await auth.ready
    const { calendar, call } = await setUpClient(recipe, { world, provider, seen, auth })

    const error = await call().catch((reason: unknown) => reason)

    expect(toCauses(error)).toContainEqual(expect.objectContaining({ name: 'AuthError', code: 'sign-in-required' }))
    expect(calendar.requests).toEqual([])
    expect(world.network.sent).toEqual([])
  })
}

type Place = Pick<Home, 'world' | 'provider' | 'seen'> & { readonly auth: Auth }

/** Puts the calendar on the network, and the client on the page. */
async function setUpClient(recipe: Recipe, { world, provider, seen, auth }: Place) {
  const calendar = await startCalendar(provider)
  world.serve('https://calendar.example.com', calendar.answer)
  const exported: Exported = await runSnippet(recipe.snippet, auth)
  return {
    calendar,
    call: ({ title = 'Water the plants', signal = new AbortController().signal } = {}) =>
      recipe.call(exported, { title, signal }),
    renewals: () => seen('token').filter(({ parameters }) => parameters['grant_type'] === 'refresh_token').length,
  }
}

const beginningWith = (value: string) => expect.stringMatching(new RegExp(`^${value.replace(/[/.]/g, '\\$&')}`))

const toCredentials = ({ requests }: CalendarServer): readonly string[] =>
  requests.flatMap(({ headers }) => headers.flatMap(([name, value]) => (name === 'authorization' ? [value] : [])))

/** An error and all that it wraps: most clients name it `cause`, urql `networkError`. */
function toCauses(error: unknown): readonly unknown[] {
  if (!(error instanceof Error)) return [error]
  const { cause, networkError } = error as Error & { readonly networkError?: unknown }
  return [error, ...[cause, networkError].filter(Boolean).flatMap(toCauses)]
}
