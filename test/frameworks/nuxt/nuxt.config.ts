export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  telemetry: false,
  app: { head: { title: 'Events', link: [{ rel: 'icon', href: 'data:,' }] } },
  // The page that the provider sends back to. The others are rendered for each request.
  routeRules: { '/': { prerender: true } },
})
