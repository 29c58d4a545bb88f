import { describe, expect, it } from 'vitest'
import { APP, departure, type Home, setUp, signIn, visitProvider } from '../support/home.js'
import type { OpenedWindow, Tab } from '../support/tab.js'
import { until } from '../support/until.js'

const returnsOf = ({ events }: Tab) =>
  events.flatMap((event) => (event.type === 'navigation' && event.to === 'return' ? [event.parameters] : []))

/** A home whose provider adds this to its returns. */
function setUpAdding(added: string | ((url: URL) => string), told: Parameters<typeof setUp>[0] = {}): Home {
  const home = setUp(told)
  home.provider.lie({
    callback: (url) => {
      const text = typeof added === 'string' ? added : added(url)
      url.search += `&${text}`
    },
  })
  return home
}

async function openPopup({ tab, provider, world }: Home, options: object, visit = {}) {
  const auth = tab.auth(options)
  await world.advanceSeconds(12)
  const user = auth.signIn({ mode: 'popup' })
  user.catch(() => undefined)
  const popup = tab.windows.at(-1) as OpenedWindow
  await until(() => popup.url, 'the popup to leave')
  const page = popup.goTo(await provider.authorize(String(popup.url), visit))
  page.auth(options)
  await until(() => page.isClosed, 'the popup to have done its part')
  await world.advanceSeconds(1)
  return { user, page }
}

describe('what a provider adds to a return', () => {
  it('14.A12: reaches the app in the navigation event, as the plain text it was', async () => {
    const { tab, provider } = setUpAdding(
      'kc_action_status=success&note=gr%C3%BC%C3%9F+dich%2B&kc_action=UPDATE_PASSWORD_AND_EMAIL',
    )

    const auth = await signIn(tab, provider)

    expect(auth.state.status).toBe('signed-in')
    expect(returnsOf(tab)).toEqual([
      { kc_action_status: 'success', note: 'grüß dich+', kc_action: 'UPDATE_PASSWORD_AND_EMAIL' },
    ])
  })

  it('14.A12: is told to a late listener, and where the user has declined, too', async () => {
    const { tab, provider } = setUpAdding('kc_action_status=cancelled')
    const auth = await signIn(tab, provider, { visit: { deny: 'access_denied' } })
    const told: unknown[] = []

    auth.on('navigation', ({ to, parameters }) => to === 'return' && told.push(parameters))

    expect(auth.state.error?.code).toBe('sign-in-denied')
    expect(told).toEqual([{ kc_action_status: 'cancelled' }])
  })

  it.each(['browser', 'tab', 'memory'] as const)(
    '14.A12: reaches the page that waits for a popup (persistence %s), with a sign-in and with a failure',
    async (persistence) => {
      const good = setUpAdding('kc_action_status=success')
      const bad = setUpAdding('kc_action_status=cancelled')
      for (const { world } of [good, bad]) world.allowsFrames = false

      const { user } = await openPopup(good, { persistence })
      const { user: nobody } = await openPopup(bad, { persistence }, { deny: 'access_denied' })

      await expect(nobody).rejects.toMatchObject({ code: 'sign-in-denied' })
      expect(await user).toMatchObject({ sub: 'ada' })
      expect(returnsOf(good.tab)).toEqual([{ kc_action_status: 'success' }])
      expect(returnsOf(bad.tab)).toEqual([{ kc_action_status: 'cancelled' }])
    },
  )

  it('14.A12: is nothing where the provider adds nothing: the event is there without it', async () => {
    const { tab, provider } = setUp()

    await signIn(tab, provider)

    expect(tab.events.filter(({ type }) => type === 'navigation').at(-1)).toEqual({
      type: 'navigation',
      time: expect.any(Number),
      to: 'return',
    })
  })

  it('14.A12: is neither what the app has in its redirect URI nor what the protocol names', async () => {
    const redirectUri = `${APP}/cb?lang=de`
    const { tab, provider } = setUpAdding('kc_action_status=success&session_state=abc&lang=en', {
      provider: { redirectUri },
      auth: { redirectUri },
    })

    await signIn(tab, provider)

    expect(returnsOf(tab)).toEqual([{ kc_action_status: 'success' }])
  })

  it.each<[what: string, added: string | ((url: URL) => string)]>([
    ['a value over 512 characters', `x=${'ab '.repeat(171)}`],
    ['a JWT', 'x=eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlLW9mLWFkYQ'],
    ['a JWT among words', 'x=see+eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln+here'],
    ['an opaque token', 'x=gho_16C7e42F292c6912E7710c838347Ae178B4a'],
    ['a token in base64', 'x=dGhpcyBpcyBhIHRva2VuIQ%3D%3D'],
    ['a token as a name', 'gho_16C7e42F292c6912E7710c838347Ae178B4a=x'],
    ['what is named a token', 'logout_token=short'],
    ['the code once more', (url) => `x=again+${url.searchParams.get('code')}`],
    ['the state once more', (url) => `x=${url.searchParams.get('state')}`],
    ['a name that is there twice', 'x=one&x=two'],
    ['the name of a prototype', '__proto__=x&constructor=y'],
  ])('14.A12: stays out of the event when it is %s; an honest twin beside it stays', async (_, added) => {
    const { tab, provider } = setUpAdding(
      (url) => `${typeof added === 'string' ? added : added(url)}&ok=${'y'.repeat(512)}`,
    )

    const auth = await signIn(tab, provider)

    expect(auth.state.status).toBe('signed-in')
    expect(returnsOf(tab)).toEqual([{ ok: 'y'.repeat(512) }])
  })

  it('14.A12: is told of no return that is not this browser’s, or not of the provider that was asked', async () => {
    const { world, tab, provider } = setUpAdding('kc_action_status=success')
    const back = new URL(await visitProvider(tab, provider))
    const forged = new URL(back)
    forged.searchParams.set('iss', 'https://evil.example.com')
    const stranger = world.openTab(`${back}`.replace(/state=([^.]+).r.[^&]+/, 'state=$1.r.AAAAAAAAAAAAAAAAAAAAAA'))
    await stranger.auth().ready

    tab.goTo(forged.href)
    await tab.auth().ready

    expect(returnsOf(stranger)).toEqual([undefined])
    expect(returnsOf(tab)).toEqual([undefined])
  })

  it.each(['access_token', 'id_token', 'refresh_token', 'token'])(
    '14.A12: is refused as before when it is %s',
    async (name) => {
      const { tab, provider } = setUpAdding(`${name}=abc&kc_action_status=success`)

      const auth = await signIn(tab, provider)

      expect(auth.state.error).toMatchObject({ code: 'callback-parameter', details: { parameter: name } })
      expect(returnsOf(tab)).toEqual([undefined])
    },
  )
})

