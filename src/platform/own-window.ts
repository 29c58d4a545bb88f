import type { OwnWindow } from './platform.js'

let near: HTMLLinkElement | undefined

/** The window that the page stands in. */
export const OWN_WINDOW: OwnWindow = {
  isEmbedded() {
    try {
      return self.origin === 'null' || top?.location.origin !== location.origin
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
