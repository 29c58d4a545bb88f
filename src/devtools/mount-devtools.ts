import type { ObservedAuth } from './observed-auth.js'
import { defineElement, NAME } from './panel-element.js'

/** How the panel is shown. */
export interface DevtoolsOptions {
  /** Whether the panel is open at once; `false` unless set: then there is its button alone. */
  readonly open?: boolean
  /** Where the element is put; the end of `<body>` unless set. */
  readonly target?: ParentNode
}

/**
 * Shows the developer panel of a client: `<latchkey-devtools>`, a custom element with its own shadow DOM. Gives what takes it away
 * again; `undefined` where nothing is shown: in the production build, and on a server.
 *
 * ```ts
 * mountDevtools(auth)
 * ```
 *
 * A function and not an import that does it all by itself: the package is free of side effects, so that bundlers drop an import that
 * nothing is used of; and a client is in no global variable where an import could find it.
 *
 * Whether there is a panel is decided by the condition `development` of the package's exports, as with the explanations in the
 * console: the line can stay in the code of an app that is deployed, and costs it less than 0.1 KB.
 */
export function mountDevtools(auth: ObservedAuth, options: DevtoolsOptions = {}): (() => void) | undefined {
  if (typeof document === 'undefined' || typeof customElements === 'undefined') return undefined
  defineElement()
  const { open = false, target = document.body } = options
  // Defined above, or by another copy of latchkey in the page, which has the same members.
  const element = document.createElement(NAME) as HTMLElement & { auth?: ObservedAuth; open?: boolean }
  element.auth = auth
  element.open = open
  target.append(element)
  return () => element.remove()
}
