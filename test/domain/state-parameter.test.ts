import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isStateOf, toClientHash, toState } from '../../src/domain/state-parameter.js'

describe('a mark', () => {
  it('is the same for the same client, and short enough for an address', () => {
    expect(toClientHash('https://id.example.com', 'app')).toBe(toClientHash('https://id.example.com', 'app'))
    expect(toClientHash('https://id.example.com', 'app')).toMatch(/^[a-z\d]{1,16}$/)
  })

  it('tells clients apart, also where their names run into each other', () => {
    const marks = [
      ['https://id.example.com', 'app'],
      ['https://id.example.com', 'app2'],
      ['https://id.example.com/', 'app'],
      ['https://id.example.coma', 'pp'],
      ['https://other.example.com', 'app'],
    ].map(([issuer = '', client = '']) => toClientHash(issuer, client))

    expect(new Set(marks).size).toBe(5)
  })

  it('does not collide among thousands of clients', () => {
    const marks = Array.from({ length: 5_000 }, (_, number) => toClientHash('https://id.example.com', `app-${number}`))

    expect(new Set(marks).size).toBe(5_000)
  })
})

describe('a state', () => {
  it('is known again by its mark and nothing else', () => {
    const mark = toClientHash('https://id.example.com', 'app')

    expect(isStateOf(toState(mark, 'r', 'random'), mark)).toBe(true)
    for (const foreign of ['', mark, `${mark}r.x`, `x${mark}.r.x`, toState(`${mark}2`, 'r', 'x')]) {
      expect(isStateOf(foreign, mark)).toBe(false)
    }
  })

  it('of somebody else is never taken for ours', () => {
    const mark = toClientHash('https://id.example.com', 'app')

    fc.assert(fc.property(fc.string(), (text) => !isStateOf(text, mark)))
  })
})
