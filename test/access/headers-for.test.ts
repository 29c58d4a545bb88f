import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { CALENDAR, type HomeOptions, setUp, setUpSignedIn } from '../support/home.js'

const EVENTS = `${CALENDAR}events`
const apis = {
  calendar: { url: CALENDAR, scopes: ['events.read'], headers: true },
  closed: { url: 'https://closed.example.com/' },
}
const setUpOpen = ({ auth, ...options }: HomeOptions = {}) => setUpSignedIn({ ...options, auth: { apis, ...auth } })

describe('headersFor', () => {
  it('gives the credentials that fetch would send, for APIs that are opened for it', async () => {
    const { auth, provider } = await setUpOpen()

    const headers = await auth.headersFor(EVENTS, { method: 'POST' })

    expect([...headers.keys()]).toEqual(['authorization'])
    expect(await provider.guard(new Request(EVENTS, { method: 'POST', headers }))).toBeUndefined()
  })

  it('refuses an API that is not opened for it, and says how to open it', async () => {
    const { auth } = await setUpOpen()

    await expect(auth.headersFor('https://closed.example.com/x')).rejects.toThrow(/apis\.closed\.headers: true/)
  })

  it.each([
    'https://evil.example/',
    'https://calendar.example.com.evil.example/v1/',
    `${CALENDAR}..%2fadmin`,
    'nonsense:',
  ])('gives nothing for %s (R-F02)', async (url) => {
    const { auth } = await setUpOpen()

    await expect(auth.headersFor(url)).rejects.toMatchObject({ code: 'api-undeclared' })
  })

  it('refuses an option that it does not know', async () => {
    const { auth } = await setUpOpen()

    await expect(auth.headersFor(EVENTS, { methd: 'POST' } as object)).rejects.toThrow(/'methd'/)
  })

  it('rejects when nobody is signed in; an API that is open to anyone gets none', async () => {
    const home = setUp({
      auth: { apis: { ...apis, open: { url: 'https://open.example.com/', headers: true, anonymous: true } } },
    })
    const auth = home.tab.auth()

    await expect(auth.headersFor(EVENTS)).rejects.toMatchObject({ code: 'sign-in-required' })
    expect([...(await auth.headersFor('https://open.example.com/')).keys()]).toEqual([])
  })

  it('renews a token that has expired', async () => {
    const home = await setUpOpen()
    await home.world.advanceSeconds(400)

    const headers = await home.auth.headersFor(EVENTS)

    expect(home.seen('token')).toHaveLength(1)
    expect(await home.provider.guard(new Request(EVENTS, { headers }))).toBeUndefined()
  })

  it('renews once for a 401 that its credentials got, and not again at once', async () => {
    const home = await setUpOpen()
    await home.auth.headersFor(EVENTS)
    await home.world.advanceSeconds(20)
    const rejected = new Response('', { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } })

    await home.auth.headersFor(EVENTS, { rejected })
    expect(home.seen('token')).toHaveLength(1)
    await home.auth.headersFor(EVENTS, { rejected })
    await home.auth.headersFor(EVENTS, { rejected })

    expect(home.seen('token')).toHaveLength(1)
  })

  it('renews at once what was refused at once', async () => {
    const home = await setUpOpen()
    home.provider.revokeAccessTokens()
    const first = await home.auth.headersFor(EVENTS)
    const rejected = await home.provider.guard(new Request(EVENTS, { headers: first }))

    const headers = await home.auth.headersFor(EVENTS, { rejected })

    expect(await home.provider.guard(new Request(EVENTS, { headers }))).toBeUndefined()
  })

  it('renews what was refused although another API’s token has come meanwhile', async () => {
    const files = { url: 'https://files.example.com/', resource: 'urn:files' }
    const home = await setUpOpen({ auth: { apis: { ...apis, files } } })
    home.world.serve(files.url, () => Response.json({}))
    await home.world.advanceSeconds(20)
    home.provider.revokeAccessTokens()
    const first = await home.auth.headersFor(EVENTS)
    const rejected = await home.provider.guard(new Request(EVENTS, { headers: first }))
    await home.auth.fetch(files.url)

    const headers = await home.auth.headersFor(EVENTS, { rejected })

    expect(await home.provider.guard(new Request(EVENTS, { headers }))).toBeUndefined()
  })

  it.each([
    new Response('', { status: 403, headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' } }),
    new Response('', {
      status: 401,
      headers: { 'www-authenticate': 'Bearer error="insufficient_user_authentication"' },
    }),
  ])('renews nothing for what a renewal does not help', async (rejected) => {
    const home = await setUpOpen()
    await home.auth.headersFor(EVENTS)
    await home.world.advanceSeconds(20)

    await home.auth.headersFor(EVENTS, { rejected })

    expect(home.seen('token')).toEqual([])
    expect(home.auth.challengeOf(rejected)).toBeDefined()
  })

  it('makes a proof for the very request, with the API’s nonce (R-P06)', async () => {
    const home = await setUpOpen({ auth: { dpop: true }, provider: { dpopNonces: true } })
    const first = await home.auth.headersFor(EVENTS, { method: 'PUT' })
    const rejected = await home.provider.guard(new Request(EVENTS, { method: 'PUT', headers: first }))
    expect(rejected?.status).toBe(401)

    const second = await home.auth.headersFor(EVENTS, { method: 'PUT', rejected })

    expect(await home.provider.guard(new Request(EVENTS, { method: 'PUT', headers: second }))).toBeUndefined()
    expect(decodeJwt(second.get('dpop') ?? '')).toMatchObject({ htm: 'PUT', htu: EVENTS })
    expect(home.seen('token')).toEqual([])
  })
})
