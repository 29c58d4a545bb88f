/**
 * What is asked of Playwright, as far as it is asked: its own objects fit these, of `@playwright/test`, `playwright` and `playwright-core` alike,
 * and an app that has one of them installs none of the others for the sake of types.
 */

/** A request that waits for its answer. */
export interface PausedRequest {
  url(): string
  method(): string
  headers(): { [name: string]: string }
  postData(): string | null
  resourceType(): string
  isNavigationRequest(): boolean
  /** Throws for a request that no frame has made. */
  frame(): AppFrame
}

export interface AppFrame {
  url(): string
  page(): AppPage
}

/** How a request is answered: what `route.fulfill` takes. */
export interface Fulfilment {
  status?: number
  headers?: { [name: string]: string }
  /** Text, or Node's `Buffer`. */
  // biome-ignore lint/suspicious/noExplicitAny: Node's `Buffer`, which is no type of a browser's
  body?: any
  contentType?: string
  /** Any value that JSON has. */
  json?: unknown
}

/** What `context.route` hands out. */
export interface PausedRoute {
  request(): PausedRequest
  fulfill(answer: Fulfilment): Promise<void>
  abort(reason?: string): Promise<void>
  fallback(): Promise<void>
}

/** What a test does with an element. */
export interface AppElement {
  click(): Promise<void>
  fill(text: string): Promise<void>
  press(key: string): Promise<void>
  waitFor(): Promise<void>
  first(): AppElement
}

/** A page of the app. */
export interface AppPage {
  url(): string
  goto(url: string, options?: { waitUntil?: 'commit' }): Promise<unknown>
  evaluate(work: (argument: string) => Promise<boolean>, argument: string): Promise<boolean>
  waitForFunction(
    work: (argument: string) => Promise<boolean>,
    argument: string,
    options: { polling: number },
  ): Promise<unknown>
  waitForLoadState(state: 'networkidle'): Promise<void>
  getByRole(role: string, options?: { name?: string | RegExp; exact?: boolean }): AppElement
  getByTestId(id: string | RegExp): AppElement
  getByText(text: string | RegExp): AppElement
  getByLabel(text: string | RegExp): AppElement
  locator(selector: string): AppElement
}

/** Which requests a route is for: a glob, an expression or a function. */
export type RoutedAddress = string | RegExp | ((url: URL) => boolean)

/** A profile of a browser: `BrowserContext`. */
export interface AppContext {
  route(url: RoutedAddress, handler: (route: PausedRoute) => Promise<unknown>): Promise<unknown>
  on(event: 'close', listener: () => void): unknown
  pages(): AppPage[]
  newPage(): Promise<AppPage>
  browser(): { browserType(): { name(): string } } | null
  exposeBinding(name: string, note: (source: { frame: AppFrame }, one: NotedBody) => void): Promise<unknown>
  addInitScript(script: (argument: string) => void, argument: string): Promise<unknown>
}

/** The body of a request, as the page has noted it. */
export interface NotedBody {
  readonly url: string
  readonly method: string
  readonly body: string
}
