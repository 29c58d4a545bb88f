import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  APP,
  CALENDAR,
  departure,
  type Home,
  ISSUER,
  setUp,
  setUpSignedIn,
  signIn,
  visitProvider,
} from '../support/home.js'
import type { OpenedWindow, Tab } from '../support/tab.js'
import { until } from '../support/until.js'

/** Starts a sign-in in a popup, and gives the window once it has left for the provider. */
async function openPopup({ tab, world }: Home, options = {}) {
  const auth = tab.auth()
  await auth.ready
  const user = auth.signIn({ ...options, mode: 'popup' })
  user.catch(() => undefined)
  const popup = tab.windows.at(-1)
  await until(() => popup?.url, 'the popup to leave')
  await world.rest()
  return { auth, user, popup: popup as OpenedWindow }
}

/** What the browser does with the answer of the provider: the app's page in the popup. */
async function comeBack({ provider, world }: Home, popup: OpenedWindow, visit = {}): Promise<Tab> {
  const page = popup.goTo(await provider.authorize(String(popup.url), visit))
  page.auth()
  await until(() => page.isClosed, 'the popup to have done its part')
  await world.advanceSeconds(1)
  return page
}

describe('a sign-in in a popup', () => {
  it('opens in the same breath, leaves without an opener, and resolves with the user; the page stays', async () => {
    const home = setUp()
    const auth = home.tab.auth()
    await auth.ready
    const user = auth.signIn({ mode: 'popup' })
    expect(home.tab.windows).toMatchObject([{ kind: 'popup', url: undefined }])
    await until(() => home.tab.windows[0]?.url, 'the popup to leave')
    const [popup] = home.tab.windows
    expect(popup).toMatchObject({ opener: null, url: expect.stringContaining(`${ISSUER}/authorize`) })

    const page = await comeBack(home, popup as OpenedWindow)

    expect(await user).toMatchObject({ sub: 'ada', name: 'Ada Lovelace' })
    expect(auth.state.status).toBe('signed-in')
    expect(page.isClosed).toBe(true)
    expect(page.url).not.toContain('code=')
    expect(home.tab.departures).toEqual([])
    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
  })

  it('shows nobody in the popup itself, and restores nothing there', async () => {
    const home = setUp()
    const { popup } = await openPopup(home)
    const page = popup.goTo(await home.provider.authorize(String(popup.url)))
    const auth = page.auth()
    await home.world.rest()

    expect(auth.state.status).toBe('pending')
  })

  it('works while the window says that it is closed, as under COOP (R-W03)', async () => {
    const home = setUp()
    const { user, popup } = await openPopup(home)
    popup.closed = true
    await home.world.advanceSeconds(120)

    await comeBack(home, popup)

    expect(await user).toMatchObject({ sub: 'ada' })
  })

  it('that was closed rejects when the user is back in the page (F-73)', async () => {
    const home = setUp()
    const { user, popup } = await openPopup(home)
    popup.closed = true
    home.tab.fire('acted')
    await home.world.advanceSeconds(2)

    await expect(user).rejects.toMatchObject({ code: 'sign-in-popup-closed' })
  })

  it('that the browser blocks rejects at once (F-72)', async () => {
    const { tab } = setUp()
    tab.allowsPopups = false
    const auth = tab.auth()
    await auth.ready

    await expect(auth.signIn({ mode: 'popup' })).rejects.toMatchObject({ code: 'sign-in-popup-blocked' })
  })

  it('that the browser lets the page lead nowhere is closed, and the refusal says nothing of the request (12.1)', async () => {
    const { tab } = setUp()
    tab.leadsPopups = false
    const auth = tab.auth()
    await auth.ready

    const refusal = await auth.signIn({ mode: 'popup' }).catch((error: unknown) => error)

    expect(refusal).toMatchObject({ code: 'sign-in-popup-blocked' })
    expect(inspect(refusal, { depth: Infinity, showHidden: true })).not.toContain('state=')
    expect(tab.windows.map(({ closed }) => closed)).toEqual([true])
  })

  it('that never comes back rejects after ten minutes, and its window is closed', async () => {
    const home = setUp()
    const { user, popup } = await openPopup(home)
    await home.world.advanceSeconds(601)

    await expect(user).rejects.toMatchObject({ code: 'sign-in-no-answer', details: { seconds: 600 } })
    expect(popup.closed).toBe(true)
  })

  it('that the user declines rejects with what the provider said', async () => {
    const home = setUp()
    const { auth, user, popup } = await openPopup(home)
    await comeBack(home, popup, { deny: 'access_denied' })

    await expect(user).rejects.toMatchObject({ code: 'sign-in-denied', details: { error: 'access_denied' } })
    expect(auth.state.status).toBe('signed-out')
  })

  it('is given up with its signal, and the window is closed', async () => {
    const home = setUp()
    const controller = new AbortController()
    const { user, popup } = await openPopup(home, { signal: controller.signal })
    controller.abort(new Error('enough'))

    await expect(user).rejects.toThrow('enough')
    await home.world.rest()
    expect(popup.closed).toBe(true)
  })

  it('is refused in a frame of another site, whose storage is another (F-70, R-A17)', async () => {
    const { tab } = setUp()
    tab.isEmbedded = true
    const auth = tab.auth()
    await auth.ready

    await expect(auth.signIn({ mode: 'popup' })).rejects.toMatchObject({ code: 'sign-in-embedded' })
    await expect(auth.signIn()).rejects.toMatchObject({ code: 'sign-in-embedded' })
    await expect(auth.requireUser()).rejects.toMatchObject({ code: 'sign-in-embedded' })
    expect(tab.departures).toEqual([])
    expect(tab.windows.every(({ closed }) => closed)).toBe(true)
  })

  it.each(['tab', 'memory'] as const)(
    "hands its return to the page that waits, with persistence '%s'",
    async (persistence) => {
      const home = setUp({ auth: { persistence } })
      home.tab.notes.set(`latchkey silent ${'x'}`, 'no')
      home.world.allowsFrames = false
      const ready = home.tab.auth().ready
      await home.world.advanceSeconds(11)
      await ready
      const { auth, user, popup } = await openPopup(home)
      await comeBack(home, popup)

      expect(await user).toMatchObject({ sub: 'ada' })
      expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
      for (const row of home.world.store.rows.values()) expect(JSON.stringify(row)).not.toContain('code=')
    },
  )

  it('comes back to relayUri where there is one', async () => {
    const home = setUp({ auth: { relayUri: '/relay' }, provider: { redirectUri: 'https://todo.example.com/relay' } })
    const { user, popup } = await openPopup(home)
    expect(new URL(String(popup.url)).searchParams.get('redirect_uri')).toBe('https://todo.example.com/relay')
    await comeBack(home, popup)

    expect(await user).toMatchObject({ sub: 'ada' })
  })

  it('refuses what a redirect refuses: another nonce, a forged issuer, a token in the address (R-W02, R-I26)', async () => {
    for (const [lie, code] of [
      [
        { idToken: (token: never) => ({ ...(token as object), claims: { ...Object(token).claims, nonce: 'x' } }) },
        'id-token-claim',
      ],
      [{ callback: (url: URL) => url.searchParams.set('iss', 'https://evil.example.com') }, 'callback-issuer'],
      [{ callback: (url: URL) => url.searchParams.set('access_token', 'x') }, 'callback-parameter'],
      [{ idToken: (token: never) => ({ ...(token as object), signature: 'corrupt' }) }, 'id-token-signature'],
    ] as const) {
      const home = setUp()
      const { auth, user, popup } = await openPopup(home)
      home.provider.lie(lie as never)
      await comeBack(home, popup)

      await expect(user).rejects.toMatchObject({ code })
      expect(auth.state.status).toBe('signed-out')
    }
  })

  it('is not told anything by a message of a stranger (R-W01)', async () => {
    const home = setUp()
    const { auth, user, popup } = await openPopup(home)
    home.world.channel.open(
      Object.assign(Object.create(null), { onEnd: () => undefined, deliver: () => undefined }),
      'x',
      () => undefined,
    )
    await home.world.advanceSeconds(5)
    expect(auth.state.status).toBe('signed-out')

    await comeBack(home, popup)
    expect(await user).toMatchObject({ sub: 'ada' })
  })
})

