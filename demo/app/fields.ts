import { clock } from './clock.js'

export interface Field {
  readonly name: string
  readonly text: string
}

/** Claims, or the header of a token, as a page shows them. */
export function toFields(values: object): readonly Field[] {
  return Object.entries(values).map(([name, value]) => ({ name, text: toText(value) }))
}

/** The claims of a user, with the time of the sign-in as people read it. */
export function toClaims(user: object): readonly Field[] {
  return toFields(user).map(({ name, text }) => ({
    name,
    text: name === 'auth_time' ? `${text} (${clock(Number(text) * 1000)})` : text,
  }))
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
