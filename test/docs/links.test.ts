import { describe, expect, it } from 'vitest'
import { findDeadLinks } from './links.js'
import { PAGES, readPage } from './pages.js'

describe('the links of the pages', () => {
  it.each([...PAGES, 'CONTRIBUTING.md', 'SECURITY.md'])('18.2: of %s lead to what is there', (page) => {
    expect(findDeadLinks(page, readPage(page))).toEqual([])
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
