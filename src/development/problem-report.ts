import type { Context } from '../client/context.js'
import { guard } from '../client/emitter.js'
import type { AuthError } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'
import { createDiagnosis, type Diagnose } from './diagnosis.js'
import { explain } from './explain.js'

const told = new WeakMap<Context, Set<string>>()
const diagnoses = new WeakMap<Context, Diagnose>()

/** From here on what the page's policy blocks is known. */
export function prepareDiagnosis(context: Context): Diagnose {
  const diagnose = diagnoses.get(context) ?? createDiagnosis(context)
  diagnoses.set(context, diagnose)
  return diagnose
}

/** Tells a developer, once per code and what it is about, what a problem means and what to set. */
export async function tellDeveloper(context: Context, problem: AuthError | ProblemCode, about?: string): Promise<void> {
  const { config, platform, seams } = context
  const code = typeof problem === 'string' ? problem : problem.code
  const codes = told.get(context) ?? new Set()
  told.set(context, codes)
  const name = [code, about].join(' ')
  if (codes.has(name)) return
  codes.add(name)
  const log = seams.log ?? platform.warn
  const text = explain(
    about && typeof problem === 'string' ? { code: problem, details: about } : problem,
    config,
    platform.page?.url().origin,
  )
  const url = toUnanswered(context, problem)
  guard(log, url ? `${text}\n  found ${await prepareDiagnosis(context)(url)}` : text)
}

/** The address that gave no answer, where a problem is about one. */
function toUnanswered({ config, current }: Context, problem: AuthError | ProblemCode): string | undefined {
  if (problem === 'api-unreachable') {
    // Which one is in the network panel; most apps have one.
    const [first, ...others] = config.apis
    return others.length ? undefined : first?.places[0]
  }
  if (typeof problem === 'string') return undefined
  const { url, status } = Object(problem.details)
  if (/-unreachable$/.test(problem.code)) return url
  return problem.code === 'refresh-unavailable' && status === undefined
    ? current.entry?.session.provider.token_endpoint
    : undefined
}
