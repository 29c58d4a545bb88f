import { refuseUnknown } from './checks.js'
import type { Ignored } from './options.js'

/** The options of a call, none unknown. `onClick={auth.signIn}` hands over a DOM event: no options of ours. */
export function toCallOptions<Options extends object>(argument: Options | Ignored | undefined, names: string): Options {
  // Every option of these methods is optional, and `Options` has no member of an event's.
  if (!argument || 'preventDefault' in argument) return {} as Options
  refuseUnknown(argument, names, 'option')
  return argument as Options
}
