import { readErrorPages } from '../.vitepress/site/error-pages.js'

export default {
  watch: ['../errors.md'],
  paths: () => readErrorPages().map(({ code, text }) => ({ params: { code }, content: text })),
}
