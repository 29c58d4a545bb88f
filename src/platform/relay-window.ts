import { HELD_OUT } from './held-out.js'
import type { RelayWindow } from './platform.js'

/** A window that was opened for a sign-in, and that of the page that opens one. */
export const RELAY_WINDOW: RelayWindow = {
  // Not in every test DOM.
  kind: () => (top !== self ? 'frame' : self.menubar?.visible === false ? 'popup' : 'tab'),
  frame(url) {
    const frame = document.createElement('iframe')
    frame.hidden = true
    frame.title = 'latchkey'
    document.body.append(frame)
    // Never as its `src`: that is an attribute, and browsers write what it loads into the page's performance entries, for every
    // script and recorder on the page to read. An address holds a nonce and a token.
    frame.contentWindow?.location.replace(url)
    return () => frame.remove()
  },
  close() {
    stop()
    close()
  },
  holdOut(state, text) {
    // Not the window's name, which is there for whoever it is navigated to. A function, so that nothing lies about to be listed.
    const value = (asked: string) => (asked === state ? text : undefined)
    Object.defineProperty(self, HELD_OUT, { configurable: true, value })
  },
}
