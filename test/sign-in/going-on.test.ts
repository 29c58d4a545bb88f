import { describe, expect, it } from 'vitest'
import { CALENDAR, type Home, type HomeOptions, setUp, setUpSignedIn, signIn } from '../support/home.js'
import { until } from '../support/until.js'

const EVENTS = `${CALENDAR}events`

/** A provider that gives a refresh token where the user consents, and none otherwise. */
async function setUpStingy(told: HomeOptions = {}) {
  const home = await setUpSignedIn(told)
  const stop = home.provider.lie({
    tokenResponse: ({ refresh_token, ...body }, { parameters }) =>
      parameters['grant_type'] === 'refresh_token' ? { ...body, refresh_token } : body,
  })
  return { ...home, stop }
}

const problemsOf = ({ tab }: Home) => tab.events.flatMap((event) => (event.type === 'problem' ? [event.code] : []))
const spentAt = ({ seen }: Home) => seen('token').flatMap(({ parameters }) => parameters['refresh_token'] ?? [])

const toNonce = (address: string) => new URL(address).searchParams.get('nonce')

async function signInSilently(home: Home, act: () => Promise<unknown>) {
  const frames = home.tab.windows.length
  const user = act()
  user.catch(() => undefined)
  await until(() => home.tab.windows.length > frames, 'the frame')
  await home.world.advanceSeconds(3)
  return user
}

describe('a sign-in that goes on with a session', () => {
  it('14.B7 silently keeps the refresh token that there is, and goes on with it', async () => {
    const home = await setUpStingy()

    await signInSilently(home, () => home.auth.signIn({ mode: 'silent' }))
    const inspection = await home.auth.inspect()
    await home.world.advanceSeconds(600)

    expect(inspection.refreshToken).toBe(true)
    expect((await home.auth.fetch(EVENTS)).status).toBe(200)
    expect(spentAt(home)).toHaveLength(1)
    expect(home.seen('revocation')).toEqual([])
    expect(problemsOf(home)).not.toContain('no-refresh-token')
  })

  it.each(['none', 'login'])('14.B7 with prompt %s keeps it, also after a reload', async (prompt) => {
    const home = await setUpStingy()

    await signIn(home.tab, home.provider, { options: { prompt } })
    home.tab.reload()
    const auth = home.tab.auth()
    await auth.ready
    await home.world.advanceSeconds(600)

    expect((await auth.fetch(EVENTS)).status).toBe(200)
    expect(spentAt(home)).toHaveLength(1)
    expect(home.seen('revocation')).toEqual([])
  })

  it.each(['consent', 'login consent', 'select_account'])(
    '14.B7 with prompt %s keeps nothing: the user is asked anew',
    async (prompt) => {
      const home = await setUpStingy()

      const auth = await signIn(home.tab, home.provider, { options: { prompt } })

      expect((await auth.inspect()).refreshToken).toBe(false)
      expect(problemsOf(home)).toContain('no-refresh-token')
    },
  )

  it('14.B7 of another user keeps nothing of the one before, whose tokens are revoked', async () => {
    const home = await setUpStingy()

    const auth = await signIn(home.tab, home.provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
    await home.world.rest()

    expect(auth.state.user?.sub).toBe('grace')
    expect((await auth.inspect()).refreshToken).toBe(false)
    expect(home.seen('revocation').map(({ parameters }) => parameters['token_type_hint'])).toContain('refresh_token')
  })

  it('14.B7 that brings a new one leaves the old one to expire', async () => {
    const home = await setUpSignedIn()

    const auth = await signIn(home.tab, home.provider, { options: { prompt: 'login' } })
    await home.world.rest()
    await home.world.advanceSeconds(600)

    expect((await auth.fetch(EVENTS)).status).toBe(200)
    expect(home.seen('revocation')).toEqual([])
  })

  it('14.B7 with a key of its own keeps no token that is bound to the one before', async () => {
    const home = await setUpStingy({ auth: { dpop: true } })

    const auth = await signIn(home.tab, home.provider, { options: { prompt: 'login' } })

    expect(auth.state.status).toBe('signed-in')
    expect((await auth.inspect()).refreshToken).toBe(false)
  })

  it('14.B7 over no session has nothing to keep', async () => {
    const home = setUp({ provider: { refreshTokens: false } })

    const auth = await signIn(home.tab, home.provider, { options: { prompt: 'login' } })

    expect((await auth.inspect()).refreshToken).toBe(false)
    expect(problemsOf(home)).toContain('no-refresh-token')
  })

  it('14.B7 is renewed although the provider repeats the nonce of the sign-in that brought the refresh token', async () => {
    const home = await setUpStingy()
    home.provider.lie({
      idToken: ({ claims, ...token }) => {
        const [nonce] = home.tab.departures.map(toNonce)
        return { ...token, claims: { nonce, ...claims } }
      },
    })

    const auth = await signIn(home.tab, home.provider, { options: { prompt: 'login' } })
    await home.world.advanceSeconds(600)

    expect((await auth.fetch(EVENTS)).status).toBe(200)
  })

  it('14.B7 waits for a renewal under way, and keeps the refresh token that this brings', async () => {
    const home = await setUpStingy()
    // When the user last proved who they are moves with the sign-in, and not with the refresh token: that is another rule's.
    home.provider.lie({
      idToken: ({ claims: { auth_time: _, ...claims }, ...token }) => ({ ...token, claims }),
    })
    const other = home.world.openTab('/other')
    await other.auth().ready
    await home.world.advanceSeconds(600)
    const back = await home.provider.authorize(
      await (async () => {
        home.auth.signIn({ prompt: 'login' }).catch(() => undefined)
        return until(() => home.tab.departures[1], 'the page to leave')
      })(),
    )
    const held = home.world.network.hold(`${home.provider.issuer}/token`, 'answer')
    const call = other.auth().fetch(EVENTS)
    call.catch(() => undefined)
    await until(() => held.count === 1, 'the renewal')
    home.tab.goTo(back)
    const auth = home.tab.auth()
    await until(() => held.count === 2, 'the code')

    held.release()
    await auth.ready
    await call
    await home.world.advanceSeconds(600)

    expect((await auth.fetch(EVENTS)).status).toBe(200)
    expect(new Set(spentAt(home)).size).toBe(spentAt(home).length)
    expect(auth.state.status).toBe('signed-in')
  })
})
