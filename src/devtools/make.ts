type Tag = keyof HTMLElementTagNameMap

/** A new element with attributes and children. Text only, never HTML: the page may enforce Trusted Types. */
export function make<Name extends Tag>(
  name: Name,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(key, value)
  element.append(...children)
  return element
}

/** A button that does something. */
export function makeButton(
  label: string,
  act: () => void,
  attributes: Readonly<Record<string, string>> = {},
): HTMLElement {
  const button = make('button', { type: 'button', ...attributes }, label)
  button.addEventListener('click', act)
  return button
}

/** A fact with its name, as rows of a `dl`. */
export const makeFacts = (facts: readonly (readonly [name: string, value: Node | string])[]): HTMLElement =>
  make('dl', {}, ...facts.map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value))))

/** A mark on a drawing in percent of its width: attributes of SVG need no style that a Content Security Policy could forbid. */
export function makeBar(from: number, width: number, kind: string): SVGElement {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('class', 'track')
  svg.setAttribute('aria-hidden', 'true')
  const bar = document.createElementNS(space, 'rect')
  bar.setAttribute('class', kind)
  bar.setAttribute('x', `${from}%`)
  bar.setAttribute('y', '0')
  bar.setAttribute('width', `${width}%`)
  bar.setAttribute('height', '100%')
  bar.setAttribute('rx', '2')
  svg.append(bar)
  return svg
}
