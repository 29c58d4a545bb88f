import type { TestProvider } from 'latchkey/testing'
import { expect, onTestFinished, vi } from 'vitest'
import type { Life } from './life.js'
import { type Answerer, Network } from './network.js'
import { findLeaks, toSeen } from './redaction.js'
import { SharedChannel } from './shared-channel.js'
import { SharedLocks } from './shared-locks.js'
import { SharedStore } from './shared-store.js'
import { type Options, Tab, type TabOptions } from './tab.js'
import { bodies, chunks, cryptography, LONGEST_WAIT_MS, turn } from './until.js'

interface Timer {
  readonly at: number
  readonly run: () => void
  readonly life: Life
}

const QUIET_TURNS = 5
// For an answer, or the rest of one, that a provider was told never to give: everything else under way is waited for.
const QUIET_TURNS_IN_VAIN = 300
// And so long, in milliseconds of real time, where bodies are read on another thread, which a busy machine keeps waiting.
const QUIET_MS_IN_VAIN = typeof window === 'undefined' ? 0 : 100

/** One origin: a clock that is driven by hand, storage, locks, a channel, a network, and as many tabs as asked. */
export class World {
  readonly origin: string
  /** The options that every `tab.auth()` starts from. */
  readonly options: Options
  readonly store: SharedStore = new SharedStore(
    () => this.note(),
    (milliseconds, run, life) => void this.timers.add({ at: this.elapsed + milliseconds, run, life }),
  )
  readonly locks: SharedLocks = new SharedLocks()
  readonly channel: SharedChannel = new SharedChannel()
  readonly network: Network = new Network(() => this.note())
  /** localStorage. */
  readonly notes = new Map<string, string>()
  readonly timers = new Set<Timer>()
  /** The wall clock of this machine, in milliseconds since the epoch. */
  wall: number = Date.UTC(2026, 10, 20, 9)
  /** What a right clock shows: that of the providers. */
  time: number = this.wall
  /** The monotonic clock, in milliseconds. A page counts from its own load. */
  elapsed = 0
  /** How many operations of cryptography are under way. */
  computing = 0
  /** Whether providers let themselves be framed. */
  allowsFrames = true
  /** Every tab that was ever opened. */
  readonly tabs: Tab[] = []
  /** What nobody may read in an error, an event or a line of a log, and what it is. */
  readonly secrets = new Map<string, string>()
  readonly #providers: TestProvider[] = []
  #activity = 0

  constructor(options: Options, origin: string) {
    this.options = options
    this.origin = origin
    this.#setDate()
    onTestFinished(() => {
      vi.useRealTimers()
      // Thousands of worlds in one test look for secrets themselves.
      if (!/fuzz|model/.test(expect.getState().testPath ?? '')) this.#expectNoLeaks()
    })
  }

  openTab(url = '/', options: TabOptions = {}): Tab {
    const tab = new Tab(this, new URL(url, this.origin).href, options)
    this.tabs.push(tab)
    return tab
  }

  openWorker(): Tab {
    return this.openTab('/worker.js', { isWorker: true })
  }

  /** Puts an API, or anything else that answers, on the network. */
  serve(origin: string, answerer: Answerer): void {
    this.network.serve(origin, answerer)
  }

  serveProvider(provider: TestProvider): void {
    this.#providers.push(provider)
    // Some have endpoints on several hosts.
    const addresses = [provider.issuer, ...Object.values(provider.metadata)].filter((value) =>
      `${value}`.startsWith('http'),
    )
    for (const address of addresses) this.network.serve(`${address}`, (request) => provider.fetch(request))
    provider.lie({
      // No lie: it only listens.
      tokenResponse: (body, { parameters }) => {
        for (const name of ['code', 'code_verifier', 'refresh_token', 'access_token', 'id_token']) {
          for (const value of [body[name], parameters[name]])
            if (typeof value === 'string') this.secrets.set(value, name)
        }
        return body
      },
    })
  }

