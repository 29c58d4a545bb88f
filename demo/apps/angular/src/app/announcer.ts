import { Injectable, signal } from '@angular/core'

/** What is said to those who do not see the page. */
@Injectable({ providedIn: 'root' })
export class Announcer {
  private readonly said = signal('')
  readonly sentence = this.said.asReadonly()

  say(sentence: string): void {
    this.said.set(sentence)
  }
}
