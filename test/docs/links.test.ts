import { describe, expect, it } from 'vitest'
import { findBarePaths, findDeadLinks } from './links.js'
import { PAGES, readPage } from './pages.js'

describe('the links of the pages', () => {
  it.each([...PAGES, 'CONTRIBUTING.md', 'SECURITY.md'])('18.2: of %s lead to what is there', (page) => {
    expect(findDeadLinks(page, readPage(page))).toEqual([])
  })

  it.each(PAGES.filter((page) => page.startsWith('docs/')))(
    '18.2: of %s have a title, and no path stands for one',
    (page) => {
      expect(findBarePaths(readPage(page))).toEqual([])
    },
  )

  it('are missing where a path stands in the text or as the text of a link, and not in code', () => {
    const text = `docs/recipes.md has more, [docs/apis.md](apis.md) and [testing/jest.md](testing/jest.md) too
[the recipes](../docs/recipes.md), \`docs/errors.md\`, https://example.com/docs/x.md
\`\`\`sh
cat docs/errors.md
\`\`\`
`

    expect(findBarePaths(text)).toEqual(['docs/recipes.md', 'docs/apis.md', 'testing/jest.md'])
  })

  it('are dead where a file or a heading is missing, and nowhere else', () => {
    const text = `# A \`page\`, and more
[this one](#a-page-and-more), [that](#a-page), [again](#a-page-and-more-1)
[a file](apis.md), [none](nowhere.md), [up](../README.md), [a heading](errors.md#token-invalid), [none](errors.md#token-odd)
[elsewhere](https://example.com/nowhere.md), \`[code](nowhere.md)\`
\`\`\`ts
const link = '[text](nowhere.md)'
\`\`\`
# A page, and more
`

    expect(findDeadLinks('docs/made-up.md', text)).toEqual(['#a-page', 'nowhere.md', 'errors.md#token-odd'])
  })
})
