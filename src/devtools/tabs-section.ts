import { make } from './make.js'
import { makeSection, type Section } from './section.js'
import type { Tabs } from './tabs.js'
import { toClock } from './timeline-section.js'

/** Which tabs are open, and who renews. */
export const makeTabsSection = (): Section<Tabs | undefined> =>
  makeSection('tabs', 'Tabs', (tabs) => {
    if (!tabs) return [make('p', { class: 'quiet' }, 'This browser does not say who holds its locks.')]
    const { open, holder, waiting } = tabs
    return [
      make('p', {}, 'The lock of the renewal is held by ', make('strong', {}, holder), `; ${waiting} waiting.`),
      make('ul', {}, ...open.map(drawTab)),
      make('p', { class: 'quiet' }, 'Tabs of this origin that have the panel.'),
    ]
  })

const drawTab = ({ since, isThis, holdsLock }: Tabs['open'][number]): HTMLElement =>
  make(
    'li',
    {},
    isThis ? make('strong', {}, 'This tab') : 'Another tab',
    ` · since ${toClock(since)}`,
    holdsLock ? ' · holds the lock' : '',
  )
