import type { Context } from '../client/context.js'
import { guard } from '../client/emitter.js'
import type { AuthError } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'
import { type Asked, createDiagnosis, type Diagnose } from './diagnosis.js'
import { toExplanation, toText } from './explain.js'
import { findFailure } from './failures.js'
import { noteTold } from './panel-hook.js'

const told = new WeakMap<Context, Set<string>>()
const diagnoses = new WeakMap<Context, Diagnose>()
const calls = new WeakMap<Context, Asked>()

/** Keeps the call that got no answer: what is told next is about it. */
export const noteCall = (context: Context, call: Asked): void => void calls.set(context, call)

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
  const explanation = toExplanation(
    about && typeof problem === 'string' ? { code: problem, details: about } : problem,
    config,
    platform.page?.url().origin,
  )
  const asked = toUnanswered(context, problem)
  calls.delete(context)
  const failure = isUnanswered(problem, asked) ? findFailure(context, asked?.url) : undefined
  const missing = isUnanswered(problem, asked) && toMissing()
  const found = missing
    ? missing
    : failure
      ? `The request failed with ${failure}, which no browser says of a server: look at the option fetch, or at what wraps the fetch of the page.`
      : asked && (await prepareDiagnosis(context)(asked))
  const { message } = explanation
  noteTold(context, { ...explanation, message, found: found || undefined })
  const text = toText(explanation)
  guard(log, found ? `${text}\n  found ${found}` : text)
}

/** What a test DOM may not have, and without which no answer of a provider can be read: that is no server's trouble. */
function toMissing(): string | undefined {
  const name = typeof TextDecoder === 'undefined' ? 'TextDecoder' : typeof Response === 'undefined' ? 'Response' : ''
  return name && `\`${name}\` is missing: this environment cannot read what a provider answers. Give it that of Node.`
}

/** Whether a problem is that a request of latchkey's own got no answer. A call's failure is the app's to see. */
const isUnanswered = (problem: AuthError | ProblemCode, asked: Asked | undefined): boolean =>
  typeof problem !== 'string' && (!!asked || Object(problem.details).why === 'unreachable')

/** The request that got no answer, where a problem is about one. */
function toUnanswered(context: Context, problem: AuthError | ProblemCode): Asked | undefined {
  const { config, current } = context
  if (problem === 'api-unreachable') {
    const call = calls.get(context)
    if (call) return call
    // Which one is in the network panel; most apps have one.
    const [first, ...others] = config.apis
    return first && !others.length ? { url: first.places[0] ?? '', kind: 'place' } : undefined
  }
  if (typeof problem === 'string') return undefined
  const { url, status } = Object(problem.details)
  const { code } = problem
  if (code === 'discovery-unreachable') return { url, kind: 'document' }
  const kind = config.dpop ? 'proven' : undefined
  if (/-unreachable$/.test(code)) return { url, kind }
  if (code === 'par-unavailable' && status === undefined) return { url }
  return code === 'refresh-unavailable' && status === undefined && current.entry
    ? { url: current.entry.session.provider.token_endpoint, kind }
    : undefined
}
