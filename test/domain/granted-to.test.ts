import { describe, expect, it } from 'vitest'
import { grantedTo } from '../../src/domain/api.js'

const CALENDAR = { declared: ['read', 'write'] }

describe('an API', () => {
  it('is granted what it declares, as far as it was granted; all of it when it declares nothing', () => {
    expect(grantedTo(CALENDAR, ['openid', 'read'])).toEqual(['read'])
    expect(grantedTo({ ...CALENDAR, declared: [] }, ['openid', 'read'])).toEqual(['openid', 'read'])
    expect(grantedTo(CALENDAR, undefined)).toBeUndefined()
    expect(grantedTo({ ...CALENDAR, declared: [] }, undefined)).toBeUndefined()
  })

  it('is granted nothing by what is frozen: nobody gives it more later', () => {
    expect(Object.isFrozen(grantedTo(CALENDAR, ['read']))).toBe(true)
    expect(Object.isFrozen(grantedTo({ ...CALENDAR, declared: [] }, ['read']))).toBe(true)
  })
})

describe('what was granted, spelt otherwise by the provider', () => {
  const declaring = (declared: string[], prefixes: string[] = [], key?: string) => ({
    declared,
    prefixes,
    audience: key === undefined ? undefined : { key, scope: '', parameters: {} },
  })

  it('counts in another case, and with or without the resource in front (Entra)', () => {
    const one = declaring(['api://one/Read', 'Write'], ['api://one/'])

    expect(grantedTo(one, ['read'])).toEqual(['api://one/Read'])
    expect(grantedTo(one, ['API://ONE/write', 'openid'])).toEqual(['Write'])
    expect(grantedTo(one, ['api://one/read', 'write'])).toEqual(['api://one/Read', 'Write'])
    expect(grantedTo(one, ['api://two/read', 'readwrite', 'delete'])).toEqual([])
    expect(grantedTo(declaring(['Read']), ['read'])).toEqual(['Read'])
    expect(grantedTo({ ...declaring(['Read']), prefixes: undefined as never }, ['read'])).toEqual(['Read'])
  })

  it('counts for nobody where two APIs could be meant: one is not let in with what the other was given', () => {
    const [one, two] = [declaring(['api://one/Read'], ['api://one/']), declaring(['api://two/Read'], ['api://two/'])]

    expect(grantedTo(one, ['read'], [one, two])).toEqual([])
    expect(grantedTo(two, ['read'], [one, two])).toEqual([])
    expect(grantedTo(one, ['API://ONE/READ'], [one, two])).toEqual(['api://one/Read'])
    expect(grantedTo(two, ['API://ONE/READ'], [one, two])).toEqual([])
    expect(grantedTo(one, ['api://one/Read'], [one, two])).toEqual(['api://one/Read'])
  })

  it('counts all the same beside an API with a token of its own, which this one says nothing of', () => {
    const [one, two] = [
      declaring(['api://one/Read'], ['api://one/']),
      declaring(['api://two/Read'], ['api://two/'], 'two'),
    ]

    expect(grantedTo(one, ['read'], [one, two])).toEqual(['api://one/Read'])
    expect(grantedTo(two, ['read'], [one, two])).toEqual(['api://two/Read'])
  })

  it('counts for the one that says it in full, and not for another of the same letters', () => {
    const [one, two] = [declaring(['Read']), declaring(['read'])]

    expect(grantedTo(one, ['read'], [one, two])).toEqual([])
    expect(grantedTo(two, ['read'], [one, two])).toEqual(['read'])
    expect(grantedTo(one, ['READ'], [one, two])).toEqual([])
    expect(grantedTo(one, ['READ'], [one])).toEqual(['Read'])
  })

  it('counts for nobody where one API declares it twice, with its own resource in front as well', () => {
    const twice = declaring(['api://one/Read', 'READ'], ['api://one/'])

    expect(grantedTo(twice, ['read'])).toEqual([])
    expect(grantedTo(twice, ['API://ONE/read'])).toEqual([])
    expect(grantedTo(twice, ['READ'])).toEqual(['READ'])
    expect(grantedTo(declaring(['api://one/Read'], ['api://one/']), ['API://ONE/read'])).toEqual(['api://one/Read'])
  })

  it('counts for the API whose resource stands in front, and not for one that declares the same with other letters', () => {
    const [one, two] = [declaring(['API://TWO/READ'], ['api://one/']), declaring(['api://two/Read'], ['api://two/'])]

    expect(grantedTo(one, ['api://two/Read'], [one, two])).toEqual([])
    expect(grantedTo(two, ['api://two/Read'], [one, two])).toEqual(['api://two/Read'])
    expect(grantedTo(one, ['API://TWO/READ'], [one, two])).toEqual(['API://TWO/READ'])
  })
})
