import type { Tab } from './tab.js'

/** A request as it left a tab. */
export interface Sent {
  readonly tab: Tab
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly request: Request
  /** The body's text, from when the server has it. */
  body: string
}

/** Requests that are kept from going on, and how to let them. */
export interface Hold {
  /** How many are kept. */
  readonly count: number
  /** Lets them go on, and all that follow. */
  release(): void
  /** Lets them fail as a broken connection does, and all that follow go on. */
  lose(): void
}

interface Rule {
  readonly address: string
  readonly at: 'request' | 'answer'
  /** How many more are to be kept. */
  left: number
  readonly waiting: { readonly go: () => void; readonly fail: () => void }[]
}

export type Answerer = (request: Request) => Response | Promise<Response>

/** Everything that answers, by origin, and a log of everything that was sent. */
export class Network {
  readonly sent: Sent[] = []
  isOnline = true
  /** How many requests are under way and not held. */
  pending = 0
  readonly #answerers = new Map<string, Answerer>()
  readonly #rules = new Set<Rule>()
  /** By address: whether everything that was sent there has arrived. */
  readonly #arrivals = new Map<string, Promise<unknown>>()
  readonly #onUse: () => void

  constructor(onUse: () => void) {
    this.#onUse = onUse
  }

  serve(origin: string, answerer: Answerer): void {
    this.#answerers.set(new URL(origin).origin, answerer)
  }

  /** What was sent to addresses that start with this text. */
  to(address: string): readonly Sent[] {
    return this.sent.filter(({ url }) => url.startsWith(address))
  }

  /**
   * Keeps requests to addresses that start with this text from reaching the server, or (`answer`) their answers, once the
   * server has done what was asked, from coming back. All of them, or so many.
   */
  hold(address: string, at: 'request' | 'answer' = 'request', count = Infinity): Hold {
    const rule: Rule = { address, at, left: count, waiting: [] }
    this.#rules.add(rule)
    const end = (how: 'go' | 'fail') => {
      this.#rules.delete(rule)
      for (const waiting of rule.waiting.splice(0)) waiting[how]()
    }
    return {
      get count() {
        return rule.waiting.length
      },
      release: () => end('go'),
      lose: () => end('fail'),
    }
  }

  /** As `fetch`. The log is written before anything is awaited. */
  async send(tab: Tab, input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    // The engine's own reading of what it was given: its checks, its getters, its errors.
    const request = new Request(input, { ...toDuplex(input, init), ...init })
    const { url, method, headers } = request
    const sent: Sent = { tab, url, method, headers: new Headers(headers), request: request.clone(), body: '' }
    this.sent.push(sent)
    return untilAborted(this.#answer(request, sent), request.signal)
  }

  async #answer(request: Request, sent: Sent): Promise<Response> {
    this.#change(1)
    try {
      await this.#arrive(request.url, sent)
      await this.#pass(request.url, 'request')
      const answerer = this.#answerers.get(new URL(request.url).origin)
      if (!this.isOnline || !answerer) throw new TypeError('Failed to fetch')
      const response = await answerer(request)
      await this.#pass(request.url, 'answer')
      return response
    } finally {
      this.#change(-1)
    }
  }

  /** Who is sent first arrives first, however long an engine takes to read a body. */
  async #arrive(url: string, sent: Sent): Promise<void> {
    const reading = sent.request.clone().text()
    const all = Promise.allSettled([this.#arrivals.get(url), reading])
    this.#arrivals.set(url, all)
    await all
    sent.body = await reading
  }

  async #pass(url: string, at: Rule['at']): Promise<void> {
    const rule = [...this.#rules].find(
      (candidate) => candidate.at === at && candidate.left > 0 && url.startsWith(candidate.address),
    )
    if (!rule) return
    rule.left -= 1
    this.#change(-1)
    await new Promise<void>((resolve, reject) => {
      rule.waiting.push({ go: resolve, fail: () => reject(new TypeError('Failed to fetch')) })
    }).finally(() => this.#change(1))
  }

  #change(by: 1 | -1): void {
    this.pending += by
    this.#onUse()
  }
}

// A browser decides this by itself; Node asks for it as soon as there is a stream.
const toDuplex = (input: RequestInfo | URL, init: RequestInit | undefined): RequestInit =>
  init?.body || (typeof input === 'object' && 'body' in input && input.body) ? ({ duplex: 'half' } as RequestInit) : {}

function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}
