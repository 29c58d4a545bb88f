import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { WebDriver } from 'selenium-webdriver'
import { type Tab as ShownTab, toTab as toShownTab } from '../../../demo/providers/tab.js'
import { findWebKit, launchChromium, launchFirefox, launchWebKit } from '../../../tools/browser.mjs'

/** A tab of some browser. */
export interface Tab extends ShownTab {
  open(address: string): Promise<unknown>
  reload(): Promise<unknown>
}

/** A browser with nothing in it. */
export interface Profile {
  openTab(): Promise<Tab>
  /** A window that a page has opened, if there is one. */
  popup(): Promise<Tab | undefined>
  close(): Promise<unknown>
}

export interface Engine {
  readonly version: string
  newProfile(): Promise<Profile>
  close(): Promise<unknown>
}

/** The browsers that are driven here, by name; WebKit where it can be. */
export const ENGINES: Readonly<Record<string, () => Promise<Engine>>> = {
  Chromium: async () => toEngine(await launchChromium()),
  Firefox: async () => toEngine(await launchFirefox()),
  ...(findWebKit() ? { WebKit: startWebKit } : {}),
}

const PATIENCE_MS = 30_000

function toEngine(browser: Browser): Engine {
  return {
    version: browser.version(),
    newProfile: async () => toProfile(await browser.newContext()),
    close: () => browser.close(),
  }
}

function toProfile(context: BrowserContext): Profile {
  context.setDefaultTimeout(PATIENCE_MS)
  const popups: Page[] = []
  context.on('page', async (page) => {
    if (await page.opener()) popups.push(page)
  })
  return {
    openTab: async () => toTab(await context.newPage()),
    popup: async () => {
      const page = popups.pop()
      return page && toTab(page)
    },
    close: () => context.close(),
  }
}

const toTab = (page: Page): Tab => ({
  open: (address) => page.goto(address),
  reload: () => page.reload(),
  ...toShownTab(page),
})

// One profile is one browser there: they have no second one.
async function startWebKit(): Promise<Engine> {
  const first = await launchWebKit()
  const version = (await first.driver.getCapabilities()).getBrowserVersion() ?? ''
  await first.close()
  return {
    version,
    newProfile: async () => {
      const { driver, close } = await launchWebKit()
      await driver.manage().setTimeouts({ script: PATIENCE_MS, pageLoad: PATIENCE_MS })
      return toWebKitProfile(driver, close)
    },
    close: async () => undefined,
  }
}

function toWebKitProfile(driver: WebDriver, close: () => Promise<void>): Profile {
  const known = new Set<string>()
  const toKnown = (handle: string): Tab => {
    known.add(handle)
    return toWebKitTab(driver, handle)
  }
  let isFirst = true
  return {
    async openTab() {
      if (!isFirst) await driver.switchTo().newWindow('tab')
      isFirst = false
      return toKnown(await driver.getWindowHandle())
    },
    popup: async () => {
      const opened = (await driver.getAllWindowHandles()).find((handle) => !known.has(handle))
      return opened === undefined ? undefined : toKnown(opened)
    },
    close,
  }
}

function toWebKitTab(driver: WebDriver, handle: string): Tab {
  const here = () => driver.switchTo().window(handle)
  const find = async (selector: string) => {
    await here()
    return driver.findElement({ css: selector })
  }
  return {
    open: async (address) => {
      await here()
      await driver.get(address)
    },
    reload: async () => {
      await here()
      await driver.navigate().refresh()
    },
    address: async () => {
      await here()
      return driver.getCurrentUrl()
    },
    run: async (work: (value?: never) => unknown, value?: never) => {
      await here()
      const [isFine, result] = await driver.executeAsyncScript<[boolean, never]>(
        `const [value, done] = arguments; Promise.resolve().then(() => (${work})(value)).then((result) => done([true, result]), (error) => done([false, String(error)]))`,
        value ?? null,
      )
      if (!isFine) throw new Error(result)
      // The protocol knows no `undefined`.
      return result ?? undefined
    },
    type: async (field, text) => {
      const element = await find(field)
      await element.clear()
      await element.sendKeys(text)
    },
    click: async (button) => (await find(button)).click(),
  }
}
