/// <reference types="vite/client" />
import type { Auth } from '../../src/auth/auth.js'
import { type Instances, joinOrCreate } from '../../src/auth/instances.js'
import type { AuthOptions } from '../../src/client/options.js'
import { DEVELOPMENT } from '../../src/development/development.js'
import { isLoopbackHost } from '../../src/domain/address.js'
import type { AuthEvent } from '../../src/domain/events.js'
import { toInstant } from '../../src/domain/time.js'
import { HELD_OUT } from '../../src/platform/held-out.js'
import type { LinkAhead, Page, PageMoment, Platform, Popup } from '../../src/platform/platform.js'
import { spell } from './bytes.js'
import { Life, never } from './life.js'
import { later } from './until.js'
import type { World } from './world.js'

// A world's clock does not wait for a chunk that is loaded, however slow the machine: all are here before it starts.
import.meta.glob('../../src/{access,auth,protocol,session,sign-in}/*.ts', { eager: true })

/** What `tab.auth` is given. */
export type Options = AuthOptions<string, unknown>

/** Options laid over the world's. A type that leaves the names open, so that tests can pass what the types refuse. */
export type Overrides = { readonly [Name in keyof Options]?: Options[Name] | undefined }

interface Timer {
  readonly at: number
  readonly run: () => void
  readonly life: Life
}

interface Document {
  readonly life: Life
  readonly platform: Platform
  readonly instances: Instances
  readonly followers: Set<(moment: PageMoment) => void>
  readonly idle: (() => void)[]
}

/** A popup or a frame as whoever opened it sees it; the tests play the browser in it. */
export interface OpenedWindow {
  readonly kind: 'popup' | 'frame'
  /** The address it left for. */
  url: string | undefined
  closed: boolean
  opener: unknown
  /** The page of the app that was loaded last in it. */
  page: Tab | undefined
  /** A page of the app in it: shares the origin's storage, and nothing of the tab's. */
  readonly goTo: (url: string) => Tab
}

/** How a tab is opened, besides its address. */
export interface TabOptions {
  /** The `href` of a `<base>` in its pages. */
  readonly base?: string
  /** Opens a worker in place of a page. */
  readonly isWorker?: boolean
  /** Leaves Web Locks out, as an old browser does. */
  readonly hasLocks?: boolean
  /** Whether the engine drops `Authorization` at a redirect to another origin; `true` unless set. */
  readonly dropsAuthorization?: boolean
  /** Whether the page is a secure context; as its address says unless set. */
  readonly isSecure?: boolean
  /** Where the page stands. */
  readonly kind?: 'frame' | 'popup' | 'tab'
}

/** One tab of a world: its notes and history outlive its pages, each of which is a document with a platform of its own. */
export class Tab {
  readonly world: World
  /** sessionStorage. */
  readonly notes = new Map<string, string>()
  /** Addresses of this tab's entries, the present one last. */
  readonly history: string[] = []
  /** Where pages of this tab left for, in order. */
  readonly departures: string[] = []
  /** Origins that pages of this tab had a connection made to. */
  readonly warmed: string[] = []
  readonly posts: { readonly url: string; readonly fields: Readonly<Record<string, string>> }[] = []
  /** Every address that was put into the address bar by a page. */
  readonly replaced: string[] = []
  /** Addresses at which a page announced that it had replaced them. */
  readonly popstates: string[] = []
  readonly warnings: string[] = []
  /** Every error that the state of a page of this tab has held. */
  readonly errors = new Set<unknown>()
  /** What `auth.on('*')` told, over all pages of this tab. */
  readonly events: AuthEvent[] = []
  isVisible = true
  /** Whether the page stands in a frame of another site, or in a sandbox. */
  isEmbedded = false
  /** The `href` of the `<base>` in the page; one that a script puts there later counts from then on. */
  base: string | undefined
  /** Whether the page is loaded before anybody sees it; `fire('shown')` is not a moment: see `show`. */
  isPrerendered = false
  /** The link that the pointer or the focus has reached, and that nobody has pressed. */
  ahead: LinkAhead | undefined
  /** Whether the browser lets scripts open windows. */
  allowsPopups = true
  /** Whether the browser lets the page navigate them; Chromium does not in a sandbox. */
  leadsPopups = true
  /** The windows and frames that pages of this tab have opened, by what they were told. */
  readonly windows: OpenedWindow[] = []
  /** What the page holds out to whoever opened its window. */
  heldOut: { readonly state: string; readonly text: string } | undefined
  /** Whether a page of this tab has closed it. */
  isClosed = false
  #onShown: (() => void)[] = []
  readonly #options: TabOptions
  #document: Document
  #auth: Overrides | undefined

  constructor(world: World, url: string, options: TabOptions) {
    this.world = world
    this.#options = options
    this.base = options.base
    this.history.push(url)
    this.#document = this.#load()
  }

