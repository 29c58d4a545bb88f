import { describe, expect, it } from 'vitest'
import { ChosenTests } from './chosen-tests.js'

const PER_TEST = {
  'a.test.ts#goes through everything': { 1: 1, 2: 1, 3: 1 },
  'a.test.ts#is about the first': { 1: 1 },
  'b.test.ts#is far away': { 900: 1 },
}
const tests = new ChosenTests({ perTest: PER_TEST }, [
  ...Object.keys(PER_TEST),
  'a.test.ts#looks at what is there',
  'b.test.ts#looks at what is there, too',
])
const choose = (mutant: string, isStatic: boolean) => Object.fromEntries(tests.choose(mutant, isStatic))

describe('a mutant', () => {
  it('meets the tests that reach it, and those first that reach little else', () => {
    expect(choose('1', false)).toEqual({ 'a.test.ts': ['is about the first', 'goes through everything'] })
    expect(choose('2', false)).toEqual({ 'a.test.ts': ['goes through everything'] })
  })

  it('in what is read as modules load meets those that look at what is there, beside the tests of its neighbours', () => {
    expect(choose('4', true)).toEqual({
      'a.test.ts': ['looks at what is there', 'is about the first', 'goes through everything'],
    })
  })

  it('that no test reaches, and of whose neighbours none is reached, has none chosen for it: it meets all', () => {
    expect(choose('4', false)).toEqual({})
    expect(choose('500', true)).toEqual({})
  })
})
