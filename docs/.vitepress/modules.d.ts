declare module 'markdown-it-footnote' {
  import type { MarkdownRenderer } from 'vitepress'

  const footnote: (markdown: MarkdownRenderer) => void
  export default footnote
}
declare module '*.css' {}
