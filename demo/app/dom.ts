import type { Field } from './fields.js'

type Tag = keyof HTMLElementTagNameMap

interface Look {
  readonly class?: string
  readonly text?: string
  readonly data?: Readonly<Record<string, string>>
  readonly label?: string
}

/** The element of the page with this id. The page and the code are one thing, so a missing one is a mistake. */
export function find<Element extends HTMLElement = HTMLElement>(id: string): Element {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`The page has no #${id}`)
  // Whoever asks knows the tag: it is in index.html.
  return element as Element
}

/** A new element. Text only, never HTML: the page enforces Trusted Types. */
export function make<Name extends Tag>(name: Name, look: Look = {}, ...children: Node[]): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  if (look.class !== undefined) element.className = look.class
  if (look.text !== undefined) element.textContent = look.text
  if (look.label !== undefined) element.setAttribute('aria-label', look.label)
  Object.assign(element.dataset, look.data)
  element.append(...children)
  return element
}

/** A claim, or what else has a name, as a row of a `dl`. */
export function row({ name, text }: Field): HTMLElement {
  return make('div', { data: { claim: name } }, make('dt', { text: name }), make('dd', { text }))
}

/** One of the icons that index.html defines. */
export function icon(name: string, kind = ''): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('class', `icon ${kind}`.trim())
  svg.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use')
  use.setAttribute('href', `#${name}`)
  svg.append(use)
  return svg
}

/** Says something to those who do not see the page. */
export function announce(sentence: string): void {
  find('announcer').textContent = sentence
}
