import type { AuthError } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'
import type { Config } from './config.js'

/** The long explanation of a problem, with the value to set. Loaded in development alone. */
export function explain(problem: AuthError | ProblemCode, config: Config): string {
  const [code, message] = typeof problem === 'string' ? [problem, ''] : [problem.code, problem.message]
  return `latchkey: [${code}] ${message} (${config.clientId})`
}
