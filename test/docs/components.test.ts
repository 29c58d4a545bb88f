import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readPage, toBlocks } from './pages.js'

const FRAMEWORKS = ['react', 'vue', 'svelte', 'angular', 'solid']

/** The test alone, without what it imports and the component that it shows. */
const toTest = (code: string): string => code.slice(code.indexOf("\nit('") + 1)

describe('16.1 a component test with createTestAuth', () => {
  it.each(FRAMEWORKS)('in %s has at most 8 lines, and docs/testing.md shows the one that runs here', (framework) => {
    const test = toTest(readFileSync(`test/docs/components/${framework}.test.ts`, 'utf8'))
    const shown = toBlocks(readPage('docs/testing.md')).find(({ code }) =>
      code.startsWith(`// ${framework}/badge.test.ts\n`),
    )

    expect(test).toMatch(/^it\('shows .*createTestAuth\(.*\}\)\n$/s)
    expect(test.split('\n').filter((line) => line.trim()).length).toBeLessThanOrEqual(8)
    expect(shown?.code.endsWith(test)).toBe(true)
  })

  it.each(FRAMEWORKS.filter((name) => name !== 'svelte'))('in %s is shown with the whole file', (framework) => {
    const [, ...lines] = readFileSync(`test/docs/components/${framework}.test.ts`, 'utf8').split('\n')

    expect(readPage('docs/testing.md')).toContain(`\`\`\`ts\n// ${framework}/badge.test.ts\n${lines.join('\n')}\`\`\``)
  })
})
