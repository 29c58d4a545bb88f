import type { BrowserContext } from 'playwright-core'

/** An address that a tab showed, and when a script could first have read it there. */
export interface Shown {
  readonly when: 'before the first script' | string
  readonly href: string
  /** How many entries the tab's history had then. */
  readonly entries: number
}

/**
 * Writes down every address that pages of this profile show, at every moment a script can act: before the first, when other
 * code of the app first looks at the page, uses the database or the network, at the document's events, before each frame.
 */
export async function watchAddresses(context: BrowserContext): Promise<readonly Shown[]> {
  const shown: Shown[] = []
  await context.exposeBinding('noteAddress', (_source, one: Shown) => shown.push(one))
  await context.addInitScript(() => {
    const { noteAddress } = window as unknown as { readonly noteAddress: (shown: Shown) => void }
    let last = ''
    const look = (when: string) => {
      if (location.href !== last) noteAddress({ when, href: location.href, entries: history.length })
      last = location.href
    }
    // What the demo does right after `createAuth`, in the same task.
    const { getElementById } = Document.prototype
    Document.prototype.getElementById = function (id) {
      look('when another script first acts')
      return getElementById.call(this, id)
    }
    const { open } = IDBFactory.prototype
    IDBFactory.prototype.open = function (...parameters) {
      look('at the first use of the database')
      return open.apply(this, parameters)
    }
    const { fetch } = window
    window.fetch = (...parameters) => {
      look('at a request')
      return fetch(...parameters)
    }
    const frame = () => {
      look('before a frame')
      requestAnimationFrame(frame)
    }
    look('before the first script')
    queueMicrotask(() => look('in the first microtask'))
    frame()
    for (const type of ['DOMContentLoaded', 'load', 'popstate', 'pageshow']) addEventListener(type, () => look(type))
  })
  return shown
}