describe('a silent sign-in', () => {
  it('resolves with the user that the provider knows, and takes its frame away', async () => {
    const home = await setUpSignedIn()
    await home.auth.signOut({ provider: false })
    const user = home.auth.signIn({ mode: 'silent' })
    await home.world.advanceSeconds(1)

    expect(await user).toMatchObject({ sub: 'ada' })
    expect(home.tab.windows).toMatchObject([{ kind: 'frame', closed: true }])
    expect(new URL(String(home.tab.windows[0]?.url)).searchParams.get('prompt')).toBe('none')
  })

  it('rejects when the provider wants to see the user, without noise (R-W05)', async () => {
    const { tab, world } = setUp()
    const auth = tab.auth()
    await auth.ready
    const user = auth.signIn({ mode: 'silent' })
    const refused = expect(user).rejects.toMatchObject({ code: 'sign-in-interaction-required' })
    await world.advanceSeconds(1)

    await refused
    expect(tab.warnings).toEqual([])
    expect(tab.events.filter(({ type }) => type === 'problem')).toEqual([])
  })

  it('ends after ten seconds where the provider shows itself in no frame, which is taken away (R-W04)', async () => {
    const { tab, world } = setUp()
    world.allowsFrames = false
    const auth = tab.auth()
    await auth.ready
    const refused = expect(auth.signIn({ mode: 'silent' })).rejects.toMatchObject({ code: 'sign-in-no-answer' })
    await world.advanceSeconds(11)

    await refused
    expect(tab.windows).toMatchObject([{ closed: true }])
  })

  it('never changes the user: another one at the provider ends it, and no session of theirs begins (R-L11)', async () => {
    const { auth, tab, provider, world } = await setUpSignedIn()
    provider.signIn('grace')
    const refused = expect(auth.signIn({ mode: 'silent' })).rejects.toMatchObject({ code: 'user-changed' })
    await world.advanceSeconds(1)

    await refused
    expect(auth.state.user?.sub).not.toBe('grace')
    expect(new URL(String(tab.windows[0]?.url)).searchParams.get('id_token_hint')).toBeTruthy()
  })

  it('goes on where there is no refresh token, when the access token has expired', async () => {
    const home = setUp({ provider: { refreshTokens: false } as never })
    home.provider.lie({ tokenResponse: ({ refresh_token: _, ...body }) => body })
    const auth = await signIn(home.tab, home.provider)
    await home.world.advanceSeconds(600)

    const answer = auth.fetch(`${CALENDAR}events`)
    await until(() => home.tab.windows.length)
    await home.world.advanceSeconds(1)

    expect((await answer).status).toBe(200)
    expect(auth.state.status).toBe('signed-in')
  })
})

