import { createSignal } from 'solid-js'
import { ENTRIES_KEPT, type LogEntry, toLogEntry } from '../../../app/log-entries.js'
import { auth } from './auth.js'

const [events, setEvents] = createSignal<readonly LogEntry[]>([])

auth.on('*', (event) => setEvents((before) => [toLogEntry(event), ...before].slice(0, ENTRIES_KEPT)))

/** The events of latchkey since the page was loaded, newest first. */
export { events }
