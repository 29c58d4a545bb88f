import { describe, expect, it } from 'vitest'
import { reveal } from '../../src/domain/secret.js'
import { isOver } from '../../src/domain/time.js'
import { fromRecord } from '../../src/session/record.js'
import { toRecord } from '../../src/session/to-record.js'
import { ISSUER } from '../support/home.js'
import { grantOf, openedVault, sessionOf } from '../support/opened-vault.js'

/** A record of a session, changed, and read again where it was kept. */
function setUpRecord() {
  const { platform, world } = openedVault()
  const moment = platform.now()
  const lifetime = { from: moment.wall, until: moment.wall + 300_000, elapsedUntil: 300_000 } as never
  const grant = grantOf('one', { lifetime, receivedAt: moment.wall })
  const session = sessionOf(platform, { grant, grants: { calendar: grantOf('two', { generation: 3 }) } })
  const record = JSON.parse(toRecord(session))
  const read = (changed: unknown, issuer = ISSUER) =>
    fromRecord(JSON.stringify(changed), { issuer, proofKey: undefined, moment: platform.now() })
  return { world, platform, session, record, read }
}

describe('a record of a session', () => {
  it('gives the session back, with every token where it was', () => {
    const { read, record, session, platform } = setUpRecord()

    const again = read(record)

    expect(again).toMatchObject({ claims: session.claims, scope: session.scope, signedInAt: session.signedInAt })
    expect([again.idToken, again.refreshToken ?? again.idToken].map(reveal)).toEqual(['id-token-1', 'refresh-token-1'])
    expect(reveal(again.grant.accessToken)).toBe('one')
    expect(again.grants['calendar']).toMatchObject({ generation: 3, scopes: ['openid', 'events.read'] })
    expect(again.grant.lifetime && isOver(again.grant.lifetime, platform.now())).toBe(false)
    expect(again.grants['calendar']?.lifetime).toBeUndefined()
  })

  it('of a session without a refresh token gives one without', () => {
    const { read, record } = setUpRecord()

    expect(read({ ...record, tokens: [record.tokens[0], null] }).refreshToken).toBeUndefined()
  })

  const withGrant = (changes: object) => (record: { grant: object }) => ({
    ...record,
    grant: { ...record.grant, ...changes },
  })
  const lasting = (changes: object) => withGrant({ lifetime: { from: 1, until: 2, ...changes } })

  it.each<[string, (record: never) => unknown]>([
    ['no ID token', (record) => ({ ...Object(record), tokens: ['', 'refresh'] })],
    ['an ID token that is no text', (record) => ({ ...Object(record), tokens: [7, 'refresh'] })],
    ['a refresh token that is no text', (record) => ({ ...Object(record), tokens: ['id', 7] })],
    ['an empty refresh token', (record) => ({ ...Object(record), tokens: ['id', ''] })],
    ['no subject', (record) => ({ ...Object(record), claims: { iss: ISSUER } })],
    ['a subject that is no text', (record) => ({ ...Object(record), claims: { iss: ISSUER, sub: 7 } })],
    [
      'claims of another issuer',
      (record) => ({ ...Object(record), claims: { iss: 'https://evil.example', sub: 'ada' } }),
    ],
    [
      'a provider of another issuer',
      (record) => ({ ...Object(record), provider: { ...Object(record).provider, issuer: 'https://evil.example' } }),
    ],
    [
      'no token endpoint',
      (record) => ({ ...Object(record), provider: { ...Object(record).provider, token_endpoint: undefined } }),
    ],
    ['no scope', (record) => ({ ...Object(record), scope: undefined })],
    ['no time of sign-in', (record) => ({ ...Object(record), signedInAt: undefined })],
    ['a time of sign-in that is a text', (record) => ({ ...Object(record), signedInAt: '1' })],
    ['a clock that is off by nobody knows how much', (record) => ({ ...Object(record), clockOffset: null })],
    ['tokens of a key that is not there', (record) => ({ ...Object(record), jkt: 'thumbprint' })],
    ['no word of how the ID token was checked', (record) => ({ ...Object(record), idTokenReport: undefined })],
    ['no access token', withGrant({ token: '' })],
    ['an access token that is no text', withGrant({ token: 7 })],
    ['a scope that is no text', withGrant({ scopes: ['openid', 7] })],
    ['a generation that is no number', withGrant({ generation: '0' })],
    ['a lifetime without a start', lasting({ from: 'x' })],
    ['a lifetime without an end', lasting({ until: 'x' })],
    ['a time of arrival that is no number', withGrant({ receivedAt: 'x' })],
    [
      'another token that is none',
      (record) => ({ ...Object(record), grants: { calendar: { ...Object(record).grant, token: '' } } }),
    ],
  ])('is none with %s (R-K03)', (_, change) => {
    const { read, record } = setUpRecord()

    expect(() => read(change(record as never))).toThrow('No session')
    expect(() => read(record)).not.toThrow()
  })

  it('is none where another issuer is configured (R-R09)', () => {
    const { read, record } = setUpRecord()

    expect(() => read(record, 'https://other.example.com')).toThrow(TypeError)
  })
})
