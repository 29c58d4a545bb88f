import type { Quirk } from 'latchkey/testing'
import { describe, expect, it } from 'vitest'
import { CALENDAR, departure, type HomeOptions, ISSUER, setUp, setUpSignedIn, signIn } from '../support/home.js'
import type { Options } from '../support/tab.js'
import { until } from '../support/until.js'

const EVENTS = `${CALENDAR}events`
const FIRST = Date.UTC(2020, 0, 1) / 1000

/** A home at a provider with a quirk, and its first sign-in. */
async function setUpQuirky(quirk: Quirk, auth: Partial<Options> = {}, told: HomeOptions = {}) {
  const home = setUp({ ...told, auth })
  home.provider.lie(quirk)
  return home
}

const signedInAt = async (quirk: Quirk, options: Partial<Options> = {}) => {
  const home = await setUpQuirky(quirk, options)
  const auth = await signIn(home.tab, home.provider)
  return { ...home, auth }
}

const problemsOf = ({ tab }: { readonly tab: { readonly events: readonly { readonly type: string }[] } }) =>
  tab.events.flatMap((event) => (event.type === 'problem' && 'code' in event ? [event.code] : []))

/** What latchkey makes of each: a quirk without a test does not compile. */
const TESTS: Readonly<Record<Quirk, () => Promise<void>>> = {
  'auth-time-moves': async () => {
    const { auth, world } = await signedInAt('auth-time-moves')
    const first = auth.state.user?.auth_time
    await world.advanceSeconds(600)

    expect((await auth.fetch(EVENTS)).status).toBe(200)
    expect(auth.state.user?.auth_time).toBe(first)
  },
  'auth-time-zero': async () => {
    const { auth } = await signedInAt('auth-time-zero')

    expect(auth.state.status).toBe('signed-in')
    expect(auth.state.user).not.toHaveProperty('auth_time')
  },
  'state-of-another-request': async () => {
    const { tab, provider, world, auth } = await setUpSignedIn()
    provider.lie('state-of-another-request')
    const silent = auth.signIn({ mode: 'silent' }).catch(({ code }) => code)
    await until(() => tab.windows.length, 'the frame')
    await world.advanceSeconds(11)
    expect(await silent).toBe('sign-in-no-answer')

    const again = await signIn(tab, provider)

    expect(again.state).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
    expect(again.state.error).toBe(undefined)
  },
  'renewal-ends-access-tokens': async () => {
    const { auth, provider, world } = await signedInAt('renewal-ends-access-tokens')
    const before = await auth.inspect()
    const token = await provider.guard(new Request(EVENTS))
    await world.advanceSeconds(600)

    expect((await auth.fetch(EVENTS)).status).toBe(200)
    expect(token?.status).toBe(401)
    expect((await auth.inspect()).tokens).not.toEqual(before.tokens)
  },
  'access-token-revocation-refused': async () => {
    const { auth, seen, ...home } = await signedInAt('access-token-revocation-refused')

    await auth.signOut({ provider: false })

    expect(seen('revocation')).toHaveLength(2)
    expect(problemsOf(home)).toEqual([])
  },
  'refresh-token-by-consent': async () => {
    const { auth, tab, provider } = await signedInAt('refresh-token-by-consent')
    expect((await auth.inspect()).refreshToken).toBe(false)

    const consented = await signIn(tab, provider, { options: { prompt: 'consent' } })

    expect((await consented.inspect()).refreshToken).toBe(true)
  },
  'login-ignored': async () => {
    const { auth, tab, provider, world } = await signedInAt('login-ignored')
    const first = auth.state.user?.auth_time
    await world.advanceSeconds(100)

    const again = await signIn(tab, provider, { options: { prompt: 'login' } })
    const fresh = await signIn(tab, provider, { options: { maxAge: 0 } })

    expect(again.state.user?.auth_time).toBe(first)
    expect(problemsOf({ tab })).toContain('prompt-ignored')
    expect(fresh.state.error).toMatchObject({ code: 'id-token-claim', details: { claim: 'auth_time' } })
  },
  'no-silent-answer': async () => {
    const { auth, tab, world } = await signedInAt('no-silent-answer')
    const silent = auth.signIn({ mode: 'silent' }).catch(({ code }) => code)
    await until(() => tab.windows.length, 'the frame')
    await world.advanceSeconds(11)

    expect(await silent).toBe('sign-in-no-answer')
    expect(auth.state.status).toBe('signed-in')
  },
  unreachable: async () => {
    const { auth, provider, world } = await setUpSignedIn()
    provider.lie('unreachable')
    await world.advanceSeconds(600)

    await expect(auth.fetch(EVENTS)).rejects.toMatchObject({ ends: 'request' })
    expect(auth.state).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
  },
  'realm-unknown': async () => {
    const { tab } = await setUpQuirky('realm-unknown')

    await expect(tab.auth().signIn()).rejects.toMatchObject({ code: 'discovery-unreachable' })
  },
  'no-dpop': async () => {
    const { auth } = await signedInAt('no-dpop', { dpop: true })

    expect(auth.state.error).toMatchObject({ code: 'token-invalid', details: { why: 'token_type' } })
  },
  'dpop-header-refused': async () => {
    expect((await signedInAt('dpop-header-refused')).auth.state.status).toBe('signed-in')
    const { auth } = await signedInAt('dpop-header-refused', { dpop: true })

    expect(auth.state.error).toMatchObject({ code: 'token-unreachable' })
  },
  'dpop-demanded': async () => {
    expect((await signedInAt('dpop-demanded', { dpop: true })).auth.state.status).toBe('signed-in')
    const { auth } = await signedInAt('dpop-demanded')

    expect(auth.state.error).toMatchObject({ code: 'token-refused', details: { error: 'invalid_request' } })
  },
  'par-demanded': async () => {
    expect((await signedInAt('par-demanded', { par: true })).auth.state.status).toBe('signed-in')
    const { auth } = await signedInAt('par-demanded')

    expect(auth.state.error).toMatchObject({ code: 'sign-in-refused' })
  },
  'par-preflight-refused': async () => {
    const { auth } = await signedInAt('par-preflight-refused', { par: true, dpop: true })

    expect(auth.state.status).toBe('signed-in')
  },
  'par-demands-proof': async () => {
    const { auth, seen } = await signedInAt('par-demands-proof', { par: true, dpop: true })

    expect(auth.state.status).toBe('signed-in')
    expect(seen('par').map(({ headers }) => headers.has('dpop'))).toEqual([false, true])
  },
  'par-wants-secret': async () => {
    const { tab } = await setUpQuirky('par-wants-secret', { par: true })

    await expect(tab.auth().signIn()).rejects.toMatchObject({ code: 'par-invalid' })
  },
  'no-logout-page': async () => {
    const { auth, tab } = await signedInAt('no-logout-page')
    const before = tab.departures.length

    await auth.signOut()

    expect(auth.state).toMatchObject({ status: 'signed-out', reason: 'signed-out' })
    expect(tab.departures).toHaveLength(before)
  },
  'no-revocation': async () => {
    const { auth, tab, seen } = await signedInAt('no-revocation')

    await departure(tab, () => auth.signOut())

    expect(seen('revocation')).toEqual([])
  },
}

describe('what some providers do, told in a word (14)', () => {
  it.each(Object.entries(TESTS))('%s', async (_, test) => test())

  it('ends when the function that tells it is called, and is told of one provider', async () => {
    const { tab, provider } = setUp()
    const stop = provider.lie('no-logout-page')
    const read = async () => (await provider.fetch(`${ISSUER}/.well-known/openid-configuration`)).json()
    expect(await read()).not.toHaveProperty('end_session_endpoint')

    stop()

    expect(await read()).toHaveProperty('end_session_endpoint')
    expect((await signIn(tab, provider)).state.user?.auth_time).toBeGreaterThan(FIRST)
  })
})
