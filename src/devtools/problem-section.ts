import { make, makeButton } from './make.js'
import { makeSection, type Section } from './section.js'
import type { ShownProblem } from './snapshot.js'
import { toValueToSet } from './value-to-set.js'

/** The last problem: what it means, what to do, and the value to set. `copy` puts a text on the clipboard. */
export const makeProblemSection = (copy: (text: string) => void): Section<ShownProblem | undefined> =>
  makeSection('problem', 'Last problem', (problem) => {
    if (!problem) return [make('p', { class: 'quiet' }, 'None.')]
    const { code, message, why, fix = [], found } = problem
    const docs = `latchkey/docs/errors.md#${code}`
    return [
      make('p', { class: 'bad' }, make('code', {}, code), message ? ` ${message}` : ''),
      ...(why ? [make('p', {}, why)] : []),
      ...(found ? [make('p', {}, make('strong', {}, 'Found: '), found)] : []),
      ...(fix.length ? [make('ul', {}, ...fix.map((line) => make('li', {}, line, ...toCopyButton(line, copy))))] : []),
      make('p', { class: 'quiet' }, 'See ', make('code', {}, docs)),
    ]
  })

function toCopyButton(line: string, copy: (text: string) => void): readonly Node[] {
  const value = toValueToSet(line)
  if (!value) return []
  return [
    make(
      'span',
      { class: 'value' },
      make('code', {}, value),
      makeButton('Copy', () => copy(value), { 'aria-label': `Copy ${value}` }),
    ),
  ]
}