describe('a sign-in that the user is at', () => {
  const options = { acrValues: 'gold' }

  it('is not taken from them by a token that expires meanwhile without a refresh token', async () => {
    const home = setUp({ provider: { refreshTokens: false } })
    await signIn(home.tab, home.provider)
    await home.world.advanceSeconds(600)
    const { auth, user, popup } = await openPopup(home, options)

    await expect(auth.fetch(`${CALENDAR}events`)).rejects.toMatchObject({ code: 'refresh-unavailable' })

    await comeBack(home, popup, { acr: 'gold' })
    expect(await user).toMatchObject({ acr: 'gold' })
    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
  })

  it('is not taken from them by a page that would restore its session silently', async () => {
    const home = setUp({ auth: { persistence: 'memory' } })

    await departure(home.tab, () => home.tab.auth().signIn(options))

    expect(home.tab.windows).toEqual([])
  })
})

describe('a page that is prerendered (F-53)', () => {
  it('shows and sends nothing until somebody sees it', async () => {
    const { tab, world, calls } = await setUpSignedIn()
    tab.isPrerendered = true
    tab.reload()
    const auth = tab.auth()
    const answer = auth.fetch(`${CALENDAR}events`)
    await world.rest()
    expect(auth.state.status).toBe('pending')
    expect(calls()).toEqual([])

    tab.show()

    expect((await answer).status).toBe(200)
  })
})

