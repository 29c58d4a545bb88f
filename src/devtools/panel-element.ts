import type { ObservedAuth } from './observed-auth.js'
import { type Panel, showPanel } from './panel.js'

export const NAME = 'latchkey-devtools'

/** Defines the element, once for a page. The class is made here: on a server there is none that it could extend. */
export function defineElement(): void {
  if (customElements.get(NAME)) return
  customElements.define(
    NAME,
    class extends HTMLElement {
      /** The client to show. Set before the element is put into the page. */
      auth: ObservedAuth | undefined
      /** Whether the panel is open when it is put there. */
      open = false
      #panel: Panel | undefined

      connectedCallback(): void {
        if (!this.auth || this.#panel) return
        this.#panel = showPanel(this.shadowRoot ?? this.attachShadow({ mode: 'open' }), this.auth, this.open)
      }

      disconnectedCallback(): void {
        this.#panel?.close()
        this.#panel = undefined
        this.shadowRoot?.replaceChildren()
      }
    },
  )
}
