import { describe, expect, it } from 'vitest'
import { countLines, readPage, toBlocks } from './pages.js'

const blocks = toBlocks(readPage('README.md'))

const linesOf = (...names: readonly string[]): number => countLines('README.md', ...names)

describe('the lines of the README', () => {
  it('are nine without a framework, to a login and a call', () => {
    expect(linesOf('vanilla/main.ts')).toBeLessThanOrEqual(9)
  })

  it('are thirteen to a login in React, one more for an API and one for a call', () => {
    const toLogin = linesOf('react/main.tsx')

    expect(toLogin).toBeLessThanOrEqual(13)
    expect(linesOf('react/calendar.tsx') - toLogin).toBe(2)
  })

  it.each([
    ['Vue', ['vue/main.ts', 'vue/App.vue']],
    ['Svelte', ['svelte/App.svelte']],
    ['Solid', ['solid/main.tsx']],
  ])('are at most thirteen to a login in %s', (_, names) => {
    expect(linesOf(...names)).toBeLessThanOrEqual(13)
  })

  it('are thirteen to a login in Angular, and three more to the first call through HttpClient', () => {
    const toLogin = linesOf('angular/main.ts')

    expect(toLogin).toBeLessThanOrEqual(13)
    expect(linesOf('angular/calendar.ts') - toLogin).toBe(3)
  })

  it('hold whole apps: each creates its client and ends in what shows it', () => {
    const apps = blocks.filter(({ code }) => /^(\/\/|<!--) (vanilla|react|solid|angular|svelte)\//.test(code))

    expect(apps).toHaveLength(7)
    for (const { code } of apps)
      expect(code).toMatch(/createAuth\([\s\S]*(render\(|bootstrapApplication\(|subscribe\(|<button)/)
  })
})