describe('a sign-in in a popup', () => {
  it.each(['tab', 'memory'] as const)(
    'is not shown after a sign-out that came as it was written (%s)',
    async (persistence) => {
      const home = setUp({ auth: { persistence } })
      home.world.allowsFrames = false
      const { ready } = home.tab.auth()
      await home.world.advanceSeconds(11)
      await ready
      const { auth, user, popup } = await openPopup(home)
      let isDue = true
      home.world.store.fault = (operation, key) => {
        if (isDue && operation === 'change' && key.startsWith('["session"')) {
          isDue = false
          auth.signOut({ provider: false })
        }
        return undefined
      }

      await comeBack(home, popup)

      await expect(user).rejects.toMatchObject({ name: 'AuthError' })
      expect(isDue).toBe(false)
      expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
    },
  )

  it('that is given up while its parameters are pushed does not leave for the provider', async () => {
    const home = setUp({ auth: { par: true } })
    const controller = new AbortController()
    const auth = home.tab.auth()
    await auth.ready
    const held = home.world.network.hold(`${ISSUER}/par`)
    const user = auth.signIn({ mode: 'popup', signal: controller.signal })
    await until(() => held.count, 'the parameters to be pushed')

    controller.abort(new Error('enough'))
    held.release()

    await expect(user).rejects.toThrow('enough')
    await home.world.rest()
    expect(home.tab.windows).toMatchObject([{ url: undefined, closed: true }])
  })

  it('that cannot be written ends no session that stands', async () => {
    const home = await setUpSignedIn()
    home.world.store.fault = (operation) => (operation === 'change' ? 'fail' : undefined)

    const user = home.auth.signIn({ mode: 'popup', acrValues: 'gold' })

    await expect(user).rejects.toMatchObject({ code: 'storage-blocked' })
    home.world.store.giveBack()
    home.tab.fire('visible')
    await home.world.rest()
    expect(home.auth.state.status).toBe('signed-in')
  })
})

