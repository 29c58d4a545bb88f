// What is said of an option in passing (`with dpop: true the request …`) is not what is to be set.
const OPTION = /(?<=^|: |[Ss]et |declare it with |\(\{ |, \{ )\b[a-zA-Z]+: (?=['[{]|true\b|false\b|\d)/g
const HEADER = /\b(?:Access-Control-[\w-]+|Cache-Control|Vary): (?:[A-Z][\w-]+|no-store)(?:, [A-Z][\w-]+)*/
const ADDRESS = /(?:[Rr]egister [^:]{0,80}|connect-src must hold|allow the origin):? (https?:\/\/[^\s'"]+[^\s'".,;:)])/
const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}' }

/**
 * What is to be copied out of a line of advice: the option as it is written in the code (`issuer: 'https://…'`), a header as a server
 * sends it, or an address to register; `undefined` where the line names none.
 */
export function toValueToSet(line: string): string | undefined {
  for (const { 0: start, index } of line.matchAll(OPTION)) {
    const value = toLiteral(line.slice(index + start.length))
    if (value && !value.includes('…')) return start + value
  }
  return HEADER.exec(line)?.[0] ?? ADDRESS.exec(line)?.[1]
}

/** The literal of JavaScript that a text begins with, up to its closing bracket or quote. */
function toLiteral(text: string): string | undefined {
  const [first = ''] = text
  if (first === "'") return /^'[^']*'/.exec(text)?.[0]
  const close = CLOSING[first]
  if (!close) return /^\w+/.exec(text)?.[0]
  let depth = 0
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === first) depth += 1
    if (text[index] === close) depth -= 1
    if (depth === 0) return text.slice(0, index + 1)
  }
  return undefined
}
