import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ALL } from '../support/error-traits.js'

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
