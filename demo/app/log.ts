import type { AuthEvent } from 'latchkey'
import { clock } from './clock.js'
import { find, icon, make } from './dom.js'
import { ENTRIES_KEPT, toLogEntry } from './log-entries.js'

/** The events of latchkey as they come, newest first. There is no secret in them, so all of each is shown. */
export function mountLog(on: (type: '*', listener: (event: AuthEvent) => void) => unknown): void {
  const log = find('log')
  // It scrolls, and with the keyboard only what can have the focus does.
  log.tabIndex = 0
  on('*', (event) => {
    const { type, time, carriesToken, details } = toLogEntry(event)
    log.prepend(
      make(
        'li',
        { data: { event: type } },
        make('time', { text: clock(time) }),
        carriesToken ? icon('envelope', 'teal') : icon('dot'),
        make('strong', { text: type }),
        make(
          'span',
          { class: 'details' },
          ...details.map(({ name, text }) => make('span', {}, make('i', { text: `${name} ` }), make('code', { text }))),
        ),
      ),
    )
    while (log.children.length > ENTRIES_KEPT) log.lastElementChild?.remove()
  })
}
