import { type CalendarEntry, createCalendar, type Outcome, type SeenToken } from '../../../app/calendar.js'
import { announce } from './announcer.svelte.js'

/** The calendar of one user. The next user gets another, so that nothing of this one is left for them. */
export class UserCalendar {
  entries = $state.raw<readonly CalendarEntry[]>()
  /** How the last call went that is worth showing. */
  lastCall = $state.raw<Outcome<unknown>>()
  /** What the calendar sees of the access token. */
  seen = $state.raw<Outcome<SeenToken>>()
  readonly #calendar

  constructor(fetch: typeof globalThis.fetch) {
    this.#calendar = createCalendar(fetch)
  }

  async loadEntries(): Promise<void> {
    const outcome = await this.#calendar.listEntries()
    if (outcome.body === undefined || this.lastCall === undefined) this.lastCall = outcome
    if (outcome.body !== undefined) this.entries = outcome.body.events
  }

  async loadSeenToken(): Promise<void> {
    this.seen = await this.#calendar.seeToken()
  }

  /** Answers with how it went, for the chip beside the to-do. */
  async add(title: string): Promise<Outcome<CalendarEntry>> {
    const outcome = await this.#calendar.addEntry(title)
    this.lastCall = outcome
    announce(outcome.body === undefined ? `Not added: ${outcome.message}` : `${title} is in your calendar`)
    if (outcome.body !== undefined) await this.loadEntries()
    return outcome
  }

  async remove({ id, title }: CalendarEntry): Promise<void> {
    const outcome = await this.#calendar.removeEntry(id)
    this.lastCall = outcome
    announce(outcome.message ?? `${title} is no longer in your calendar`)
    await this.loadEntries()
  }

  /** Has the calendar try to use an ID token. */
  tryIdToken() {
    return this.#calendar.tryIdToken()
  }
}
