import footnote from 'markdown-it-footnote'
import { defineConfig } from 'vitepress'
import { useCodeLinks } from './site/codes.js'
import { useSiteLinks } from './site/links.js'
import { toSidebar } from './site/sidebar.js'
import { toSlug } from './site/slug.js'
import { writeTexts } from './site/texts.js'

export default defineConfig({
  lang: 'en',
  title: 'latchkey',
  description: 'Client-side auth for single-page apps.',
  cleanUrls: true,
  cacheDir: '../.cache/vitepress',
  head: [['link', { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' }]],
  markdown: {
    anchor: { slugify: toSlug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (markdown) => {
      markdown.use(footnote).use(useCodeLinks).use(useSiteLinks)
    },
  },
  themeConfig: {
    logo: '/icon.svg',
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Tokens', link: '/tokens' },
      { text: 'Providers', link: '/providers' },
      { text: 'Errors', link: '/errors' },
      { text: 'Security', link: '/security' },
      { text: 'Changelog', link: '/changelog' },
    ],
    sidebar: toSidebar(),
  },
  buildEnd: ({ outDir }) => writeTexts(outDir),
})
