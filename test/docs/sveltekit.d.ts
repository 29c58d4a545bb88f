// What SvelteKit 3 declares in an app, as far as the examples use it. It wants a newer Node than this package.
declare module '$app/navigation' {
  export function goto(
    url: string | URL,
    options?: { replace?: boolean; reset?: boolean; refreshAll?: boolean; state?: object },
  ): Promise<void>
  export function invalidate(resource: string | URL | ((url: URL) => boolean), keepState?: boolean): Promise<void>
}
