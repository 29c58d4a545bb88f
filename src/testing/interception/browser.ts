/**
 * What is asked of Playwright, as far as it is asked: its own objects fit these, of `@playwright/test`, `playwright` and `playwright-core` alike,
 * and an app that has one of them installs none of the others for the sake of types.
 */

/**
 * A request that waits for its answer: Playwright's own, of which are used `url`, `method`, `headers`, `postData`, `resourceType` and
 * `isNavigationRequest`.
 */
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

/** A frame of a page: Playwright's own, of which are used `url` and `page`. */
export interface AppFrame {
  url(): string
  page(): AppPage
}

/** How a request is answered: what `route.fulfill` takes. */
export interface Fulfilment {
  /** The HTTP status; 200 unless set. */
  status?: number
  /** The headers; none unless set. */
  headers?: { [name: string]: string }
  /** Text, or Node's `Buffer`. */
  // biome-ignore lint/suspicious/noExplicitAny: Node's `Buffer`, which is no type of a browser's
  body?: any
  /** `Content-Type`; that of what is sent unless set. */
  contentType?: string
  /** Any value that JSON has. */
  json?: unknown
}

/** What `context.route` hands out: Playwright's own, of which are used `request`, `fulfill`, `abort` and `fallback`. */
export interface PausedRoute {
  request(): PausedRequest
  fulfill(answer: Fulfilment): Promise<void>
  abort(reason?: string): Promise<void>
  fallback(): Promise<void>
}

/** What a test does with an element: Playwright's own `Locator`, of which are used `click`, `fill`, `press`, `waitFor` and `first`. */
export interface AppElement {
  click(): Promise<void>
  fill(text: string): Promise<void>
  press(key: string): Promise<void>
  waitFor(): Promise<void>
  first(): AppElement
}

/**
 * A page of the app: Playwright's own `Page`, of which are used `url`, `goto` (with `waitUntil`), `evaluate`, `waitForFunction` (with
 * `polling`), `waitForLoadState`, `getByRole` (with `name` and `exact`), `getByTestId`, `getByText`, `getByLabel` and `locator`.
 */
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

/**
 * A profile of a browser: Playwright's own `BrowserContext`, of which are used `route`, `on`, `pages`, `newPage`, `browser` (for the `name`
 * of its `browserType`), `exposeBinding` (for the `frame` of a call) and `addInitScript`.
 */
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
  /** Where it goes. */
  readonly url: string
  /** How. */
  readonly method: string
  /** What it says. */
  readonly body: string
}
