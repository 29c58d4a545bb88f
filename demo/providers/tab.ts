import type { Page } from 'playwright-core'

/** What a user does at the pages of a provider takes no more than this of a browser. */
export interface Tab {
  address(): Promise<string>
  /** Runs a function in the page, and gives what it resolves with. */
  run<Result>(work: () => Result | Promise<Result>): Promise<Result>
  run<Result, Value>(work: (value: Value) => Result | Promise<Result>, value: Value): Promise<Result>
  type(field: string, text: string): Promise<unknown>
  click(button: string): Promise<unknown>
}

/** A tab of a browser that Playwright drives. */
export const toTab = (page: Page): Tab => ({
  address: async () => page.url(),
  run: (work: (value?: never) => unknown, value?: never) => page.evaluate(work, value as never) as never,
  type: (field, text) => page.fill(field, text),
  click: (button) => page.click(button, { noWaitAfter: true }),
})

/** A moment, between two looks. */
export const pause = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 40))
