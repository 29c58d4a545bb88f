import { PROVIDER } from './addresses.js'
import type { SeenToken } from './calendar.js'

/**
 * Turns the switch at the provider, and tells what came of it. What follows needs no code here: latchkey renews when the
 * calendar says 401.
 */
export async function chooseFormat(format: SeenToken['format']): Promise<string> {
  try {
    await fetch(`${PROVIDER}/settings/access-tokens`, { method: 'POST', body: new URLSearchParams({ format }) })
    return `The provider hands out ${format === 'jwt' ? 'JWTs' : 'references'}. Nothing in the app has changed.`
  } catch {
    return 'The provider could not be reached.'
  }
}

/** Where the calendar has from what it says of a token. */
export function toSource({ format, length }: SeenToken): string {
  return format === 'jwt'
    ? 'The calendar verified the signature and reads:'
    : `${length} random characters. The calendar asked the provider, which answered:`
}
