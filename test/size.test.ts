import { beforeAll, expect, it } from 'vitest'
import { BUDGETS, measure } from '../tools/size.mjs'

let sizes: Awaited<ReturnType<typeof measure>>

beforeAll(async () => {
  sizes = await measure()
})

it.each(['firstLoad', 'total', 'whole'] as const)('%s stays below its ceiling, which is near', (name) => {
  const { aim, ceiling } = BUDGETS[name]
  const { gzip } = sizes[name]

  expect(gzip).toBeLessThanOrEqual(ceiling)
  // A ceiling far above what is measured would let it grow unseen: take it down with every gain.
  expect(ceiling - gzip).toBeLessThan(1024)
  expect(ceiling).toBeGreaterThanOrEqual(aim)
})

it('counts what is loaded later, and no package of anybody else', () => {
  expect(sizes.modules.filter(({ module }) => module.includes('node_modules'))).toEqual([])
  expect(sizes.lazy.reduce((sum, { raw }) => sum + raw, 0)).toBe(sizes.total.raw - sizes.firstLoad.raw)
  expect(sizes.lazy).not.toEqual([])
})
