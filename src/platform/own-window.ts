import type { OwnWindow } from './platform.js'

let near: HTMLLinkElement | undefined

/** The window that the page stands in, but for what is loaded when it is used. */
export const WINDOW: Pick<OwnWindow, 'isEmbedded' | 'warm'> = {
  isEmbedded() {
    try {
      let around: Window = self
      // Each of them: one of another site may stand in a page of ours, and have this one in it.
      while (around !== top) {
        around = around.parent
        // By both: an empty frame and a `srcdoc` of ours have no origin in their address, and any script may declare an `origin`.
        if (![around.location.origin, around.origin].includes(location.origin)) return true
      }
      return self.origin === 'null'
    } catch {
      // Another origin does not say where it is.
      return true
    }
  },
  warm(url) {
    // A visit has cookies: what `fetch` has opened without them is another connection.
    near?.remove()
    near = Object.assign(document.createElement('link'), { rel: 'preconnect', href: new URL(url).origin })
    document.head.append(near)
  },
}
