import { make, makeBar } from './make.js'
import { makeSection, type Section } from './section.js'
import type { Burst, Row } from './timeline.js'

/** What happened, as a waterfall. */
export function makeTimelineSection(): Section<readonly Burst[]> {
  const section = makeSection<readonly Burst[]>('timeline', 'Timeline', (bursts) =>
    bursts.length
      ? bursts.map(drawBurst)
      : [make('p', { class: 'quiet' }, 'Nothing has happened since the page was loaded.')],
  )
  // It scrolls by itself, so that the keyboard must reach it.
  const body = section.element.querySelector('.body')
  body?.setAttribute('tabindex', '0')
  body?.setAttribute('role', 'group')
  body?.setAttribute('aria-labelledby', 'timeline-title')
  return section
}

function drawBurst(burst: Burst): HTMLElement {
  const duration = burst.until - burst.from
  return make(
    'div',
    { class: 'burst' },
    make('h3', {}, `${toClock(burst.from)} · ${toDuration(duration)}`),
    make('ol', {}, ...burst.rows.map((row) => drawRow(row, burst.from, duration))),
  )
}

function drawRow(row: Row, start: number, duration: number): HTMLElement {
  const from = duration ? ((row.from - start) / duration) * 99 : 0
  const end = row.until === undefined ? 99 : duration ? ((row.until - start) / duration) * 99 : 0
  const took = row.until === row.from ? '' : row.until === undefined ? '…' : toDuration(row.until - row.from)
  return make(
    'li',
    { class: row.kind },
    make('span', { class: 'at' }, `+${toDuration(row.from - start)}`),
    make('strong', {}, row.label),
    make('span', { class: 'detail' }, row.detail, took ? ` · ${took}` : ''),
    // Wide enough to be seen, whatever it took.
    makeBar(from, Math.max(end - from, 1), row.kind),
  )
}

const toDuration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`

export const toClock = (time: number): string => new Date(time).toLocaleTimeString()
