import { make } from './make.js'

/** A part of the panel, and what shows the data in it. */
export interface Section<Data> {
  readonly element: HTMLElement
  /** Draws anew when the data is other than before, and otherwise leaves everything as it is: focus and selection, too. */
  readonly show: (data: Data) => void
}

/** A part with a heading. `draw` makes its contents out of data that is plain. */
export function makeSection<Data>(
  id: string,
  title: string,
  draw: (data: Data) => readonly (Node | string)[],
): Section<Data> {
  const heading = make('h2', { id: `${id}-title` }, title)
  const body = make('div', { class: 'body' })
  const element = make('section', { class: id, 'aria-labelledby': `${id}-title` }, heading, body)
  let shown: string | undefined
  return {
    element,
    show(data) {
      const text = JSON.stringify(data) ?? ''
      if (text === shown) return
      shown = text
      body.replaceChildren(...draw(data))
    },
  }
}
