import type { Tab } from '../support/tab.js'

/** `XMLHttpRequest` over the network of a tab, as far as Angular uses it; an upload is told half way and at its end. */
export class Xhr extends EventTarget implements Partial<XMLHttpRequest> {
  readonly DONE = 4
  readonly upload = new EventTarget() as XMLHttpRequestUpload
  responseType: XMLHttpRequestResponseType = ''
  response: unknown
  responseText = ''
  responseURL = ''
  status = 0
  statusText = ''
  readyState = 0
  withCredentials = false
  readonly #tab: Tab
  readonly #abort = new AbortController()
  readonly #headers = new Headers()
  #answered = new Headers()
  #method = ''
  #url = ''

  constructor(tab: Tab) {
    super()
    this.#tab = tab
  }

  open(method: string, url: string): void {
    this.#method = method
    this.#url = new URL(url, document.baseURI).href
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers.append(name, value)
  }

  getResponseHeader = (name: string): string | null => this.#answered.get(name)

  getAllResponseHeaders = (): string => [...this.#answered].map(([name, value]) => `${name}: ${value}`).join('\r\n')

  abort(): void {
    this.#abort.abort()
  }

  send(body: string | null): void {
    const { signal } = this.#abort
    const total = body?.length ?? 0
    const init = { method: this.#method, headers: this.#headers, body, signal }
    const sent = this.#tab.platform.fetch(this.#url, init)
    if (total)
      for (const loaded of [total / 2, total]) tell(this.upload, 'progress', { lengthComputable: true, loaded, total })
    sent
      .then(async (response) => {
        this.responseText = await response.text()
        this.response = this.responseText
        this.#answered = response.headers
        this.responseURL = this.#url
        Object.assign(this, { status: response.status, statusText: response.statusText, readyState: this.DONE })
      })
      .then(
        () => tell(this, 'load'),
        () => signal.aborted || tell(this, 'error'),
      )
  }
}

const tell = (to: EventTarget, type: string, what: object = {}) =>
  to.dispatchEvent(Object.assign(new Event(type), what))
