import { describe, expect, it } from 'vitest'
import { isOtherUser } from '../../src/domain/is-other-user.js'
import {
  claimsOf,
  type Grant,
  grantFor,
  hasIdentity,
  isOutdated,
  isSameUser,
  isUsable,
  NO_IDENTITY,
  type Session,
} from '../../src/domain/session.js'
import { type Moment, toInstant, toSpan } from '../../src/domain/time.js'

const at = (milliseconds: number): Moment => ({ wall: toInstant(milliseconds), elapsed: milliseconds })
const AUDIENCE = { key: 'calendar', scope: 'read', parameters: {} }
const granted = (generation: number, changes: Partial<Grant> = {}) => ({ generation, ...changes }) as Grant

/** A session of which only this is looked at. */
const session = (changes: Partial<Session> = {}) =>
  ({
    claims: { iss: 'https://id.example.com', sub: 'ada' },
    idTokenReport: { alg: 'RS256' },
    grant: granted(1),
    grants: {},
    ...changes,
  }) as Session

describe('the token for an audience', () => {
  it('is its own, and never that of the sign-in', () => {
    const grants = { calendar: granted(2) }

    expect(grantFor(session({ grants }), AUDIENCE)).toBe(grants.calendar)
    expect(grantFor(session(), AUDIENCE)).toBeUndefined()
    expect(grantFor(session({ grants }), undefined)?.generation).toBe(1)
  })

  it('is outdated when another came later, and only then', () => {
    const newer = session({ grant: granted(3), grants: { calendar: granted(2) } })

    expect(isOutdated(newer, AUDIENCE)).toBe(true)
    expect(isOutdated(newer, undefined)).toBe(false)
    expect(isOutdated(session({ grant: granted(2), grants: { calendar: granted(2) } }), AUDIENCE)).toBe(false)
    expect(isOutdated(session({ grants: { contacts: granted(2) } }), undefined)).toBe(true)
  })
})

describe('a token', () => {
  const lifetime = toSpan(0, 1_000, at(0))

  it('may be sent until it is over, and for ever when nobody told', () => {
    expect(isUsable(granted(1, { lifetime }), at(999))).toBe(true)
    expect(isUsable(granted(1, { lifetime }), at(1_000))).toBe(false)
    expect(isUsable(granted(1), at(1e12))).toBe(true)
    expect(isUsable(undefined, at(0))).toBe(false)
  })
})

describe('a user', () => {
  const of = (iss: string, sub: string, alg = 'RS256') =>
    session({ claims: { iss, sub }, idTokenReport: { alg } as never })
  const ada = of('https://id.example.com', 'ada')

  it('is the same by issuer and subject together', () => {
    expect(isSameUser(ada, of('https://id.example.com', 'ada'))).toBe(true)
    expect(isSameUser(ada, of('https://id.example.com', 'grace'))).toBe(false)
    expect(isSameUser(ada, of('https://other.example.com', 'ada'))).toBe(false)
  })

  it('is another one only if both are known', () => {
    const nobody = of('https://id.example.com', '', NO_IDENTITY)

    expect(hasIdentity(of('https://id.example.com', '', 'none'))).toBe(false)
    expect(hasIdentity(ada)).toBe(true)
    expect(isOtherUser(ada, of('https://id.example.com', 'grace'))).toBe(true)
    expect(isOtherUser(ada, of('https://id.example.com', 'ada'))).toBe(false)
    expect(isOtherUser(nobody, ada)).toBe(false)
    expect(isOtherUser(ada, nobody)).toBe(false)
  })

  it('is who the signed ID token says, whatever else /userinfo calls them', () => {
    const told = session({ info: { sub: 'mallory', name: 'Ada' } })

    expect(claimsOf(told)).toEqual({ iss: 'https://id.example.com', sub: 'ada', name: 'Ada' })
  })
})
