import type { Auth } from '../auth/auth.js'
import { joinOrCreate } from '../auth/instances.js'
import type { AuthOptions } from '../client/options.js'
import { loadMemoryPage, type MemoryBrowser } from './memory-platform.js'

/** The pages of one tab, one after the other, each with a client of its own. */
interface MemoryTab {
  /**
   * Loads one in the place of the one before; gives its client once that is settled.
   * @throws {TypeError} after the end; for options that `createAuth` would refuse
   */
  readonly load: () => Promise<Auth>
  /** Ends the one that is there, and loads no other. */
  readonly end: () => void
}

/** A tab of a browser in memory, with an app of these options. */
export function createMemoryTab(browser: MemoryBrowser, options: AuthOptions<string, unknown>): MemoryTab {
  let isEnded = false
  let unload: () => void = () => undefined
  return {
    async load() {
      unload()
      if (isEnded) throw new TypeError('signedIn was ended before its user was signed in: await it')
      const page = loadMemoryPage(browser)
      unload = page.end
      const auth = joinOrCreate({ instances: new Map(), platform: page.platform, development: undefined }, options)
      unload = () => {
        auth.dispose()
        page.end()
      }
      await auth.ready
      return auth
    },
    end() {
      isEnded = true
      unload()
    },
  }
}
