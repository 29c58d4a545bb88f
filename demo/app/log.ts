import { auth } from './auth.js'
import { find, icon, make } from './dom.js'
import { clock } from './identity.js'

const ROWS_KEPT = 50
const NOT_SHOWN = new Set(['type', 'time'])

/** The events of latchkey as they come, newest first. There is no secret in them, so all of each is shown. */
export function mountLog(): void {
  const log = find('log')
  auth.on('*', (event) => {
    const carriesToken = event.type === 'request' && event.outcome === 'attached'
    const details = Object.entries(event)
      .filter(([name, value]) => !NOT_SHOWN.has(name) && value !== undefined)
      .map(([name, value]) => make('span', {}, make('i', { text: `${name} ` }), make('code', { text: String(value) })))
    log.prepend(
      make(
        'li',
        { data: { event: event.type } },
        make('time', { text: clock(event.time) }),
        carriesToken ? icon('envelope', 'teal') : icon('dot'),
        make('strong', { text: event.type }),
        make('span', { class: 'details' }, ...details),
      ),
    )
    while (log.children.length > ROWS_KEPT) log.lastElementChild?.remove()
  })
}
