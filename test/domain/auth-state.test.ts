import { describe, expect, it } from 'vitest'
import { type AnyState, type AuthState, next, PENDING } from '../../src/domain/auth-state.js'
import { AuthError } from '../../src/domain/errors.js'
import type { User } from '../../src/domain/user.js'

const ADA: User = Object.freeze({ iss: 'https://id.example.com', sub: 'ada', name: 'Ada' })
const SCOPES = Object.freeze({ calendar: ['read'] })
type State = AuthState<User>

const held = (changes: object = {}): State => ({ status: 'signed-in', user: ADA, scopes: SCOPES, ...changes })
const ended = (changes: object = {}): State => ({ status: 'signed-out', reason: 'none', ...changes })
const signedIn = next<User, string>(PENDING, held())
const denied = new AuthError('sign-in-required', 'Nobody is signed in')

describe('the state', () => {
  it('is not known at first', () => {
    expect(PENDING).toEqual({ status: 'pending' })
  })

  it('is another when the error is, though it looks the same', () => {
    const again = new AuthError('sign-in-required', 'Nobody is signed in')
    const failed = next<User, string>(PENDING, ended({ error: denied }))

    expect(next(failed, ended({ error: again })).error).toBe(again)
    expect(next(failed, ended({ error: denied }))).toBe(failed)
  })

  it('after a session was found is that of its user', () => {
    expect(signedIn).toEqual({ status: 'signed-in', user: ADA, scopes: SCOPES })
  })

  it('after a session has ended holds nothing of the user', () => {
    expect(next(signedIn, ended({ reason: 'expired' }))).toEqual({ status: 'signed-out', reason: 'expired' })
  })

  it('after a page came back is pending: the user is not shown before the vault was read', () => {
    expect(next(signedIn, PENDING)).toBe(PENDING)
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
    expect(next<User, string>(PENDING, PENDING)).toBe(PENDING)
    expect(next(out, ended({ reason: 'failed' }))).not.toBe(out)
  })

  it('is another when a claim or what was granted changes', () => {
    expect(next(signedIn, held({ scopes: { calendar: [] } }))).toMatchObject({ scopes: { calendar: [] } })
    expect(next(signedIn, held({ user: { ...ADA, name: 'Lady Lovelace' } })).user).toMatchObject({
      name: 'Lady Lovelace',
    })
  })

  it('is frozen, whatever it is', () => {
    const states: AnyState<User>[] = [PENDING, signedIn, next(signedIn, ended())]

    expect(states.every(Object.isFrozen)).toBe(true)
  })
})
