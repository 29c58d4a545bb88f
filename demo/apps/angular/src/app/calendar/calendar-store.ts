import { computed, effect, Injectable, inject, signal, untracked } from '@angular/core'
import { injectAuth } from 'latchkey/angular'
import { chooseFormat } from '../../../../../app/access-token-format'
import type { Attempt, CalendarEntry, Outcome, SeenToken } from '../../../../../app/calendar'
import { Announcer } from '../announcer'
import { CalendarApi } from './calendar-api'

/** What the calendar has answered to this user. */
@Injectable({ providedIn: 'root' })
export class CalendarStore {
  private readonly api = inject(CalendarApi)
  private readonly announcer = inject(Announcer)
  private readonly auth = injectAuth()

  readonly entries = signal<readonly CalendarEntry[] | undefined>(undefined)
  readonly lastCall = signal<Outcome<unknown> | undefined>(undefined)
  readonly seenToken = signal<Outcome<SeenToken> | undefined>(undefined)
  readonly idTokenAttempt = signal<Outcome<Attempt> | undefined>(undefined)

  constructor() {
    const sub = computed(() => this.auth.user()?.sub)
    effect(() => {
      const someone = sub() !== undefined
      untracked(() => {
        // Nothing of one user is left for the next.
        this.clear()
        if (someone) void this.refresh()
      })
    })
  }

  async refresh(): Promise<void> {
    await Promise.all([this.refreshEntries(), this.refreshSeenToken()])
  }

  async add(title: string): Promise<Outcome<CalendarEntry>> {
    const outcome = await this.api.addEntry(title)
    this.lastCall.set(outcome)
    this.announcer.say(outcome.body ? `${title} is in your calendar` : `Not added: ${outcome.message}`)
    if (outcome.body) await this.refreshEntries()
    return outcome
  }

  async remove({ id, title }: CalendarEntry): Promise<void> {
    const outcome = await this.api.removeEntry(id)
    this.lastCall.set(outcome)
    this.announcer.say(outcome.message ?? `${title} is no longer in your calendar`)
    await this.refreshEntries()
  }

  async tryIdToken(): Promise<void> {
    const outcome = await this.api.tryIdToken()
    this.idTokenAttempt.set(outcome)
    const { status, message } = outcome.body ?? outcome
    this.announcer.say(`The calendar answered ${status ?? 'nothing'}: ${message ?? ''}`)
  }

  async chooseFormat(format: SeenToken['format']): Promise<void> {
    const sentence = await chooseFormat(format)
    await this.refreshSeenToken()
    this.announcer.say(sentence)
  }

  private async refreshEntries(): Promise<void> {
    const outcome = await this.api.listEntries()
    if (!outcome.body || !this.lastCall()) this.lastCall.set(outcome)
    if (outcome.body) this.entries.set(outcome.body.events)
  }

  private async refreshSeenToken(): Promise<void> {
    this.seenToken.set(await this.api.seeToken())
  }

  private clear(): void {
    for (const kept of [this.entries, this.lastCall, this.seenToken, this.idTokenAttempt]) kept.set(undefined)
  }
}
