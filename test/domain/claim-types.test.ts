import { describe, expect, it } from 'vitest'
import { toTyped } from '../../src/domain/claim-types.js'

/** What is kept of claims, and of which a developer is told. */
function typed(claims: Readonly<Record<string, unknown>>) {
  const told: string[] = []
  return { kept: toTyped(claims, (name) => told.push(name)), told }
}

const TEXTS =
  'iss acr name given_name family_name middle_name nickname preferred_username profile picture website email gender birthdate zoneinfo locale phone_number'
const PARTS = 'formatted street_address locality region postal_code country'

describe('a claim of another type than it has', () => {
  it.each(TEXTS.split(' '))('is left out: %s, which is a text', (name) => {
    expect(typed({ [name]: 7 })).toStrictEqual({ kept: {}, told: [name] })
    expect(typed({ [name]: 'seven' })).toStrictEqual({ kept: { [name]: 'seven' }, told: [] })
  })

  it.each(PARTS.split(' '))('is left out: %s of an address', (name) => {
    expect(typed({ address: { [name]: [] } })).toStrictEqual({ kept: { address: {} }, told: [`address.${name}`] })
    expect(typed({ address: { [name]: 'x' } })).toStrictEqual({ kept: { address: { [name]: 'x' } }, told: [] })
  })

  it.each(['email_verified', 'phone_number_verified'])('is left out: %s, which is true or false', (name) => {
    expect(typed({ [name]: 'yes' })).toStrictEqual({ kept: {}, told: [name] })
    expect(typed({ [name]: 1 })).toStrictEqual({ kept: {}, told: [name] })
    expect(typed({ [name]: false })).toStrictEqual({ kept: { [name]: false }, told: [] })
    expect(typed({ [name]: true })).toStrictEqual({ kept: { [name]: true }, told: [] })
  })

  it('is mended where a text says it: a verified address is not taken for one that is not, nor the other way', () => {
    expect(typed({ email_verified: 'true' })).toStrictEqual({
      kept: { email_verified: true },
      told: ['email_verified'],
    })
    expect(typed({ email_verified: 'false' })).toStrictEqual({
      kept: { email_verified: false },
      told: ['email_verified'],
    })
  })

  it.each([
    ['auth_time', 0],
    ['auth_time', -1],
    ['auth_time', '1700000000'],
    ['auth_time', Number.POSITIVE_INFINITY],
    ['updated_at', '1700000000'],
    ['updated_at', Number.NaN],
    ['amr', 'pwd'],
    ['amr', ['pwd', 7]],
  ])('is left out: %s of %s', (name, value) => {
    expect(typed({ [name]: value })).toStrictEqual({ kept: {}, told: [name] })
  })

  it.each([
    ['auth_time', 1],
    ['updated_at', 0],
    ['updated_at', -1],
    ['amr', []],
    ['amr', ['pwd', 'otp']],
  ])('is not its neighbour: %s of %s stays', (name, value) => {
    expect(typed({ [name]: value })).toStrictEqual({ kept: { [name]: value }, told: [] })
  })
})

describe('an address', () => {
  it.each([
    ['a text', 'x'],
    ['a number', 7],
    ['a list', []],
  ])('that is %s is left out, and told of', (_, address) => {
    expect(typed({ address })).toStrictEqual({ kept: {}, told: ['address'] })
  })

  it.each([[undefined], [null]])('that is %s is none, and nothing to tell', (address) => {
    expect(typed({ address })).toStrictEqual({ kept: {}, told: [] })
  })
})

describe('claims', () => {
  it('that are null are absent, and those that nobody knows stay as they are', () => {
    expect(typed({ name: null, tenant: null })).toStrictEqual({ kept: {}, told: [] })
    expect(typed({ tenant: { id: 7 } })).toStrictEqual({ kept: { tenant: { id: 7 } }, told: [] })
  })

  it('that are told of elsewhere go: they bring tokens of others along (OpenID Connect Core 1.0, section 5.6.2)', () => {
    const sources = { _claim_names: { email: 's' }, _claim_sources: { s: { access_token: 'secret' } } }

    expect(typed({ sub: 'ada', ...sources })).toStrictEqual({ kept: { sub: 'ada' }, told: [] })
  })
})
