import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AuthError, type Ends, type ErrorCode, isAuthError, type Retry } from '../../src/domain/errors.js'
import { toAuthError } from '../../src/domain/to-auth-error.js'

/** What the caller has lost, and what helps: the contract of every code. */
const TRAITS: Readonly<Record<ErrorCode, readonly [Ends, Retry]>> = {
  'not-in-browser': ['request', 'never'],
  'insecure-context': ['sign-in', 'never'],
  'storage-blocked': ['sign-in', 'never'],
  'protocol-unavailable': ['request', 'later'],
  'discovery-unreachable': ['sign-in', 'later'],
  'discovery-invalid': ['sign-in', 'never'],
  'discovery-issuer-mismatch': ['sign-in', 'never'],
  'discovery-endpoint': ['sign-in', 'never'],
  'discovery-unsupported': ['sign-in', 'never'],
  'sign-in-required': ['request', 'sign-in'],
  'sign-in-superseded': ['sign-in', 'never'],
  'sign-in-popup-blocked': ['sign-in', 'sign-in'],
  'sign-in-popup-closed': ['sign-in', 'sign-in'],
  'sign-in-no-answer': ['sign-in', 'sign-in'],
  'sign-in-embedded': ['sign-in', 'never'],
  'sign-in-denied': ['sign-in', 'sign-in'],
  'sign-in-interaction-required': ['sign-in', 'sign-in'],
  'sign-in-unavailable': ['sign-in', 'later'],
  'sign-in-refused': ['sign-in', 'never'],
  'par-unavailable': ['sign-in', 'later'],
  'par-refused': ['sign-in', 'never'],
  'par-invalid': ['sign-in', 'never'],
  'sign-in-loop': ['sign-in', 'never'],
  'signed-out-meanwhile': ['sign-in', 'sign-in'],
  'callback-unknown-state': ['sign-in', 'sign-in'],
  'callback-redirect-uri': ['sign-in', 'never'],
  'callback-parameter': ['sign-in', 'sign-in'],
  'callback-issuer': ['sign-in', 'never'],
  'token-unreachable': ['sign-in', 'sign-in'],
  'token-unavailable': ['sign-in', 'later'],
  'token-redirected': ['sign-in', 'never'],
  'token-invalid': ['sign-in', 'never'],
  'token-code-rejected': ['sign-in', 'sign-in'],
  'token-client-refused': ['sign-in', 'never'],
  'token-refused': ['sign-in', 'never'],
  'id-token-missing': ['sign-in', 'never'],
  'id-token-malformed': ['sign-in', 'never'],
  'id-token-algorithm': ['sign-in', 'never'],
  'id-token-keys': ['sign-in', 'later'],
  'id-token-signature': ['sign-in', 'sign-in'],
  'id-token-claim': ['sign-in', 'sign-in'],
  'id-token-clock': ['sign-in', 'sign-in'],
  'user-profile': ['sign-in', 'never'],
  'user-info': ['request', 'later'],
  'user-changed': ['request', 'never'],
  'refresh-missing': ['session', 'sign-in'],
  'refresh-unavailable': ['request', 'later'],
  'refresh-rejected': ['session', 'sign-in'],
  'refresh-invalid': ['session', 'sign-in'],
  'refresh-lost': ['session', 'sign-in'],
  'api-not-granted': ['request', 'sign-in'],
  'api-undeclared': ['request', 'never'],
}

// A list of pairs loses the type of its names.
const ALL = Object.entries(TRAITS) as readonly (readonly [ErrorCode, readonly [Ends, Retry]])[]

/** Every place in the source where an error is made: its code and the text or template of its message. */
function throwSites(): readonly { readonly code: string; readonly message: string; readonly file: string }[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return files.flatMap((file) => {
    const source = readFileSync(join('src', file), 'utf8')
    const calls = source.matchAll(
      /(?:new AuthError|toAuthError)(?:<[^>]*>)?\(\s*'([\w-]+)',\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)"|`([^`]*)`)/g,
    )
    return [...calls].map(([, code = '', single, double, template]) => ({
      code,
      message: single ?? double ?? template ?? '',
      file,
    }))
  })
}

describe('a code', () => {
  it.each(ALL)('%s says what is lost and what helps (R-E02)', (code, [ends, retry]) => {
    const error = toAuthError(code, 'Something happened', undefined as never)

    expect(error).toMatchObject({ code, ends, retry, name: 'AuthError' })
    expect(error.docs).toMatch(new RegExp(`errors\\.md#${code}$`))
  })

  it('is thrown somewhere, each of them', () => {
    const thrown = new Set(throwSites().map(({ code }) => code))
    const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('domain/errors.ts') && !file.includes('explan'))
      .map((file) => readFileSync(join('src', file), 'utf8'))
      .join('\n')

    // Some are chosen first and made afterwards: then their name stands in the source all the same.
    expect(ALL.map(([code]) => code).filter((code) => !thrown.has(code) && !source.includes(`'${code}'`))).toEqual([])
  })
})

describe('a message', () => {
  it('is one short sentence without a full stop, at every throwing site', () => {
    const sites = throwSites()

    expect(sites.length).toBeGreaterThan(30)
    expect(sites.filter(({ message }) => message.length > 70)).toEqual([])
    expect(sites.filter(({ message }) => !/^[A-Z]/.test(message) || message.endsWith('.'))).toEqual([])
  })

  it('holds nothing but what is known beforehand: no value of a token, a claim or an address', () => {
    const inserted = throwSites().flatMap(({ message }) =>
      [...message.matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => name),
    )

    // Names of parameters, claims and endpoints from lists of our own, and words of ours; anything else is looked at first.
    const known = ['name', 'claim', 'what', 'why', 'feature', 'parameter', 'endpoint', 'wrong', 'value ?? name']
    expect(inserted.filter((name) => !known.includes(name ?? ''))).toEqual([])
  })
})

describe('isAuthError', () => {
  it('knows one of another copy of latchkey on the page', () => {
    const foreign = Object.assign(new Error('x'), { name: 'AuthError', code: 'sign-in-required' })

    expect(isAuthError(new AuthError('sign-in-required', 'x'))).toBe(true)
    expect(isAuthError(foreign)).toBe(true)
  })

  it.each([undefined, null, 'AuthError', new Error('x'), new TypeError('x'), { name: 'AuthError', code: 'x' }])(
    'takes nothing else for one: %s',
    (value) => {
      expect(isAuthError(value)).toBe(false)
    },
  )
})
