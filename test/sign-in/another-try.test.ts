import { describe, expect, it } from 'vitest'
import { APP, departure, type Home, ISSUER, setUp, signIn, visitProvider } from '../support/home.js'
import type { OpenedWindow, Tab } from '../support/tab.js'
import { until } from '../support/until.js'

/** What Keycloak sends when its login page was open for too long. */
const EXPIRED = { error: 'temporarily_unavailable', error_description: 'authentication_expired' }

/** What the provider sends back to an address that it was asked at, in place of a code. */
function refuse(address: string, answer: Readonly<Record<string, string>> = EXPIRED): string {
  const { searchParams } = new URL(address)
  const back = new URL(searchParams.get('redirect_uri') ?? '')
  const state = searchParams.get('state') ?? ''
  for (const [name, value] of Object.entries({ ...answer, state, iss: ISSUER })) back.searchParams.set(name, value)
  return back.href
}

/** What a sign-in asks for, but for what is fresh each time. */
function toAsked(address: string | undefined): Record<string, string> {
  const asked = Object.fromEntries(new URL(String(address)).searchParams)
  return { ...asked, state: '', nonce: '', code_challenge: '' }
}

const secretsOf = (address: string | undefined) =>
  ['state', 'nonce', 'code_challenge'].map((name) => new URL(String(address)).searchParams.get(name))

const OPTIONS = { returnTo: '/notes?x=1', prompt: 'login', loginHint: 'ada', maxAge: 300, params: { kc_idp_hint: 'x' } }

describe('a provider that asks for another try', () => {
  it('14.A11: is asked once more for what was wished for, with fresh secrets, and the user comes back', async () => {
    const { tab, provider } = setUp()
    await tab.auth().ready
    const first = await departure(tab, () => tab.auth().signIn(OPTIONS))
    tab.goTo(refuse(first))
    tab.auth()
    const second = await until(() => tab.departures[1], 'the second try to leave')

    tab.goTo(await provider.authorize(second))
    const state = await tab.auth().ready

    expect(toAsked(second)).toEqual(toAsked(first))
    expect(secretsOf(second).filter((secret) => secretsOf(first).includes(secret))).toEqual([])
    expect(state).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
    expect(tab.url).toBe(`${APP}/notes?x=1`)
  })

  it('14.A11: is asked once more and not twice', async () => {
    const { tab } = setUp()
    await tab.auth().ready
    tab.goTo(refuse(await departure(tab, () => tab.auth().signIn())))
    tab.auth()
    tab.goTo(refuse(await until(() => tab.departures[1])))

    const { error } = await tab.auth().ready

    expect(error).toMatchObject({ code: 'sign-in-unavailable', details: { error: 'temporarily_unavailable' } })
    expect(tab.departures).toHaveLength(2)
  })

  it.each([
    ['another error of that description', { ...EXPIRED, error: 'server_error' }],
    ['another description', { ...EXPIRED, error_description: 'try later' }],
    ['another issuer', { ...EXPIRED, iss: 'https://evil.example.com' }],
  ])('14.A11: is not asked again for %s', async (_, answer) => {
    const { tab } = setUp()
    await tab.auth().ready
    const back = new URL(refuse(await departure(tab, () => tab.auth().signIn())))
    for (const [name, value] of Object.entries(answer)) back.searchParams.set(name, value)
    tab.goTo(back.href)

    expect((await tab.auth().ready).status).toBe('signed-out')
    expect(tab.departures).toHaveLength(1)
  })

  it('14.A11: is not asked again after a sign-out in another tab, nor for a link with a made-up state', async () => {
    const { world, tab, provider } = setUp()
    await signIn(tab, provider)
    const first = await departure(tab, () => tab.auth().signIn())
    await world.openTab().auth().signOut({ provider: false })
    tab.goTo(refuse(first))
    const { status } = await tab.auth().ready
    tab.goTo(refuse(first.replace(/state=[^&]+/, `state=${secretsOf(first)[0]?.slice(0, -4)}AAAA`)))
    await tab.auth().ready

    expect(status).toBe('signed-out')
    expect(tab.departures).toHaveLength(2)
  })

  it('14.A11: that cannot be reached any more leaves the failure it has sent', async () => {
    const { world, tab } = setUp()
    await tab.auth().ready
    const first = await departure(tab, () => tab.auth().signIn())
    world.network.isOnline = false
    tab.goTo(refuse(first))

    expect((await tab.auth().ready).error?.code).toBe('sign-in-unavailable')
  })

  it.each(['browser', 'tab', 'memory'] as const)(
    '14.A11: is asked once more in a popup, and the page that waits gets its user (persistence %s)',
    async (persistence) => {
      const home = setUp({ auth: { persistence } })
      home.world.allowsFrames = false
      home.tab.auth()
      await home.world.advanceSeconds(12)
      const { user, popup } = await openPopup(home)
      const first = String(popup.url)
      const page = popup.goTo(refuse(first))
      page.auth({ persistence })
      const second = await until(() => page.departures[0], 'the popup to leave again')
      await home.world.advanceSeconds(1)

      await comeBack(home, page, second, persistence)

      expect(await user).toMatchObject({ sub: 'ada' })
      expect(toAsked(second)).toEqual(toAsked(first))
      expect(home.tab.events.filter(({ type }) => type === 'navigation')).toMatchObject(
        [...(persistence === 'memory' ? ['sign-in'] : []), 'sign-in', 'return', 'sign-in', 'return'].map((to) => ({
          to,
        })),
      )
    },
  )

  it('14.A11: is asked once more in a popup and not twice', async () => {
    const home = setUp()
    const { user, popup } = await openPopup(home)
    const refused = expect(user).rejects.toMatchObject({ code: 'sign-in-unavailable' })
    const page = popup.goTo(refuse(String(popup.url)))
    page.auth()
    const second = await until(() => page.departures[0], 'the popup to leave again')
    page.goTo(refuse(second))
    page.auth()
    await until(() => page.isClosed, 'the popup to have done its part')
    await home.world.advanceSeconds(1)

    await refused
    expect(page.departures).toHaveLength(1)
  })

  it('14.A11: is asked once more where the browser keeps nothing and the page holds its attempt', async () => {
    const home = setUp()
    home.world.store.takeAway()
    const { user, popup } = await openPopup(home)
    const page = popup.goTo(refuse(String(popup.url)))
    const first = popup.url
    page.auth()
    await home.world.advanceSeconds(1)
    const second = await until(() => (popup.url === first ? undefined : popup.url), 'the popup to be sent away again')
    const last = popup.goTo(await home.provider.authorize(second))
    last.auth()
    await home.world.advanceSeconds(2)

    expect(await user).toMatchObject({ sub: 'ada' })
  })
})

