import type { AuthError } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'
import type { Context } from './context.js'

export { createWatch } from './watch.js'

const told = new WeakMap<Context, Set<string>>()

/** Tells a developer, once per code, what a problem means and what to set. The explanations come in a chunk of their own. */
export async function tellDeveloper(context: Context, problem: AuthError | ProblemCode): Promise<void> {
  const { config, platform, seams } = context
  const code = typeof problem === 'string' ? problem : problem.code
  const codes = told.get(context) ?? new Set()
  told.set(context, codes)
  if (codes.has(code)) return
  codes.add(code)
  const log = seams.log ?? platform.warn
  // Without the explanation the code says enough.
  log(
    await import('./explain.js').then(
      ({ explain }) => explain(problem, config, platform.page?.url().origin),
      () => `latchkey: ${code}`,
    ),
  )
}
