const LONGEST = 200

/**
 * A text of foreign origin as a terminal may have it: on one line, and nothing in it but visible ASCII. Any other character, which could
 * move the cursor, turn the direction or look like another one, is shown by its code point.
 */
export function toShown(text: unknown): string {
  const plain = typeof text === 'string' ? text : `a value of type ${text === null ? 'null' : typeof text}`
  const cut = [...plain.slice(0, LONGEST)].map(toVisible).join('')
  return plain.length > LONGEST ? `${cut}…` : cut
}

const toVisible = (character: string): string => (/^[ -~]$/.test(character) ? character : toCodePoint(character))

/** `U+00E9`, say. */
export const toCodePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** A list of foreign texts. */
export const toShownList = (list: unknown): string =>
  Array.isArray(list) ? list.slice(0, 20).map(toShown).join(', ') : toShown(list)

/** A text as it is written in TypeScript. */
export const toLiteral = (text: string): string =>
  `'${text.replace(/[\\']/g, '\\$&').replace(/[^ -~]/gu, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`)}'`
