// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { observe } from '../../src/devtools/observer.js'
import { toReport } from '../../src/devtools/report.js'
import { ADA, type Home, setUp, signIn, visitProvider } from '../support/home.js'
import { findLeaks } from '../support/redaction.js'
import { until } from '../support/until.js'

const API = 'http://localhost:8081/v1/'
const USER = { ...ADA, sub: 'user-4711-ada', groups: ['night-shift'], address: { locality: 'Ockham Park' } }

function setUpDeveloper(): Home {
  return setUp({
    origin: 'http://localhost:8080',
    provider: { issuer: 'http://localhost:9000', users: [USER] },
    auth: { apis: { calendar: { url: API, scopes: ['events.read'] } } },
  })
}

/** The report of a tab's client, and everything about its user that must not be in it. */
async function report({ tab }: Home): Promise<string> {
  const auth = tab.auth()
  const { look, stop } = observe(auth, 'nobody', () => undefined)
  const snapshot = await look()
  stop()
  return toReport(snapshot, auth.state.user, 'a browser')
}

const claims = [USER.sub, USER.name, USER.family_name, USER.email, USER.picture, 'night-shift', 'Ockham']

it('a report says what a bug ticket needs', async () => {
  const home = setUpDeveloper()
  home.world.serve(API, () => Response.json([]))
  const auth = await signIn(home.tab, home.provider)
  await auth.fetch(`${API}events`)

  const told = JSON.parse(await report(home))

  expect(told).toMatchObject({
    state: { status: 'signed-in' },
    client: { issuer: 'http://localhost:9000', clientId: 'todo-spa', redirectUri: 'http://localhost:8080/' },
    idToken: { alg: 'RS256', checksPassed: expect.arrayContaining(['signature', 'nonce']) },
    apis: [{ name: 'calendar', asked: ['events.read'], granted: ['events.read'], type: 'bearer' }],
    calls: [{ api: 'calendar', method: 'GET', status: 200 }],
  })
  expect(told.events.map(({ type }: { type: string }) => type)).toContain('navigation')
})

it('no report holds a token, code, verifier, nonce, claim or subject, whatever provider, API and addresses repeat (R-E01)', async () => {
  const home = setUpDeveloper()
  const { world, tab, provider } = home
  world.serve(
    API,
    () => new Response('', { status: 401, headers: { 'www-authenticate': `Bearer error="${USER.sub}"` } }),
  )
  world.serve('http://localhost:8082/', () => new Response('', { status: 401 }))
  const address = new URL(await visitProvider(tab, provider))
  world.secrets.set(address.searchParams.get('code') ?? '', 'code')
  // What a provider may add to a return.
  address.searchParams.set('kc_action_status', USER.email)
  tab.goTo(address.href)
  const auth = tab.auth()
  await auth.ready
  for (const { parameters } of home.seen('token')) world.secrets.set(parameters['code_verifier'] ?? '', 'verifier')
  // The explanation names this address, and a fix with it.
  await auth.fetch(`http://localhost:8082/users/${USER.sub}/mail`)
  await until(() => tab.warnings.some((line) => line.includes('undeclared-refused')))
  await auth.fetch(`${API}users/${USER.sub}`)
  // A renewal that is refused, with a provider that repeats what it was sent and who it was for.
  provider.lie({
    respond: (endpoint, { parameters }) =>
      endpoint === 'token'
        ? Response.json(
            { error: 'invalid_grant', error_description: `${USER.name} ${Object.values(parameters).join(' ')}` },
            { status: 400 },
          )
        : undefined,
  })
  const before = await report(home)
  await world.advanceSeconds(600)
  await auth.fetch(`${API}events`).catch(() => undefined)
  const after = await report(home)

  for (const text of [before, after]) {
    expect(world.secrets.size).toBeGreaterThan(4)
    expect(findLeaks(text, world.secrets)).toEqual([])
    expect(claims.filter((claim) => text.includes(claim))).toEqual([])
  }
  expect(before).toContain('undeclared-refused')
  expect(before).toContain('http://localhost:8082/…')
})

it('a report hides claims and long runs in any text, and leaves words and the issuer', () => {
  const snapshot = {
    now: 0,
    state: {
      status: 'signed-out',
      reason: 'failed',
      error: {
        code: 'token-error-response',
        message:
          'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ. Ada Lovelace https://x.example/ada?code=1 https://id.example/a',
        ends: 'sign-in',
        retry: 'never',
      },
    },
    inspection: { issuer: 'https://id.example/a', clientId: 'a-client-with-a-long-name', tokens: {} },
    events: [],
    calls: [],
    apis: [],
    problem: undefined,
    tabs: undefined,
    isOffline: false,
  } as unknown as Parameters<typeof toReport>[0]

  const told = JSON.parse(toReport(snapshot, { iss: 'https://id.example/a', name: 'Ada Lovelace' }, 'a browser'))

  expect(told.state.error.message).toBe('…. … https://x.example/… https://id.example/a')
  expect(told.state.error.code).toBe('token-error-response')
  expect(told.client).toMatchObject({ issuer: 'https://id.example/a', clientId: 'a-client-with-a-long-name' })
})
