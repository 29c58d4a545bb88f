import type { Inspection } from 'latchkey'
import { onScopeDispose, shallowRef } from 'vue'
import { auth } from './auth'

/** What this app sees of its tokens. Read again after everything that may have changed them. */
export function useInspection() {
  const inspection = shallowRef<Inspection<'calendar'>>()

  async function inspect(): Promise<void> {
    inspection.value = await auth.inspect()
  }

  const stops = [auth.subscribe(inspect), auth.on('renewal', inspect), auth.on('request', inspect)]
  onScopeDispose(() => {
    for (const stop of stops) stop()
  })

  return inspection
}
