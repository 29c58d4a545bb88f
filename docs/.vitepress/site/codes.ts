import type { MarkdownRenderer } from 'vitepress'
import { isCode } from './error-pages.js'

/** On the page of all errors, the heading of each code leads to the page of that code. */
export function useCodeLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('code-links', ({ tokens, env, Token }) => {
    if (env.relativePath !== 'errors.md') return
    for (const { type, content, children } of tokens) {
      if (type !== 'inline' || !children || !isCode(content)) continue
      const open = new Token('link_open', 'a', 1)
      open.attrSet('href', `/errors/${content}`)
      children.splice(0, 1, open, ...children.slice(0, 1), new Token('link_close', 'a', -1))
    }
  })
}
