import type { MarkdownRenderer } from 'vitepress'

/** A corner of a table that says nothing heads nothing: for those who listen it is no heading. */
export function useBareCorners(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('bare-corners', ({ tokens }) => {
    for (const [index, { type, content }] of tokens.entries()) {
      if (type !== 'inline' || content || tokens[index - 1]?.type !== 'th_open') continue
      for (const token of [tokens[index - 1], tokens[index + 1]]) if (token) token.tag = 'td'
    }
  })
}