describe('a sign-in in a popup while the browser keeps nothing', () => {
  const start = async () => {
    const home = setUp()
    home.world.store.takeAway()
    return { home, ...(await openPopup(home)) }
  }

  it('works: the page keeps the session in its memory, and says so (F-60)', async () => {
    const { home, auth, user, popup } = await start()

    const page = popup.goTo(await home.provider.authorize(String(popup.url)))
    page.auth()
    await until(() => page.heldOut, 'the popup to hold out the return')
    await home.world.advanceSeconds(1)

    expect(await user).toMatchObject({ sub: 'ada' })
    expect(popup.closed).toBe(true)
    expect(page.heldOut?.text).not.toMatch(/verifier|nonce/)
    expect(home.tab.events).toContainEqual(expect.objectContaining({ type: 'storage', problem: 'memory-only' }))
    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
    home.tab.fire('restored')
    await home.world.rest()
    expect(auth.state.status).toBe('signed-in')
    await home.world.advanceSeconds(3_700)
    expect((await auth.fetch(`${CALENDAR}events`)).status).toBe(200)
  })

  it('works where only the page that waits can keep nothing: the disk is full (F-60)', async () => {
    const home = setUp()
    home.world.store.fault = (operation) => (operation === 'change' ? 'fail' : undefined)
    const { user, popup } = await openPopup(home)
    const page = popup.goTo(await home.provider.authorize(String(popup.url)))
    page.auth()
    await until(() => page.heldOut, 'the popup to hold out the return')
    await home.world.advanceSeconds(1)

    expect(await user).toMatchObject({ sub: 'ada' })
    expect(popup.closed).toBe(true)
  })

  it('believes no window that holds out another state, or none (R-C02)', async () => {
    const { home, user, popup } = await start()
    const page = popup.goTo('/elsewhere')
    for (const state of ['', 'state', `${new URL(String(popup.url)).searchParams.get('state')}x`]) {
      page.heldOut = { state, text: '/ code=1' }
      await home.world.advanceSeconds(2)
    }
    await home.world.advanceSeconds(600)

    await expect(user).rejects.toMatchObject({ code: 'sign-in-no-answer' })
    expect(home.provider.requests.filter(({ endpoint }) => endpoint === 'token')).toEqual([])
  })

  it('refuses a return that the provider did not make for it: every check is run (R-W02)', async () => {
    const { home, user, popup } = await start()
    home.provider.lie({
      idToken: (token) => ({ ...token, claims: { ...token.claims, nonce: 'of another sign-in' } }),
    })
    const page = popup.goTo(await home.provider.authorize(String(popup.url)))
    page.auth()
    await until(() => page.heldOut, 'the popup to hold out the return')
    await home.world.advanceSeconds(1)

    await expect(user).rejects.toMatchObject({ code: 'id-token-claim' })
  })

  it('is over with a sign-out, which is written as soon as the browser keeps something again', async () => {
    const { home, auth, user, popup } = await start()
    const page = popup.goTo(await home.provider.authorize(String(popup.url)))
    page.auth()
    await until(() => page.heldOut, 'the popup to hold out the return')
    await home.world.advanceSeconds(1)
    await user
    home.world.store.giveBack()

    await auth.signOut({ provider: false })

    expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
    expect([...home.world.store.rows.values()]).toEqual([expect.objectContaining({ ended: 'signed-out' })])
  })
})

describe('a link with our mark', () => {
  const markOf = async ({ tab, provider }: Home) =>
    new URL(await visitProvider(tab, provider)).searchParams.get('state')?.split('.')[0]

  it.each(['s', 'p', 'r', 'o', 'x', ''])('12.12 and the letter "%s" stops and keeps nothing', async (letter) => {
    const home = setUp()
    const mark = await markOf(home)
    const before = JSON.stringify([...home.world.store.rows])
    const { elapsed } = home.world

    for (let count = 0; count < 25; count += 1) {
      const tab = home.world.openTab(`/?state=${mark}.${letter}.x${count}&code=1`)
      const { error } = await tab.auth().ready

      expect(error?.code).toBe(letter === 'o' ? undefined : 'callback-unknown-state')
      expect(tab).toMatchObject({ isClosed: false, url: `${APP}/` })
    }

    expect(home.world.elapsed).toBe(elapsed)
    expect(JSON.stringify([...home.world.store.rows])).toBe(before)
    expect(home.seen('token')).toEqual([])
  })

  it.each(['s', 'p', 'r'])(
    '12.12 and the letter %s ends no session, nor a sign-in that is under way',
    async (letter) => {
      const home = await setUpSignedIn()
      const { user, popup } = await openPopup(home, { acrValues: 'gold' })
      const mark = new URL(String(popup.url)).searchParams.get('state')?.split('.')[0]
      for (let count = 0; count < 25; count += 1) {
        const auth = home.world.openTab(`/?state=${mark}.${letter}.x${count}&code=1`).auth()
        expect(await auth.ready).toMatchObject({ status: 'signed-in', error: { code: 'callback-unknown-state' } })
      }

      await comeBack(home, popup, { acr: 'gold' })

      expect(await user).toMatchObject({ acr: 'gold' })
    },
  )

  it.each(['s', 'p'])('12.12 and the letter %s settles at once in a tab that is kept nothing for', async (letter) => {
    const home = setUp()
    const mark = await markOf(home)
    home.world.store.takeAway()
    const { elapsed } = home.world

    const tab = home.world.openTab(`/?state=${mark}.${letter}.x&code=1`)
    const { error } = await tab.auth().ready

    expect(error?.code).toBe('callback-unknown-state')
    expect(tab.isClosed).toBe(false)
    expect(home.world.elapsed).toBe(elapsed)
  })
})