async function openPopup({ tab, world }: Home) {
  const auth = tab.auth()
  const user = auth.signIn({ mode: 'popup' })
  user.catch(() => undefined)
  const popup = tab.windows.at(-1)
  await until(() => popup?.url, 'the popup to leave')
  await world.rest()
  return { user, popup: popup as OpenedWindow }
}

async function comeBack(
  { provider, world }: Home,
  page: Tab,
  address: string,
  persistence: 'browser' | 'tab' | 'memory',
): Promise<void> {
  page.goTo(await provider.authorize(address))
  page.auth({ persistence })
  await until(() => page.isClosed, 'the popup to have done its part')
  await world.advanceSeconds(1)
}

describe('a login page that was left open', () => {
  it('14.A11: signs in the next morning', async () => {
    const { world, tab, provider } = setUp()
    await tab.auth().ready
    const away = await departure(tab, () => tab.auth().signIn({ returnTo: '/notes' }))
    await world.advanceSeconds(15 * 3_600)

    tab.goTo(await provider.authorize(away))

    expect(await tab.auth().ready).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
    expect(tab.url).toBe(`${APP}/notes`)
  })

  it('14.A11: fills no store: of long attempts 64 KB are kept, the newest among them', async () => {
    const { world, tab, provider } = setUp()
    const backs: string[] = []
    for (let count = 0; count < 12; count += 1) {
      tab.reload()
      backs.push(await visitProvider(tab, provider, { options: { returnTo: `/?long=${'x'.repeat(12_000)}${count}` } }))
    }
    const rows = [...world.store.rows.values()].flat() as { readonly sealed?: { readonly data: ArrayBuffer } }[]
    const kept = rows.flatMap(({ sealed }) => sealed?.data.byteLength ?? [])

    tab.goTo(backs.at(-1) ?? '')
    const newest = await tab.auth().ready
    const oldest = await world.openTab(backs[0]).auth().ready

    expect(kept.length).toBeGreaterThan(1)
    expect(kept.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(65_536)
    expect(newest.status).toBe('signed-in')
    expect(oldest.error?.code).toBe('callback-unknown-state')
  })

  it('14.A11: keeps an attempt that is longer than all that may be kept', async () => {
    const { tab, provider } = setUp()
    const options = { returnTo: `/?long=${'x'.repeat(80_000)}` }

    const auth = await signIn(tab, provider, { options })

    expect(auth.state.status).toBe('signed-in')
  })
})
