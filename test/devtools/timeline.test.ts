import { describe, expect, it } from 'vitest'
import { toBursts } from '../../src/devtools/timeline.js'
import type { AuthEvent } from '../../src/domain/events.js'

const at = (time: number, type: string, fields: object = {}) => ({ type, time, ...fields }) as AuthEvent
const rowsOf = (events: readonly AuthEvent[], now = 10_000) => toBursts(events, [], now).flatMap(({ rows }) => rows)

describe('the timeline', () => {
  it('shows a renewal as one bar, from its start to its end', () => {
    expect(rowsOf([at(0, 'renewal', { phase: 'started' }), at(300, 'renewal', { phase: 'renewed' })])).toEqual([
      { label: 'renewal', detail: 'renewed', from: 0, until: 300, kind: 'good' },
    ])
  })

  it('tells the renewals of two APIs apart, and one that is under way', () => {
    const rows = rowsOf([
      at(0, 'renewal', { phase: 'started', api: 'mail' }),
      at(10, 'renewal', { phase: 'started', api: 'calendar' }),
      at(400, 'renewal', { phase: 'failed', api: 'calendar', code: 'refresh-rejected' }),
    ])

    expect(rows.map(({ detail, until, kind }) => [detail, until, kind])).toEqual([
      ['mail · under way', undefined, 'plain'],
      ['calendar · failed · refresh-rejected', 400, 'bad'],
    ])
  })

  it('shows the end of a renewal whose start is forgotten', () => {
    expect(rowsOf([at(300, 'renewal', { phase: 'adopted' })])).toMatchObject([
      { label: 'renewal', from: 300, until: 300 },
    ])
  })

  it('shows a call with its answer, and not a second time as an event', () => {
    const calls = [{ api: 'calendar', method: 'GET', from: 5, until: 105, status: 200 }]

    const [burst] = toBursts([at(5, 'request', { outcome: 'attached', api: 'calendar', why: 'declared' })], calls, 200)

    expect(burst?.rows).toEqual([{ label: 'call', detail: 'GET · calendar · 200', from: 5, until: 105, kind: 'good' }])
  })

  it('begins a scale of its own after a pause, the newest first', () => {
    const bursts = toBursts([at(0, 'state'), at(4_000, 'state'), at(60_000, 'problem', { code: 'x' })], [], 61_000)

    expect(bursts.map(({ from, until, rows }) => [from, until, rows.length])).toEqual([
      [60_000, 60_000, 1],
      [0, 4_000, 2],
    ])
  })

  it('names what a provider added to a return, and shows no value of it', () => {
    const [row] = rowsOf([at(0, 'navigation', { to: 'return', parameters: { kc_action_status: 'ada@example.com' } })])

    expect(row?.detail).toBe('return · kc_action_status')
  })
})