describe('an error return without a state', () => {
  const problemsOf = ({ events }: Tab) => events.filter(({ type }) => type === 'problem')

  async function comeBackAt(place: string, isAway = true) {
    const home = setUp({ auth: { redirectUri: `${APP}/cb` }, provider: { redirectUri: `${APP}/cb` } })
    await home.tab.auth().ready
    if (isAway) await departure(home.tab, () => home.tab.auth().signIn())
    home.tab.goTo(place)
    const state = await home.tab.auth().ready
    await home.world.rest()
    return { ...home, state }
  }

  it('14.A12: is a problem at our redirect URI while a sign-in is open, and decides nothing', async () => {
    const { tab, state } = await comeBackAt('/cb?error=invalid_request&error_description=x')

    expect(problemsOf(tab)).toMatchObject([{ code: 'callback-without-state' }])
    expect(state).toMatchObject({ status: 'signed-out', reason: 'none' })
    expect(state.error).toBeUndefined()
    expect(tab.url).toBe(`${APP}/cb?error=invalid_request&error_description=x`)
  })

  it('14.A12: leaves the sign-in open: its return is taken afterwards', async () => {
    const { tab, provider } = setUp()
    const back = await visitProvider(tab, provider)
    tab.goTo('/?error=invalid_request')
    await tab.auth().ready

    tab.goTo(back)

    expect((await tab.auth().ready).status).toBe('signed-in')
  })

  it.each([
    ['at another place', '/elsewhere?error=invalid_request', true],
    ['with the state of somebody else', '/cb?error=invalid_request&state=other', true],
    ['while no sign-in is open', '/cb?error=invalid_request', false],
    ['without an error', '/cb?failure=1', true],
  ])('14.A12: is no problem %s', async (_, place, isAway) => {
    const { tab } = await comeBackAt(place, isAway)

    expect(problemsOf(tab)).toEqual([])
  })
})
