import { untrack } from 'svelte'
import { ENTRIES_KEPT, type LogEntry, toLogEntry } from '../../../app/log-entries.js'
import { auth } from './auth.js'

let kept = $state.raw<readonly LogEntry[]>([])

auth.on('*', (event) => {
  // An effect that calls the API is told of the call while it runs, and must not follow the log for it.
  kept = [toLogEntry(event), ...untrack(() => kept)].slice(0, ENTRIES_KEPT)
})

/** The events of latchkey since the page was loaded, newest first. */
export const events = {
  get all() {
    return kept
  },
}
