import type { Config } from '../client/config.js'
import type { AuthError } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'
import { apiExplanations } from './api-explanations.js'
import { discoveryExplanations } from './discovery-explanations.js'
import type { Explanation, Explanations, Facts } from './explanation.js'
import { sessionExplanations } from './session-explanations.js'
import { signInExplanations } from './sign-in-explanations.js'
import { tokenExplanations } from './token-explanations.js'

/** The explanation of every code: docs/errors.md has one section for each of its keys. */
export const EXPLANATIONS: Explanations = {
  ...sessionExplanations,
  ...discoveryExplanations,
  ...signInExplanations,
  ...tokenExplanations,
  ...apiExplanations,
}

interface Told {
  readonly code: keyof Explanations
  readonly details?: unknown
  readonly message?: string
}

/** A problem, and what it is about. */
interface About {
  readonly code: ProblemCode
  readonly details: string
}

/**
 * The explanation of one problem, with the value to set. Holds no secret.
 * `origin` is the page's; that of the redirect URI, which is the same in every set-up that works, unless given.
 */
export function toExplanation(
  problem: AuthError | ProblemCode | About,
  config: Config,
  origin: string = new URL(config.redirectUri).origin,
): Explanation & Pick<Told, 'code'> {
  const { code, details, message }: Told = typeof problem === 'string' ? { code: problem } : problem
  // An error's details are those of its code: `AuthError` ties them together, which a lookup by code cannot see.
  const explainCode = EXPLANATIONS[code] as (facts: Facts, details: unknown) => Explanation
  return { ...(message !== undefined && { message }), ...explainCode({ config, origin }, details), code }
}

/** The explanation as the console has it. Loaded in development alone. */
export const explain = (problem: AuthError | ProblemCode | About, config: Config, origin?: string): string =>
  toText(toExplanation(problem, config, origin))

/** An explanation in lines, beginning with the code. */
export function toText({ code, message: news, why, fix }: Explanation & Pick<Told, 'code'>): string {
  const [first, ...rest] = fix
  return [
    `latchkey: [${code}] ${news}`,
    `  why  ${why}`,
    `  do   ${first}`,
    ...rest.map((line) => `       ${line}`),
    `  see  latchkey/docs/errors.md#${code}`,
  ].join('\n')
}
