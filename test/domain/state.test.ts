import { describe, expect, it } from 'vitest'
import { AuthError } from '../../src/domain/errors.js'
import { type AuthState, next, PENDING, type StateEvent } from '../../src/domain/state.js'
import type { User } from '../../src/domain/user.js'

const ADA: User = Object.freeze({ iss: 'https://id.example.com', sub: 'ada', name: 'Ada' })
const SCOPES = Object.freeze({ calendar: ['read'] })
const held = (changes: object = {}): StateEvent<User, string> => ({
  type: 'held',
  user: ADA,
  scopes: SCOPES,
  error: undefined,
  ...changes,
})
const ended = (changes: object = {}): StateEvent<User, string> => ({
  type: 'ended',
  reason: 'none',
  error: undefined,
  ...changes,
})
const signedIn = next<User, string>(PENDING, held())
const denied = new AuthError('sign-in-required', 'Nobody is signed in')

describe('the state', () => {
  it('after a session was found is that of its user', () => {
    expect(signedIn).toEqual({ status: 'signed-in', user: ADA, scopes: SCOPES })
  })

  it('after a session has ended holds nothing of the user', () => {
    expect(next(signedIn, ended({ reason: 'expired' }))).toEqual({ status: 'signed-out', reason: 'expired' })
  })

  it('after a page came back is pending: the user is not shown before the vault was read', () => {
    expect(next(signedIn, { type: 'paused' })).toBe(PENDING)
  })

  it('carries the error of a sign-in that failed, over a session too, and loses it again', () => {
    const failed = next(signedIn, held({ error: denied }))

    expect(failed).toMatchObject({ status: 'signed-in', user: ADA, error: denied })
    expect(next(PENDING, ended({ reason: 'failed', error: denied }))).toMatchObject({ reason: 'failed', error: denied })
    expect('error' in next(failed, held())).toBe(false)
  })

  it('is the same object until something changes', () => {
    const out = next<User, string>(PENDING, ended())

    expect(next(signedIn, held({ user: { ...ADA } }))).toBe(signedIn)
    expect(next(out, ended())).toBe(out)
    expect(next<User, string>(PENDING, { type: 'paused' })).toBe(PENDING)
    expect(next(out, ended({ reason: 'failed' }))).not.toBe(out)
  })

  it('keeps its user while only scopes change, and has another when a claim does', () => {
    const narrowed = next(signedIn, held({ user: { ...ADA }, scopes: { calendar: [] } }))

    expect(narrowed).not.toBe(signedIn)
    expect(narrowed.user).toBe(ADA)
    expect(next(signedIn, held({ user: { ...ADA, name: 'Lady Lovelace' } })).user).toMatchObject({
      name: 'Lady Lovelace',
    })
  })

  it('is frozen, whatever it is', () => {
    const states: AuthState<User>[] = [PENDING, signedIn, next(signedIn, ended())]

    expect(states.every(Object.isFrozen)).toBe(true)
  })
})
