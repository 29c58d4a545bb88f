import { beforeAll, expect, it } from 'vitest'
import { BUDGETS, measure } from '../tools/size.mjs'

let sizes: Awaited<ReturnType<typeof measure>>

beforeAll(async () => {
  sizes = await measure()
})

it('an app with a session loads at most 6 KB before it can call its API', () => {
  expect(BUDGETS.firstLoad).toBe(6 * 1024)
  expect(sizes.firstLoad.gzip).toBeLessThanOrEqual(BUDGETS.firstLoad)
})

it('everything with sign-in, callback, signature check, renewal and fetch is at most 16 KB, in chunks or in one file', () => {
  expect(BUDGETS.total).toBe(16 * 1024)
  expect(sizes.total.gzip).toBeLessThanOrEqual(BUDGETS.total)
  expect(sizes.whole.gzip).toBeLessThanOrEqual(BUDGETS.total)
})

it('oauth4webapi is counted, and loaded later', () => {
  const { module } = sizes.modules.find(({ module }) => module.includes('oauth4webapi')) ?? {}

  expect(module).toBeDefined()
  expect(sizes.lazy.reduce((sum, { raw }) => sum + raw, 0)).toBe(sizes.total.raw - sizes.firstLoad.raw)
  expect(sizes.lazy).not.toEqual([])
})
