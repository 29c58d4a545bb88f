import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { APP, ISSUER, setUp, signIn } from '../support/home.js'
import { collectPageErrors } from '../support/page-errors.js'
import { until } from '../support/until.js'

// What code of the app does that it should not.

describe('a way back', () => {
  it('that the app cannot take yet does not undo the sign-in', async () => {
    const errors = collectPageErrors()
    const onReturn = () => {
      throw new Error('The router is not ready')
    }
    const { tab, provider } = setUp({ auth: { onReturn } })

    const { state } = await signIn(tab, provider)

    expect(state.status).toBe('signed-in')
    await until(() => errors.length > 0)
    expect(errors).toEqual([new Error('The router is not ready')])
  })
})

describe('the link of third-party-initiated login (R-A16)', () => {
  it('12.5 survives an onReturn that throws', async () => {
    const errors = collectPageErrors()
    const onReturn = (place: string) => {
      if (place.endsWith('/inbox')) throw new Error('the app’s own')
    }
    const { world, tab, provider } = setUp({ auth: { initiateLogin: `${APP}/start`, onReturn } })
    await signIn(tab, provider)
    const search = new URLSearchParams({ iss: ISSUER, target_link_uri: '/inbox' })
    const other = world.openTab(`${APP}/start?${search}`)
    const auth = other.auth()
    await auth.ready
    await until(() => errors.length, 'the error of the page')
    await world.rest()

    expect(other.departures).toEqual([])
    expect(auth.state.status).toBe('signed-in')
    expect(errors).toHaveLength(1)
  })
})

describe('a log', () => {
  it('that throws disturbs nothing: it is the page’s own error', async () => {
    const errors = collectPageErrors()
    const failure = new Error('log')
    const log = () => {
      throw failure
    }
    const { tab } = setUp({ origin: 'http://localhost:5173', auth: { strict: true, log } })
    const auth = tab.auth()
    await auth.ready

    await expect(auth.fetch('https://mail.example.com/')).rejects.toMatchObject({ code: 'api-undeclared' })
    await until(() => errors.length, 'the error of the page')

    expect(errors).toEqual([failure])
  })
})

describe('the schema of a profile', () => {
  it('that answers later, with a promise of another realm, has not accepted the user', async () => {
    const validate = () => runInNewContext("Promise.resolve({ issues: [{ message: 'no' }] })")
    const profile = { '~standard': { version: 1, vendor: 'test', validate } } as never
    const { tab, provider } = setUp({ auth: { profile } })

    const { state } = await signIn(tab, provider)

    expect(state).toMatchObject({ status: 'signed-out', error: { code: 'user-profile' } })
  })
})