  /** Looks through all that the tabs were told, and every error that a state has held (R-E01). */
  #expectNoLeaks(): void {
    for (const { departures, windows } of this.tabs) {
      for (const address of [...departures, ...windows.flatMap(({ url }) => url ?? [])]) {
        const nonce = URL.canParse(address) && new URL(address).searchParams.get('nonce')
        if (nonce) this.secrets.set(nonce, 'nonce')
      }
    }
    for (const { events, warnings, errors } of this.tabs) {
      expect(findLeaks(toSeen([events, warnings, [...errors]]), this.secrets), 'secrets that were told').toEqual([])
    }
  }

  /** Where a provider sends a frame back to; `undefined` when it shows itself in none. */
  async visit(url: string): Promise<string | undefined> {
    const provider = this.#providers.find(({ answers }) => answers(url))
    // A page of the provider's own leads nowhere.
    return this.allowsFrames ? provider?.authorize(url).catch(() => undefined) : undefined
  }

  /** Tells the pages of all other tabs that one has made a note for all; none, while the channel between them is deaf. */
  tellOfNote(from: Tab): void {
    if (this.channel.isDeaf) return
    for (const tab of this.tabs) if (tab !== from) void tab.hearNote()
  }

  /** Something happened that `rest` has to wait out. */
  note(): void {
    this.#activity += 1
  }

  /** Lets time pass on both clocks, and runs what is due at its time; then everything that follows from it. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.elapsed + milliseconds
    for (;;) {
      await this.rest()
      const due = [...this.timers].filter(({ at, life }) => at <= end && !life.isOver && !life.isFrozen)
      const next = due.sort((one, other) => one.at - other.at)[0]
      this.#move(Math.max(0, (next?.at ?? end) - this.elapsed))
      if (!next) break
      this.timers.delete(next)
      next.run()
    }
    await this.rest()
  }

  advanceSeconds(seconds: number): Promise<void> {
    return this.advance(seconds * 1000)
  }

  /** Sets this machine's wall clock to another time. Negative turns it back. */
  setWallBy(milliseconds: number): void {
    this.wall += milliseconds
    this.#setDate()
  }

  /** Lets the machine sleep: time passes, and its monotonic clock and timers stand still. */
  sleep(milliseconds: number): void {
    this.time += milliseconds
    this.setWallBy(milliseconds)
  }

  /** Waits until nothing happens any more that no held answer or timer keeps waiting. */
  async rest(): Promise<void> {
    const begun = performance.now()
    let seen = -1
    let quietSince = begun
    for (let quiet = 0; !this.#isLongEnough(quiet, quietSince); ) {
      await turn()
      const isBusy = this.store.pending > 0 || this.computing > 0 || cryptography.pending > 0 || chunks.loading > 0
      quiet = seen === this.#activity && !isBusy ? quiet + 1 : 0
      if (quiet === 0) quietSince = performance.now()
      seen = this.#activity
      if (performance.now() - begun > LONGEST_WAIT_MS) throw new Error(`The world does not rest: ${this.#underWay()}`)
    }
  }

  #isLongEnough(turns: number, since: number): boolean {
    if (this.network.pending + bodies.reading === 0) return turns >= QUIET_TURNS
    return turns >= QUIET_TURNS_IN_VAIN && performance.now() - since >= QUIET_MS_IN_VAIN
  }

  #underWay(): string {
    const { store, network, computing } = this
    return JSON.stringify({ store: store.pending, network: network.pending, computing, cryptography, chunks, bodies })
  }

  #move(milliseconds: number): void {
    this.elapsed += milliseconds
    this.sleep(milliseconds)
  }

  // oauth4webapi looks at `Date` by itself, and a machine has one wall clock. Timers stay real: ours are the platform's.
  #setDate(): void {
    vi.useFakeTimers({ toFake: ['Date'], now: this.wall })
  }
}
