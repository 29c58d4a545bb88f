import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { settle } from '../support/developer.js'
import { type Home, setUp, setUpSignedIn } from '../support/home.js'
import { collectUnhandledRejections } from '../support/unhandled-rejections.js'
import { until } from '../support/until.js'

const DEVELOPER = { origin: 'http://localhost:8080', provider: { issuer: 'http://localhost:9000' } }
const API = 'http://localhost:8081/v1/'

/** What the console says was found, once it has. */
const found = async ({ tab }: Home): Promise<string> => {
  const text = await until(() => tab.warnings.find((line) => line.includes('  found ')), 'the diagnosis')
  return text.slice(text.indexOf('  found ') + 8)
}

describe('Failed to fetch, told apart in development', () => {
  it('nothing answers', async () => {
    const home = setUp({ origin: DEVELOPER.origin, auth: { issuer: 'http://localhost:9999' } })
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })

    expect(await found(home)).toMatch(/^http:\/\/localhost:9999 does not answer at all/)
  })

  it('CORS', async () => {
    const home = setUp(DEVELOPER)
    home.world.serve('http://localhost:9000', (request) => {
      // What a browser does with an answer that does not allow this origin.
      if (request.mode !== 'no-cors') throw new TypeError('Failed to fetch')
      return new Response('{}')
    })
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })

    expect(await found(home)).toMatch(/it is CORS.*Access-Control-Allow-Origin: http:\/\/localhost:8080/)
  })

  it('an environment that cannot read the answer, which is named and not called unreachable (16.3)', async () => {
    const home = setUp(DEVELOPER)
    vi.stubGlobal('TextDecoder', undefined)
    onTestFinished(() => void vi.unstubAllGlobals())
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })

    expect(await found(home)).toMatch(/^`TextDecoder` is missing: /)
  })

  it('a window that was closed meanwhile, to which nothing late is told (16.3)', async () => {
    const home = setUp(DEVELOPER)
    const auth = home.tab.auth()
    await auth.ready
    home.world.network.isOnline = false
    const { page } = home.tab.platform
    // As the test DOM of Jest has it: the address of a closed window throws.
    const close = () =>
      Object.assign(page ?? {}, {
        url() {
          throw new TypeError("Cannot read properties of null (reading '_location')")
        },
      })
    auth.on('problem', close)
    const unhandled = collectUnhandledRejections()

    await expect(auth.signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })
    await settle(home)

    expect(unhandled).toEqual([])
    expect(home.tab.warnings).toEqual([])
  })

  it('offline', async () => {
    const home = setUp(DEVELOPER)
    home.world.network.isOnline = false
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })

    expect(await found(home)).toBe('The browser is offline.')
  })

  it('an API, which stays as it is for the app', async () => {
    const home = await setUpSignedIn({ ...DEVELOPER, auth: { apis: { calendar: { url: API } } } })
    for (let count = 0; count < 20; count += 1) await home.world.rest()

    await expect(home.auth.fetch(`${API}events`)).rejects.toThrow(TypeError)

    expect(await found(home)).toMatch(/^http:\/\/localhost:8081 does not answer at all/)
    expect(home.tab.events).toContainEqual(expect.objectContaining({ type: 'problem', code: 'api-unreachable' }))
  })

  it('a call that the app gives up is no news', async () => {
    const home = await setUpSignedIn({ ...DEVELOPER, auth: { apis: { calendar: { url: API } } } })
    for (let count = 0; count < 20; count += 1) await home.world.rest()
    home.world.serve(API, () => new Promise<Response>(() => undefined))
    const controller = new AbortController()
    const call = home.auth.fetch(`${API}events`, { signal: controller.signal }).catch((error) => error.name)
    await until(() => home.world.network.to(API).length, 'the call')
    controller.abort()

    expect(await call).toBe('AbortError')
    expect(home.tab.events).not.toContainEqual(expect.objectContaining({ code: 'api-unreachable' }))
  })

  it('is nothing that production asks a server for', async () => {
    const home = setUp({ auth: { issuer: 'https://nowhere.example.com' } })
    await expect(home.tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })
    await home.world.rest()

    expect(home.world.network.sent).toHaveLength(1)
  })
})
