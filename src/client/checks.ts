import { didYouMean, refuseSecret } from './did-you-mean.js'
import { type RuledOption, toRule } from './option-rules.js'

// What the protocol itself sets, and what would change how the answer comes back or is checked (RFC 6749 section 3.1).
const PROTECTED =
  /^((client|response|code)_.*|(post_logout_)?redirect_uri|scope|state|nonce|grant_type|refresh_token|request|request_uri|max_age|dpop_jkt|id_token_hint)$/

/** Throws the `TypeError` of a caller's mistake. */
export function must(isMet: unknown, message: string): asserts isMet {
  if (!isMet) throw new TypeError(message)
}

/** Throws the `TypeError` of an option that is not as it must be, by the name that it has where it stands. */
export function mustBeValid(isValid: unknown, option: RuledOption, name: string = option): asserts isValid {
  must(isValid, `${name} ${toRule(option)}`)
}

/** Scopes, each once, none of which could be two (RFC 6749 section 3.3). */
export function toScopes(...lists: readonly (readonly string[] | undefined)[]): readonly string[] {
  const scopes = lists.flatMap((list = []) => list)
  mustBeValid(lists.every((list = []) => Array.isArray(list)) && scopes.every(isScope), 'scopes')
  return [...new Set(scopes)]
}

/** Whether a text is one scope, and could be no more. */
export const isScope = (scope: string): boolean => /^[!#-[\]-~]+$/.test(scope)

/** Refuses keys that nobody reads: a misspelt option would silently not apply. */
export function refuseUnknown(options: object, known: string, what: string): void {
  const names = known.split(' ')
  for (const name of Object.keys(options)) {
    must(names.includes(name), `Unknown ${what} '${name}'${didYouMean(name, names)}`)
  }
}

/** Further parameters of a request, none of them the protocol's own (RFC 6749 section 3.1). */
export function toParameters(parameters: Readonly<Record<string, string>> = {}): Record<string, string> {
  for (const [name, value] of Object.entries(parameters)) {
    refuseSecret(name)
    mustBeValid(!PROTECTED.test(name) && typeof value === 'string', 'parameter', `The parameter '${name}'`)
  }
  return { ...parameters }
}
