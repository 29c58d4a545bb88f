import type { Ignored } from '../auth/auth.js'
import { refuseUnknown } from './checks.js'

/** The options of a call, none unknown. `onClick={auth.signIn}` hands over a DOM event: no options of ours. */
export function toGiven<Options extends object>(given: Options | Ignored | undefined, names: string): Options {
  // Every option of these methods is optional, and `Options` has no member of an event's.
  if (!given || 'preventDefault' in given) return {} as Options
  refuseUnknown(given, names, 'option')
  return given as Options
}
