import type { Moment } from '../domain/time.js'

/** `fetch` as the Fetch standard has it. */
export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>

/** Everything latchkey needs of an environment. Rooms above know the browser by this alone; the tests' World is another. */
export interface Platform {
  /** Both clocks, read together. */
  now(): Moment
  /** Runs once after so many milliseconds (0 to 2^31-1), unless the returned function is called before. */
  after(milliseconds: number, run: () => void): () => void
  /** Runs once when the page has nothing better to do. */
  whenIdle(run: () => void): void
  readonly store: Store
  readonly keys: Keys
  /**
   * Runs work while holding the origin's lock of that name; rejects with the signal's reason when it aborts while waiting.
   * `undefined` where the browser has no Web Locks.
   */
  readonly hold:
    | (<Result>(name: string, signal: AbortSignal, work: () => Promise<Result>) => Promise<Result>)
    | undefined
  /** The environment's `fetch`, looked up at the time of the call so that a test's or tracer's replacement is honoured. */
  readonly fetch: Fetch
  /** A member of a real `Request` by the engine's own getter; `undefined` for anything that only looks like one. */
  member<Name extends keyof Request>(input: unknown, name: Name): Request[Name] | undefined
  isOnline(): boolean
  /** `undefined` in a worker: a session and a fetch, but no sign-in. */
  readonly page: Page | undefined
  /** Tells the developer. Never given a secret. */
  warn(message: string): void
  /** Random bytes as base64url text. */
  random(bytes: number): string
  /** A channel to the other tabs of this origin. Messages carry no data: they say "look again". */
  channel(name: string, onMessage: () => void): Channel
  /** The absolute form of a URL as `fetch` would resolve it here; `undefined` when it is none. */
  resolve(url: string): URL | undefined
  /** Whether the page is a secure context with WebCrypto. */
  readonly isSecure: boolean
  /** Whether the page is on a loopback host: a developer is at work. */
  readonly isLoopback: boolean
}

/** What a decision leaves behind: a result, and the row that stands from then on (`row: undefined` removes it). Without `row` nothing is touched. */
export interface Decision<Result> {
  readonly result: Result
  readonly row?: unknown
}

/**
 * Rows of structured-cloneable data shared by all tabs of the origin.
 * Every method settles after its transaction is complete, and rejects with `StoreError` otherwise.
 */
export interface Store {
  read(key: string): Promise<unknown>
  /**
   * Changes one row in one read-write transaction with strict durability. `decide` is synchronous by design:
   * a transaction that waited for cryptography would have gone inactive.
   */
  change<Result>(key: string, decide: (row: unknown) => Decision<Result>): Promise<Result>
  close(): void
}

/** The store cannot be used: blocked, full, gone, or it did not answer in time. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** A text sealed with AES-GCM. */
export interface Sealed {
  readonly iv: Uint8Array
  readonly data: ArrayBuffer
}

/** Cryptography with keys that no script can read out. */
export interface Keys {
  /** A fresh non-extractable AES-GCM key. */
  create(): Promise<CryptoKey>
  /** Seals a text so that it opens only with the same context. A fresh iv each time. */
  seal(key: CryptoKey, text: string, context: string): Promise<Sealed>
  /** Opens what `seal` made. Rejects when key, context or data do not fit. */
  open(key: CryptoKey, sealed: Sealed, context: string): Promise<string>
  /** A hash of a text's UTF-8 bytes. */
  digest(algorithm: 'SHA-256' | 'SHA-384' | 'SHA-512', text: string): Promise<Uint8Array>
}

export interface Channel {
  /** Tells the other tabs to look again. */
  tell(): void
  close(): void
}

/** Moments in a page's life that the rooms above listen for. */
export type PageMoment =
  /** Shown again after the back/forward cache or a freeze. */
  | 'restored'
  /** Visible after having been hidden. */
  | 'visible'
  /** The network is back. */
  | 'online'
  /** The user pressed a pointer button or a key. */
  | 'acted'
  /** Pointer or focus reached something that can be pressed. */
  | 'near-press'

export interface Page {
  url(): URL
  /** The app's base: `<base href>` where there is one, else the origin and `/`. */
  base(): URL
  /** Puts an address of this origin into the address bar, in place of the present history entry. Synchronous. */
  replace(url: string): void
  /** Tells routers that the address was replaced under them. */
  announceReplace(): void
  /** Leaves for another page. */
  leave(url: string): void
  /** Leaves for another page with a POST form. */
  post(url: string, fields: Readonly<Record<string, string>>): void
  isVisible(): boolean
  on(moment: PageMoment, run: () => void): () => void
  /** Short texts of this tab that outlive a navigation; never a secret. A blocked store forgets. */
  readonly notes: Notes
}

export interface Notes {
  read(name: string): string | undefined
  write(name: string, text: string | undefined): void
}
