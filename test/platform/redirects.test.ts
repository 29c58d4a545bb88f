import { describe, expect, it } from 'vitest'
import { dropsAuthorization } from '../../src/platform/browser.js'
import { CALENDAR, type HomeOptions, setUpSignedIn } from '../support/home.js'
import type { TabOptions } from '../support/tab.js'

const EVENTS = `${CALENDAR}events`
const OLD: TabOptions = { dropsAuthorization: false }

/** A page of somebody who is signed in, in an engine of this kind, and the redirect modes that left it. */
async function setUpEngine(engine: TabOptions, options: HomeOptions = {}) {
  const home = await setUpSignedIn(options)
  const auth = home.world.openTab('/', engine).auth()
  await auth.ready
  return { ...home, auth, modes: () => home.calls().map(({ request }) => request.redirect) }
}

describe('12.9: an engine that keeps Authorization across origins', () => {
  it.each<[string, RequestInit | undefined]>([
    ['by itself', undefined],
    ['that the app wants followed', { redirect: 'follow' }],
  ])('follows no redirect with a token, %s; one that drops it does (R-F04)', async (_, init) => {
    const [old, recent] = [await setUpEngine(OLD), await setUpEngine({})]

    await old.auth.fetch(EVENTS, init)
    await recent.auth.fetch(EVENTS, init)

    expect(old.calls()[0]?.headers.has('authorization')).toBe(true)
    expect(old.modes()).toEqual(['error'])
    expect(recent.modes()).toEqual(['follow'])
  })

  it('nor for a Request, nor at a replay, nor with a token that was renewed for the call', async () => {
    const { auth, provider, world, modes } = await setUpEngine(OLD)

    await auth.fetch(new Request(EVENTS, { redirect: 'follow' }))
    await auth.fetch(new Request(EVENTS), { redirect: 'follow', method: 'POST', body: 'x' })
    provider.revokeAccessTokens()
    await auth.fetch(EVENTS)
    await world.advanceSeconds(600)
    await auth.fetch(EVENTS)

    expect(modes()).toEqual(['error', 'error', 'error', 'error', 'error'])
  })

  it('lets the app handle it, as ever', async () => {
    const { auth, modes } = await setUpEngine(OLD)

    await auth.fetch(EVENTS, { redirect: 'manual' })
    await auth.fetch(new Request(EVENTS, { redirect: 'manual' }))

    expect(modes()).toEqual(['manual', 'manual'])
  })

  it('follows what carries no token of ours: a guest, another address, credentials of the app', async () => {
    const { auth, world, modes } = await setUpEngine(OLD, {
      auth: { apis: { calendar: { url: CALENDAR, anonymous: true } } },
    })
    world.serve('https://weather.example.com', () => new Response(''))

    await auth.fetch(EVENTS, { headers: { authorization: 'Basic own' } })
    await auth.fetch('https://weather.example.com/today')
    await auth.signOut({ provider: false })
    await auth.fetch(EVENTS)

    expect(modes()).toEqual(['follow', 'follow'])
    expect(world.network.to('https://weather.example.com').map(({ request }) => request.redirect)).toEqual(['follow'])
  })
})

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)'
const BLINK = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const iphone = (version: string) => `Mozilla/5.0 (iPhone; CPU iPhone OS ${version} like Mac OS X) ${WEBKIT}`

describe('12.9: an engine is known by its name', () => {
  it.each([
    [
      'Chrome',
      `${WINDOWS} ${BLINK} Chrome/118.0.0.0 Safari/537.36`,
      `${WINDOWS} ${BLINK} Chrome/119.0.0.0 Safari/537.36`,
    ],
    [
      'Chrome long after',
      `${MAC} ${BLINK} Chrome/99.0.0.0 Safari/537.36`,
      `${MAC} ${BLINK} Chrome/201.0.0.0 Safari/537.36`,
    ],
    [
      'Chrome without a window',
      `${WINDOWS} ${BLINK} HeadlessChrome/20.0.0.0 Safari/537.36`,
      `${WINDOWS} ${BLINK} HeadlessChrome/131.0.0.0 Safari/537.36`,
    ],
    [
      'a view of Android, which names a version of its own',
      `Mozilla/5.0 (Linux; Android 16; wv) ${BLINK} Version/4.0 Chrome/100.0.0.0 Mobile Safari/537.36`,
      `Mozilla/5.0 (Linux; Android 10; wv) ${BLINK} Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36`,
    ],
    [
      'Edge',
      `${WINDOWS} ${BLINK} Chrome/110.0.0.0 Safari/537.36 Edg/140.0.0.0`,
      `${WINDOWS} ${BLINK} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
    ],
    [
      'Chrome on ChromeOS',
      `Mozilla/5.0 (X11; CrOS x86_64 15633.69.0) ${BLINK} Chrome/117.0.0.0 Safari/537.36`,
      `Mozilla/5.0 (X11; CrOS x86_64 15633.69.0) ${BLINK} Chrome/119.0.0.0 Safari/537.36`,
    ],
    [
      'Firefox',
      'Mozilla/5.0 (X11; Linux x86_64; rv:110.0) Gecko/20100101 Firefox/110.0',
      'Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/111.0',
    ],
    [
      'Firefox on Android',
      'Mozilla/5.0 (Android 13; Mobile; rv:68.0) Gecko/68.0 Firefox/68.0',
      'Mozilla/5.0 (Android 13; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0',
    ],
    [
      'another engine that borrows its name',
      'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Goanna/6.7 Firefox/128.0 PaleMoon/33.3.1',
      'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    ],
    ['Safari', `${MAC} ${WEBKIT} Version/16.0 Safari/605.1.15`, `${MAC} ${WEBKIT} Version/16.1 Safari/605.1.15`],
    ['Safari long after', `${MAC} ${WEBKIT} Version/9.1 Safari/601.1`, `${MAC} ${WEBKIT} Version/26.0 Safari/605.1.15`],
    ['an app of iOS', `${iphone('16_0')} Mobile/15E148`, `${iphone('16_1')} Mobile/15E148`],
    [
      'Chrome on iOS, which is of the system',
      `${iphone('15_7')} CriOS/140.0.0.0 Mobile/15E148 Safari/604.1`,
      `${iphone('17_2')} CriOS/119.0.0.0 Mobile/15E148 Safari/604.1`,
    ],
    ['who says nothing', '', `${iphone('18_6')} Version/26.0 Mobile/15E148 Safari/604.1`],
    [
      'who says something else',
      'Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Other/300.0',
      `${iphone('16_10')}`,
    ],
  ])('%s: the old one, or a stranger, and the new one', (_, old, recent) => {
    expect([dropsAuthorization(old), dropsAuthorization(recent)]).toEqual([false, true])
  })
})
