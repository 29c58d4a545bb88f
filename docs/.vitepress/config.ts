import footnote from 'markdown-it-footnote'
import { defineConfig } from 'vitepress'
import { useCodeLinks } from './site/codes.js'
import { withoutCodes, writeErrorPages } from './site/error-pages.js'
import { readGroups } from './site/groups.js'
import { useSiteLinks } from './site/links.js'
import { CHANGELOG } from './site/pages.js'
import { toSidebar } from './site/sidebar.js'
import { toSlug } from './site/slug.js'
import { useBareCorners } from './site/tables.js'
import { writeTexts } from './site/texts.js'

// Before it is looked which pages there are.
writeErrorPages()
const pages = readGroups().flatMap((group) => group.pages)

export default defineConfig({
  lang: 'en',
  title: 'latchkey',
  description: 'Client-side auth for single-page apps.',
  cleanUrls: true,
  // Where a reader's own app answers.
  ignoreDeadLinks: 'localhostLinks',
  rewrites: { 'changelog/index.md': CHANGELOG },
  cacheDir: '../.cache/vitepress',
  transformPageData: ({ relativePath }) => ({
    description: pages.find(({ file }) => file === relativePath)?.summary ?? '',
  }),
  transformHead: ({ siteData }) => [['link', { rel: 'icon', href: `${siteData.base}icon.svg`, type: 'image/svg+xml' }]],
  markdown: {
    anchor: { slugify: toSlug },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config: (markdown) => {
      markdown.use(footnote).use(useCodeLinks).use(useSiteLinks).use(useBareCorners)
    },
  },
  themeConfig: {
    logo: '/icon.svg',
    search: {
      provider: 'local',
      options: {
        translations: { button: { buttonText: 'Search', buttonAriaLabel: 'Search' } },
        _render: (text, env, markdown) =>
          markdown.render(env.relativePath === 'errors.md' ? withoutCodes(text) : text, env),
      },
    },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/start/vanilla' },
      { text: 'Providers', link: '/providers' },
      { text: 'Recipes', link: '/recipes' },
      { text: 'Errors', link: '/errors' },
      { text: 'API', link: '/reference/' },
      { text: 'Security', link: '/security' },
      { text: 'Changelog', link: '/changelog' },
    ],
    sidebar: toSidebar(),
  },
  buildEnd: ({ outDir }) => writeTexts(outDir),
})