  get url(): string {
    return this.history.at(-1) ?? ''
  }

  get platform(): Platform {
    return this.#document.platform
  }

  /** Calls `createAuth` in this tab's page: with these options, or those of the last call, or the world's. */
  auth(options: Overrides = this.#auth ?? {}): Auth {
    this.#auth = options
    const { instances, platform } = this.#document
    const isFirst = instances.size === 0
    // The world's options are whole, whatever is laid over them.
    const auth = joinOrCreate({ instances, platform, development: DEVELOPMENT }, {
      ...this.world.options,
      ...options,
    } as Options)
    if (isFirst) {
      auth.on('*', (event) => {
        this.events.push(event)
        if (auth.state.error) this.errors.add(auth.state.error)
      })
    }
    return auth
  }

  /** Lets go of every client of this tab's page, for all who share it. Gives one `Auth` of each. */
  dispose(): Auth[] {
    return [...this.#document.instances.values()].flatMap(({ shares }) => {
      const [first, ...others] = [...shares]
      for (const auth of others) auth.dispose()
      first?.dispose()
      return first ?? []
    })
  }

  /** Another tab at the same address, with a copy of this one's sessionStorage, as a browser's "duplicate" makes it. */
  duplicate(): Tab {
    const copy = new Tab(this.world, this.url, this.#options)
    for (const [name, text] of this.notes) copy.notes.set(name, text)
    return copy
  }

  /** Loads an address: the page that was here is gone. */
  goTo(url: string): void {
    this.fire('left')
    this.#document.life.end()
    this.history.push(new URL(url, this.url).href)
    this.#document = this.#load()
  }

  /** Loads the present address again. */
  reload(): void {
    this.fire('left')
    this.#document.life.end()
    this.#document = this.#load()
  }

  /** Ends the page at once: nothing that is under way reaches it any more. */
  kill(): void {
    this.#document.life.end()
  }

  close(): void {
    this.fire('left')
    this.notes.clear()
    this.kill()
  }

  /** Puts the page into the back/forward cache. */
  freeze(): void {
    this.fire('left')
    this.#document.life.freeze()
  }

  /** Shows the page again that was put away. */
  restore(): void {
    this.#document.life.thaw()
    this.fire('restored')
  }

  /** Shows a page that was prerendered. */
  show(): void {
    this.isPrerendered = false
    for (const run of this.#onShown.splice(0)) run()
  }

  #open(kind: OpenedWindow['kind'], url?: string): OpenedWindow {
    const opened: OpenedWindow = {
      kind,
      url,
      closed: false,
      opener: this,
      page: undefined,
      goTo: (address) => {
        opened.page = this.world.openTab(address, { ...this.#options, kind })
        return opened.page
      },
    }
    this.windows.push(opened)
    return opened
  }

  fire(moment: PageMoment): void {
    for (const tell of [...this.#document.followers]) tell(moment)
  }

  /** Tells the page of a note that another one has made for all, as a `storage` event does: later, and no frozen page. */
  async hearNote(): Promise<void> {
    const { life } = this.#document
    await later()
    if (!life.isFrozen) life.deliver(() => this.fire('noted'))
  }

  /** Does what the page wanted to do when it had nothing better to do. */
  idle(): void {
    for (const run of this.#document.idle.splice(0)) this.#document.life.deliver(run)
  }

  /** `document.baseURI`. */
  #baseUri(): URL {
    const base = new URL(this.base ?? '', this.url)
    // Browsers take no notice of such a one.
    return base.protocol === 'data:' ? new URL(this.url) : base
  }

  #load(): Document {
    this.heldOut = undefined
    const life = new Life()
    const followers: Document['followers'] = new Set()
    const idle: Document['idle'] = []
    return { life, followers, idle, instances: new Map(), platform: this.#toPlatform(life, { followers, idle }) }
  }

  #toPlatform(life: Life, { followers, idle }: Pick<Document, 'followers' | 'idle'>): Platform {
    const { world } = this
    const { isWorker = false, hasLocks = true } = this.#options
    const address = new URL(this.url)
    const isLoopback = isLoopbackHost(address.hostname)
    const loadedAt = world.elapsed
    return {
      now: () => ({ wall: toInstant(world.wall), elapsed: world.elapsed - loadedAt }),
      after: (milliseconds, run) => {
        const timer: Timer = { at: world.elapsed + milliseconds, run, life }
        world.timers.add(timer)
        life.onEnd(() => world.timers.delete(timer))
        return () => void world.timers.delete(timer)
      },
      whenIdle: (run) => void idle.push(run),
      store: world.store.for(life),
      subtle: toSubtle(life, world),
      locks: hasLocks ? world.locks.for(life) : undefined,
      fetch: (input, init) => {
        world.note()
        return life.isOver ? never() : life.keep(world.network.send(this, input, init))
      },
      member: <Name extends keyof Request>(input: unknown, name: Name) => {
        try {
          return Object.getOwnPropertyDescriptor(Request.prototype, name)?.get?.call(input) as Request[Name]
        } catch {
          // Not a `Request` of the engine.
          return undefined
        }
      },
      isOnline: () => world.network.isOnline,
      page: isWorker ? undefined : this.#toPage(life, followers),
      warn: (message) => void this.warnings.push(message),
      random: (bytes) => spell(crypto.getRandomValues(new Uint8Array(bytes)), 'base64url'),
      channel: (name, onMessage) => world.channel.open(life, name, onMessage),
      resolve: (url) => {
        try {
          return new URL(url, this.#baseUri())
        } catch {
          // Not a URL.
          return undefined
        }
      },
      isSecure: this.#options.isSecure ?? (address.protocol === 'https:' || isLoopback),
      isLoopback,
      dropsAuthorization: this.#options.dropsAuthorization ?? true,
    }
  }

  #toPage(life: Life, followers: Document['followers']): Page {
    const { world } = this
    const alive = (run: () => void) => life.isOver || run()
    return {
      url: () => new URL(this.url),
      base: () => new URL(this.base ?? '/', this.url),
      replace: (url) =>
        void alive(() => {
          const { href, origin } = new URL(url, this.url)
          // As `history.replaceState` does.
          if (origin !== new URL(this.url).origin) throw new DOMException('Another origin', 'SecurityError')
          this.history.splice(-1, 1, href)
          this.replaced.push(href)
        }),
      announceReplace: () => void alive(() => this.popstates.push(this.url)),
      leave: (url) => void alive(() => this.departures.push(url)),
      isVisible: () => this.isVisible,
      shown: () => (this.isPrerendered ? new Promise<void>((resolve) => this.#onShown.push(resolve)) : undefined),
      open: () => {
        if (!this.allowsPopups) return undefined
        const opened = this.#open('popup')
        return Object.defineProperties({} as Popup, {
          closed: { get: () => opened.closed },
          [HELD_OUT]: {
            get: () => {
              // As long as the provider's page is in it.
              if (!opened.page) throw new DOMException('Another origin', 'SecurityError')
              const { heldOut } = opened.page
              return heldOut && ((asked: string) => (asked === heldOut.state ? heldOut.text : undefined))
            },
          },
          opener: {
            get: () => opened.opener,
            set: (value) => {
              opened.opener = value
            },
          },
          location: {
            value: {
              replace: (url: string) => {
                if (!this.leadsPopups) throw new DOMException(`No permission to navigate to '${url}'`, 'SecurityError')
                opened.url = url
              },
            },
          },
          close: {
            value: () => {
              opened.closed = true
            },
          },
        })
      },
      window: async () => ({
        isEmbedded: () => this.isEmbedded,
        warm: (url) => void alive(() => this.warmed.push(new URL(url).origin)),
        post: async (url, fields) => void alive(() => this.posts.push({ url, fields })),
        relay: async () => ({
          kind: () => this.#options.kind ?? 'tab',
          frame: (url) => {
            const opened = this.#open('frame', url)
            // The browser loads what the provider answers, and the app's page in the frame does what it does in any window.
            void this.world
              .visit(url)
              .then((address) => address && !opened.closed && opened.goTo(address).auth(this.#auth))
            return () => {
              opened.closed = true
            }
          },
          holdOut: (state, text) =>
            void alive(() => {
              this.heldOut = { state, text }
            }),
          close: () =>
            void alive(() => {
              this.isClosed = true
            }),
        }),
      }),
      ahead: () => this.ahead && { ...this.ahead },
      follow: (tell) => {
        followers.add(tell)
        return () => void followers.delete(tell)
      },
      noted: (name) => this.notes.get(name) ?? '',
      note: (name, text) => void alive(() => (text ? this.notes.set(name, text) : this.notes.delete(name))),
      notedForAll: (name) => world.notes.get(name) ?? '',
      noteForAll: (name, text) =>
        void alive(() => {
          if (world.notes.get(name) === (text || undefined)) return
          if (text) world.notes.set(name, text)
          else world.notes.delete(name)
          world.tellOfNote(this)
        }),
    }
  }
}

/** Real cryptography, whose results reach a living document only. */
function toSubtle(life: Life, world: World): Platform['subtle'] {
  const { subtle } = crypto
  return new Proxy(subtle, {
    get:
      (_, name) =>
      (...given: unknown[]) => {
        world.computing += 1
        // Every member of `SubtleCrypto` is a function that gives a promise.
        const work: Promise<unknown> = Reflect.apply(Reflect.get(subtle, name) as () => Promise<unknown>, subtle, given)
        const done = () => {
          world.computing -= 1
          world.note()
        }
        return life.keep(work.finally(done))
      },
  })
}
