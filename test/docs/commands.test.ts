import { describe, expect, it } from 'vitest'
import { PAGES, readPage } from './pages.js'

const COMMANDS = PAGES.flatMap((page) =>
  readPage(page)
    .split('\n')
    .map((line) => ({ page, line })),
)
const find = (pattern: RegExp) => COMMANDS.filter(({ line }) => pattern.test(line))

describe('the commands of the pages', () => {
  it('16.6: run the program of the package that is installed, and never what the registry has under its name', () => {
    expect(find(/\bnpx --no latchkey /).length).toBeGreaterThan(8)
    expect(find(/\b(npx(?! --no )|npm exec|pnpm dlx|yarn dlx|bunx)\b.* latchkey(?![\w/.-])/)).toEqual([])
  })
})
