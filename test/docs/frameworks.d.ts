// What the pages take for granted, as the tools of a framework give it to an app.
declare module '*.vue' {
  const component: import('vue').Component
  // biome-ignore lint/style/noDefaultExport: so a component is imported
  export default component
}

// What Nuxt imports by itself.
declare function defineNuxtPlugin(plugin: {
  readonly enforce?: 'pre' | 'post'
  readonly setup: (nuxtApp: { readonly vueApp: import('vue').App }) => void
}): unknown
declare function defineNuxtRouteMiddleware(
  middleware: (
    to: import('vue-router').RouteLocationNormalized,
    from: import('vue-router').RouteLocationNormalized,
  ) => ReturnType<import('vue-router').NavigationGuardWithThis<undefined>>,
): unknown
declare function useNuxtApp(): {
  readonly isHydrating?: boolean
  readonly payload: { readonly serverRendered?: boolean }
}
declare function onNuxtReady(callback: () => unknown): void
declare function useRouter(): import('vue-router').Router

// What Solid Router has of it.
declare module '@solidjs/router' {
  export function useNavigate(): (to: string, options?: { readonly replace?: boolean }) => void
}
