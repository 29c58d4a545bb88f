import { DestroyRef, Injectable, inject, signal } from '@angular/core'
import { auth } from '../auth'

type Inspection = Awaited<ReturnType<typeof auth.inspect>>

/** What this app may see of its tokens. Read again after everything that may have changed them. */
@Injectable({ providedIn: 'root' })
export class Inspector {
  private readonly seen = signal<Inspection | undefined>(undefined)
  readonly inspection = this.seen.asReadonly()

  constructor() {
    const look = async () => this.seen.set(await auth.inspect())
    const stops = [auth.subscribe(look), auth.on('renewal', look), auth.on('request', look)]
    inject(DestroyRef).onDestroy(() => {
      for (const stop of stops) stop()
    })
  }
}
