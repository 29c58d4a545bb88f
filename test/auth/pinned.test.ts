import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Auth } from '../../src/auth/auth.js'
import { CALENDAR, type HomeOptions, setUp, setUpSignedIn, signIn } from '../support/home.js'
import { until } from '../support/until.js'

const EVENTS = `${CALENDAR}events`
const apis = { calendar: { url: CALENDAR, scopes: ['events.read'], headers: true } }
const setUpAda = ({ auth, ...options }: HomeOptions = {}) => setUpSignedIn({ ...options, auth: { apis, ...auth } })

/** What a call gives that Ada's page makes as it comes back, and Grace has signed in in another tab meanwhile. */
async function callMeanwhile(call: (auth: Auth) => Promise<unknown>) {
  const home = await setUpAda()
  home.tab.freeze()
  const other = home.world.openTab()
  await signIn(other, home.provider, { options: { prompt: 'login' }, visit: { user: 'grace' } })
  await home.world.rest()
  home.tab.restore()
  return call(home.auth).catch((error) => error.code)
}

describe('a call belongs to the user who was present when it was made (R-L11)', () => {
  it.each<[string, (auth: Auth) => Promise<unknown>]>([
    ['fetch', (auth) => auth.fetch(EVENTS)],
    ['headersFor', (auth) => auth.headersFor(EVENTS)],
    ['userInfo', (auth) => auth.userInfo()],
  ])('%s answers no other one', async (_, call) => {
    expect(await callMeanwhile(call)).toBe('user-changed')
  })

  it.each<[string, (auth: Auth) => Promise<unknown>]>([
    ['fetch', (auth) => auth.fetch(EVENTS)],
    ['headersFor', (auth) => auth.headersFor(EVENTS)],
    ['userInfo', (auth) => auth.userInfo()],
  ])('%s by a guest does not go out as a user who comes a moment later', async (_, call) => {
    const home = setUp({ auth: { apis } })
    const auth = home.tab.auth()
    await auth.ready
    home.world.channel.isDeaf = true
    await signIn(home.world.openTab(), home.provider)
    await home.world.rest()
    const { decrypt } = crypto.subtle
    let answer: Promise<unknown> | undefined
    crypto.subtle.decrypt = async (...given: Parameters<typeof decrypt>) => {
      const opened = await decrypt.apply(crypto.subtle, given)
      // The page has read who is there, and shows nobody yet.
      if (auth.state.status === 'signed-out') answer ??= call(auth).catch((error) => error.code)
      return opened
    }

    home.tab.fire('visible')
    await until(() => auth.state.user, 'the page to know')
    crypto.subtle.decrypt = decrypt

    expect(await answer).toBe('sign-in-required')
  })

  it('headersFor gives out nothing when a sign-out comes while the proof is made', async () => {
    const home = await setUpAda({ auth: { dpop: true } })
    const { sign } = crypto.subtle
    let finish: (() => void) | undefined
    crypto.subtle.sign = async (...given: Parameters<typeof sign>) => {
      await new Promise<void>((resolve) => {
        finish = resolve
      })
      return sign.apply(crypto.subtle, given)
    }

    const call = home.auth.headersFor(EVENTS).catch((error) => error.code)
    await until(() => finish, 'the proof to be made')
    crypto.subtle.sign = sign
    const end = home.auth.signOut({ provider: false })
    finish?.()
    await end

    expect(await call).toBe('sign-in-required')
  })

  it.each(['post', 'Get', 'PUT'])('headersFor proves the method as it is sent: %s', async (method) => {
    const home = await setUpAda({ auth: { dpop: true } })

    const headers = await home.auth.headersFor(EVENTS, { method })

    expect(decodeJwt(headers.get('dpop') ?? '')).toMatchObject({ htm: method.toUpperCase() })
  })
})
