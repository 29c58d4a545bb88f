import type { Moment } from '../domain/time.js'
import type { HELD_OUT } from './held-out.js'

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
  /** WebCrypto; only to be used where `isSecure` is true. */
  readonly subtle: Pick<
    SubtleCrypto,
    'generateKey' | 'importKey' | 'exportKey' | 'encrypt' | 'decrypt' | 'sign' | 'verify' | 'digest'
  >
  /** Web Locks, shared by all tabs of the origin; `undefined` where the browser has none. */
  readonly locks: Pick<LockManager, 'request'> | undefined
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
  /** The absolute form of a URL as `fetch` would resolve it here at this moment, whatever `<base>` says; `undefined` when it is none. */
  resolve(url: string): URL | undefined
  /** Whether the page is a secure context with WebCrypto. */
  readonly isSecure: boolean
  /** Whether the page is on a loopback host: a developer is at work. */
  readonly isLoopback: boolean
  /** Whether `fetch` is known to leave `Authorization` out when a redirect leads to another origin. */
  readonly dropsAuthorization: boolean
}

/** What a decision leaves behind: a result, and the row that stands from then on (`row: undefined` removes it). Without `row` nothing is touched. */
export interface Decision<Result> {
  readonly result: Result
  readonly row?: unknown
}

/**
 * Rows of structured-cloneable data shared by all tabs of the origin.
 * What writes settles after its transaction is complete; every method rejects with `StoreError` otherwise.
 */
export interface Store {
  read(key: string): Promise<unknown>
  /**
   * Changes one row in one read-write transaction, with strict durability unless it may be lost with the machine's power.
   * `decide` is synchronous by design: a transaction that waited for cryptography would have gone inactive.
   */
  change<Result>(
    key: string,
    decide: (row: unknown) => Decision<Result>,
    durability?: IDBTransactionDurability,
  ): Promise<Result>
  /** Whether it ends with the page, and nobody else knows what is written in it. */
  readonly isBrief?: true
  /** Gets ready before the first use, so that it does not wait. Nothing comes of it when it fails. */
  open?(): void
  close(): void
}

/** The store cannot be used: blocked, full, gone, or it did not answer in time. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
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
  /** Left: put away for the back/forward cache, or about to end. */
  | 'left'
  /** Visible after having been hidden. */
  | 'visible'
  /** The network is back. */
  | 'online'
  /** The user pressed a pointer button or a key, or clicked. */
  | 'acted'
  /** Pointer or focus reached something that can be pressed. */
  | 'near-press'
  /** Another tab has noted something for all that is ours. */
  | 'noted'

/** The part of a window that whoever opened it uses. Its `closed` is a hint: it is true under COOP while the window works. */
export interface Popup {
  readonly closed: boolean
  opener: unknown
  /** Gives the return with this `state`, if the page in the window holds it out. Reading it throws while it shows another origin. */
  readonly [HELD_OUT]?: (state: string) => string | undefined
  readonly location: { replace(url: string): void }
  close(): void
}

/** A link that the pointer or the focus has reached, and that nobody has pressed since. */
export interface LinkAhead {
  /** The absolute address that it leads to. */
  readonly href: string
  /** How long ago it was reached, in milliseconds. */
  readonly reachedMs: number
}

export interface Page {
  url(): URL
  /** The app's base: what `<base href>` says where there is one, and be it another origin's; else the origin and `/`. */
  base(): URL
  /** Puts an address of this origin into the address bar, in place of the present history entry. Synchronous. */
  replace(url: string): void
  /** Tells routers that the address was replaced under them. */
  announceReplace(): void
  /** Leaves for another page. */
  leave(url: string): void
  isVisible(): boolean
  /** Resolves when the page is shown to somebody; a page that is prerendered may never be. */
  shown(): Promise<unknown> | undefined
  /** What is done with the window that the page stands in, loaded with what signs in. */
  window(): Promise<OwnWindow>
  /** A new, empty window; `undefined` when the browser blocks it. Only in the same breath as the user's act. */
  open(): Popup | undefined
  /** The link that is about to be pressed, if any. */
  ahead(): LinkAhead | undefined
  /** Tells of every moment until the returned function is called. */
  follow(tell: (moment: PageMoment) => void): () => void
  /** A short text of this tab that outlives a navigation; never a secret. Empty when there is none, or the store is blocked. */
  noted(name: string): string
  /** Keeps such a text; an empty one is forgotten. */
  note(name: string, text: string): void
  /** The same with a text of all tabs of the origin. */
  notedForAll(name: string): string
  noteForAll(name: string, text: string): void
}

/** The window that a page stands in. */
export interface OwnWindow {
  /**
   * Whether the page stands in a frame of another origin, or has an opaque one (a sandbox): its storage is not the one that a
   * page of its own has, and somebody else decides about its windows.
   */
  isEmbedded(): boolean
  /** Has a connection ready for a visit to an address that is near. The page shows its origin alone. */
  warm(url: string): void
  /** Leaves for another page with a POST form, of which the page's document sees nothing. Rejects when its part cannot be loaded. */
  post(url: string, fields: Readonly<Record<string, string>>): Promise<void>
  /** What a sign-in in a popup or frame takes, on either side, loaded with it. */
  relay(): Promise<RelayWindow>
}

/** A window that was opened for a sign-in, and that of the page that opens one. */
export interface RelayWindow {
  /** Whether the page stands in a frame, in a window without the browser's bars, or as a page usually does. */
  kind(): 'frame' | 'popup' | 'tab'
  /** Loads a URL in a frame that nobody sees, until the returned function is called. No attribute or entry of the page has the URL. */
  frame(url: string): () => void
  /** Closes this window, as far as scripts may, and stops what it loads. */
  close(): void
  /** Holds out a text to a page of this very origin that has this window and asks for this `state`, as long as this page is here. */
  holdOut(state: string, text: string): void
}
