import { describe, expect, it } from 'vitest'
import { findHook, type PanelHook } from '../../src/development/panel-hook.js'
import { CLIENT_ID, setUpSignedIn } from '../support/home.js'
import { findLeaks, toSeen } from '../support/redaction.js'
import { until } from '../support/until.js'

const API = 'http://localhost:8081/v1/'
const ISSUER = 'http://localhost:9000'

async function setUpDeveloper() {
  const home = await setUpSignedIn({
    origin: 'http://localhost:8080',
    provider: { issuer: ISSUER },
    auth: { apis: { calendar: { url: API, scopes: ['events.read'], incrementalScopes: ['events.write'] } } },
  })
  home.world.serve(API, async (request) => (await home.provider.guard(request)) ?? Response.json([]))
  const hook = findHook(ISSUER, CLIENT_ID)
  if (!hook) throw new Error('A developer is at work')
  return { ...home, hook }
}

const renewals = ({ seen }: Awaited<ReturnType<typeof setUpDeveloper>>) =>
  seen('token').filter(({ parameters }) => parameters['grant_type'] === 'refresh_token')

describe('what the developer panel has of a client', () => {
  it('is there in development, and gone with the client', async () => {
    const { auth } = await setUpDeveloper()

    auth.dispose()

    expect(findHook(ISSUER, CLIENT_ID)).toBeUndefined()
  })

  it('is not there in a page that is deployed, whatever the build', async () => {
    // A provider that no page of a developer has: what is kept by name outlives a world.
    const issuer = 'https://deployed.example.com'
    await setUpSignedIn({ provider: { issuer } })

    expect(findHook(issuer, CLIENT_ID)).toBeUndefined()
  })

  it('holds tokens for expired, so that the next call renews, once', async () => {
    const home = await setUpDeveloper()
    await home.auth.fetch(`${API}events`)
    const before = renewals(home).length

    home.hook.expire()
    await home.auth.fetch(`${API}events`)
    await home.auth.fetch(`${API}events`)

    expect([before, renewals(home).length]).toEqual([0, 1])
    expect(home.auth.state.status).toBe('signed-in')
  })

  it('cuts the client off as a network does, and lets it on again', async () => {
    const home = await setUpDeveloper()
    const call = () => home.auth.fetch(`${API}events`)

    home.hook.setOffline(true)
    const failure = await call().catch((error) => error)
    home.hook.expire()
    const renewal = await call().catch((error) => error)
    home.hook.setOffline(false)
    const answer = await call()

    expect(failure).toBeInstanceOf(TypeError)
    expect(renewal).toMatchObject({ code: 'refresh-unavailable' })
    expect(home.auth.state.status).toBe('signed-in')
    expect(answer.status).toBe(200)
  })

  it('knows how long calls took, what was asked for, and what was explained', async () => {
    const home = await setUpDeveloper()
    let changes = 0
    home.hook.subscribe(() => {
      changes += 1
    })

    await home.auth.fetch(`${API}events`)
    home.hook.setOffline(true)
    await home.auth.fetch(`${API}events`, { method: 'post' }).catch(() => undefined)
    await until(() => home.hook.told().length, 'the explanation')

    expect(home.hook.apis()).toMatchObject([{ name: 'calendar', asked: ['events.read'], further: ['events.write'] }])
    expect(home.hook.calls()).toMatchObject([
      { api: 'calendar', method: 'GET', status: 200 },
      { api: 'calendar', method: 'POST', status: undefined },
    ])
    expect(home.hook.told()).toMatchObject([{ code: 'api-unreachable', found: 'The browser is offline.' }])
    expect(changes).toBeGreaterThan(2)
  })

  it('gives out no secret by any of its members (R-E01)', async () => {
    const { world, auth, hook } = await setUpDeveloper()
    await auth.fetch(`${API}events`)

    const given = (['told', 'calls', 'apis', 'isOffline'] as const).map((name) => hook[name]())
    const returned = [hook.expire(), hook.setOffline(false)]

    expect(world.secrets.size).toBeGreaterThan(3)
    expect(findLeaks(toSeen([given, returned]), world.secrets)).toEqual([])
    // Each member is listed above, or gives nothing out.
    expect(Object.keys(hook).sort()).toEqual(
      (
        ['apis', 'calls', 'expire', 'isOffline', 'noteCall', 'noteTold', 'setOffline', 'subscribe', 'told'] satisfies (
          | keyof PanelHook
          | 'noteCall'
          | 'noteTold'
        )[]
      ).sort(),
    )
  })
})
