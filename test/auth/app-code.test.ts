import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { setUp, signIn } from '../support/home.js'
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

describe('the schema of a profile', () => {
  it('that answers later, with a promise of another realm, has not accepted the user', async () => {
    const validate = () => runInNewContext("Promise.resolve({ issues: [{ message: 'no' }] })")
    const profile = { '~standard': { version: 1, vendor: 'test', validate } } as never
    const { tab, provider } = setUp({ auth: { profile } })

    const { state } = await signIn(tab, provider)

    expect(state).toMatchObject({ status: 'signed-out', error: { code: 'user-profile' } })
  })
})