describe('a return in a window that is not ours', () => {
  it.each(['s', 'p', 'r'] as const)(
    '12.1 is not taken in a frame of another site or a sandbox, even if the attempt is ours (%s)',
    async (letter) => {
      const home = setUp()
      let url: string
      if (letter === 'r') url = await visitProvider(home.tab, home.provider)
      else {
        const auth = home.tab.auth()
        await auth.ready
        if (letter === 's') home.world.allowsFrames = false
        auth.signIn({ mode: letter === 's' ? 'silent' : 'popup' }).catch(() => undefined)
        const opened = await until(() => home.tab.windows.find((one) => one.url), 'the window to leave')
        home.provider.signIn('ada')
        url = await home.provider.authorize(String(opened.url))
      }
      const tab = home.world.openTab(url, { kind: 'frame' })
      tab.isEmbedded = true
      const { error } = await tab.auth().ready

      expect(error?.code).toBe('callback-unknown-state')
      expect(tab).toMatchObject({ isClosed: false, heldOut: undefined, url: `${APP}/` })
      expect(home.seen('token')).toEqual([])
    },
  )

  it('12.1 is held out by no frame, whatever the letter and the store', async () => {
    const home = setUp()
    const mark = new URL(await visitProvider(home.tab, home.provider)).searchParams.get('state')?.split('.')[0]
    for (const takeAway of [() => undefined, () => home.world.store.takeAway()]) {
      takeAway()
      for (const [letter, kind] of [
        ['s', 'frame'],
        ['p', 'frame'],
        ['s', 'tab'],
        ['s', 'popup'],
      ] as const) {
        const tab = home.world.openTab(`/?state=${mark}.${letter}.x&code=1`, { kind })
        await tab.auth().ready
        expect(tab.heldOut).toBeUndefined()
      }
    }
  })

  it('12.1 is held out no longer than its page is there, and nowhere else', async () => {
    const home = setUp()
    const { popup } = await openPopup(home)
    const url = new URL(await home.provider.authorize(String(popup.url)))
    home.world.store.takeAway()
    const tab = popup.goTo(url.href)
    tab.auth()
    await until(() => tab.heldOut, 'the return to be held out')
    const code = String(url.searchParams.get('code'))

    expect(JSON.stringify([[...tab.notes], [...home.world.notes], tab.history, tab.replaced])).not.toContain(code)
    tab.goTo('/elsewhere')
    expect(tab.heldOut).toBeUndefined()
  })
})

describe('a silent sign-in that comes back in the window itself', () => {
  it('14.B3 is completed like a redirect when it is this browser’s', async () => {
    const home = await setUpSignedIn()
    home.world.allowsFrames = false
    home.auth.signIn({ mode: 'silent' }).catch(() => undefined)
    const frame = await until(() => home.tab.windows.at(-1)?.url, 'the frame to leave')
    const before = home.seen('token').length

    home.tab.goTo(await home.provider.authorize(frame))
    const state = await home.tab.auth().ready

    expect(state).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
    expect(state.error).toBeUndefined()
    expect(home.tab.url).toBe(`${APP}/`)
    expect(home.seen('token')).toHaveLength(before + 1)
  })
})
