import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { countLines, readPage, toBlocks } from './pages.js'

const linesOf = (page: string, ...names: readonly string[]): number => countLines(`docs/start/${page}.md`, ...names)

describe('the lines of docs/start', () => {
  it('are nine without a framework, to a login and a call', () => {
    expect(linesOf('vanilla', 'src/main.ts')).toBeLessThanOrEqual(9)
  })

  it('are thirteen to a login in React, one more for an API and one for a call', () => {
    const toLogin = linesOf('react', 'src/main.tsx')

    expect(toLogin).toBeLessThanOrEqual(13)
    expect(linesOf('react', 'src/main-with-call.tsx') - toLogin).toBe(2)
  })

  it.each([
    ['vue', ['src/main.ts', 'src/App.vue']],
    ['svelte', ['src/App.svelte']],
    ['solid', ['src/index.tsx']],
  ])('are at most thirteen to a login in %s', (page, names) => {
    expect(linesOf(page, ...names)).toBeLessThanOrEqual(13)
  })

  it('are thirteen to a login in Angular, and three more to the first call through HttpClient', () => {
    const toLogin = linesOf('angular', 'src/main.ts')

    expect(toLogin).toBeLessThanOrEqual(13)
    expect(linesOf('angular', 'src/main-with-call.ts') - toLogin).toBe(3)
  })

  it('18.2: hold whole apps: each page creates its client, shows who it is and calls the API', () => {
    const pages = readdirSync('docs/start').filter((file) => file.endsWith('.md'))

    expect(pages).toHaveLength(9)
    for (const file of pages) {
      const code = toBlocks(readPage(`docs/start/${file}`))
        .filter(({ language }) => !['sh', 'text'].includes(language))
        .map((block) => block.code)
        .join('')
      expect(code, file).toMatch(/createAuth\(/)
      expect(code, file).toMatch(/(render\(|bootstrapApplication\(|subscribe\(|<button)/)
      expect(code, file).toMatch(/(fetch|get)\('http:\/\/127\.0\.0\.1:5172\/v1\/events'/)
    }
  })
})
