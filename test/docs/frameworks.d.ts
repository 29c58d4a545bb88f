// What the pages take for granted, as the tools of a framework give it to an app.
declare module '*.vue' {
  const component: import('vue').Component
  // biome-ignore lint/style/noDefaultExport: so a component is imported
  export default component
}

// What Nuxt imports by itself.
declare function defineNuxtConfig(config: {
  readonly compatibilityDate: string
  readonly routeRules?: Readonly<Record<string, { readonly ssr?: boolean }>>
}): unknown
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

// What runners and the tools of their tests have of it. test/runners has each recipe's own.
declare module '@jest/globals' {
  export { afterEach, expect, it } from 'vitest'
}
declare module '@testing-library/react' {
  export function render(
    shown: import('react').ReactNode,
    options?: {
      readonly wrapper?: (props: { readonly children: import('react').ReactNode }) => import('react').ReactNode
    },
  ): void
  export function cleanup(): void
  export const fireEvent: { click(element: Element): boolean }
  export const screen: {
    getByRole(role: string, options?: { readonly name?: string }): HTMLElement
    findByRole(role: string, options?: { readonly name?: string }): Promise<HTMLElement>
  }
}
declare module '@storybook/react-vite' {
  export type Decorator = (Story: import('react').FunctionComponent) => import('react').ReactElement
  export interface Meta<Component> {
    readonly component: Component
  }
  export interface StoryObj<_Component> {
    readonly decorators?: readonly Decorator[]
    readonly play?: (story: {
      readonly canvas: { findByRole(role: string, options?: { readonly name?: string }): Promise<HTMLElement> }
    }) => Promise<void>
  }
}
declare module 'storybook/test' {
  export function expect(element: Element): {
    toBeVisible(): Promise<void>
    toHaveTextContent(text: string): Promise<void>
  }
}
declare module '@storybook/addon-vitest/vitest-plugin' {
  export function storybookTest(): Promise<import('vite').Plugin[]>
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
