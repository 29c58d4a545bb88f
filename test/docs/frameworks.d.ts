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

// What the recipe takes of Cypress, whose own types are checked by hand: they bring a second `expect` for every test.
declare const cy: {
  intercept(
    url: string,
    handler: (request: {
      readonly url: string
      readonly method: string
      readonly headers: Readonly<Record<string, string | string[]>>
      // biome-ignore lint/suspicious/noExplicitAny: so Cypress has it
      readonly body: any
      reply(answer: { statusCode: number; headers: Record<string, string>; body: string }): void
      redirect(location: string, statusCode?: number): void
      destroy(): void
    }) => void | Promise<void>,
  ): unknown
  visit(url: string): unknown
  contains(selector: string, text: string): { click(): unknown; should(what: 'be.visible'): unknown }
}
declare function it(name: string, test: () => unknown): void
