import type { AuthError, ErrorCode } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'
import type { Config } from './config.js'

/** The long explanation of a code, with the value to set. Loaded in development alone. */
export function explain(code: ErrorCode | ProblemCode, config: Config, error?: AuthError): string {
  return `latchkey: [${code}] ${error?.message ?? ''} (${config.clientId})`
}
