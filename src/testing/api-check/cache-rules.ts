import type { ApiAnswer } from './answers.js'
import { allows } from './cors-rules.js'
import {
  hasMember,
  isLetIn,
  type JudgedRule,
  notChecked,
  ok,
  type Seen,
  toAppAnswers,
  toMembers,
  type Verdict,
  wrong,
} from './row.js'
import { ASK_ORIGIN } from './token-verdicts.js'

/** What caches may do with answers. */
export const CACHE_RULES: readonly JudgedRule[] = [
  {
    id: 'vary',
    what: 'Caches and the origin',
    expected: '`Vary: Origin`, if answers differ by origin',
    source: 'Fetch standard, section 3.3.5 (CORS and HTTP caches)',
    judge: judgeVary,
  },
  {
    id: 'cache',
    what: 'Caches and what one user may see',
    expected: '`no-store`, `no-cache` or `Vary: Authorization`, and nothing for shared caches',
    source: 'RFC 9111, sections 3.5 and 4.2.2',
    judge: ({ settings: { method }, answers: { good } }) => {
      if (method !== 'GET' && method !== 'HEAD') return notChecked('Caches keep answers to GET and HEAD.')
      if (!isLetIn(good)) return notChecked('No token was let in.')
      const fix =
        'Let no cache give the answer to one user to the next: shared ones not, and the browser’s own not after another sign-in.'
      if (isForEverybody(good)) return wrong('kept by shared caches', fix, 'Cache-Control: no-store')
      if (isAskedAgain(good)) return ok('asked again for each call, or by token')
      return wrong('kept for the next user of the browser', fix, 'Cache-Control: no-store')
    },
  },
  {
    id: 'cache-refusal',
    what: 'Caches and refusals',
    expected: 'not kept',
    source: 'RFC 9110, section 15.1; RFC 9111, section 3',
    judge: (seen) => {
      const refusals = toAppAnswers(seen).filter(({ status }) => status === 401 || status === 403)
      if (!refusals.length) return notChecked('No call was refused.')
      const kept = refusals.find(
        (answer) => !isAskedAgain(answer) && (isForEverybody(answer) || lifetimeOf(answer) !== undefined),
      )
      if (kept === undefined) return ok('not kept')
      return wrong(
        `a ${kept.status} is kept`,
        'Let no cache keep a refusal: it would outlive the sign-in.',
        'Cache-Control: no-store',
      )
    },
  },
]

function judgeVary(seen: Seen): Verdict {
  const { settings, answers } = seen
  const { noOrigin } = answers
  if (settings.origin === undefined) return notChecked(ASK_ORIGIN)
  if (noOrigin === undefined || noOrigin === 'none') return notChecked('No answer came to a call without an origin.')
  const readable = toAppAnswers(seen).filter((answer) => allows(seen, answer))
  if (!readable.length) return notChecked('The app may read no answer.')
  const toOrigin = ({ headers }: ApiAnswer) => headers.get('access-control-allow-origin')
  const all = [...readable, noOrigin]
  if (all.every((answer) => toOrigin(answer) === toOrigin(noOrigin))) return ok('not needed: the same for all')
  // The one to nobody, too: a cache that has kept it would give it to the app.
  const silent = all.find((answer) => !['origin', '*'].some((name) => hasMember(answer, 'vary', name)))
  if (silent === undefined) return ok('Vary: Origin')
  return wrong(
    `no \`Vary: Origin\` at a ${silent.status}`,
    'Say at every answer that it differs by origin, to callers without one too: a cache would give the answer of one app to another, which may not read it.',
    'Vary: Origin',
  )
}

const CACHE_CONTROL = 'cache-control'

const isForEverybody = (answer: ApiAnswer): boolean =>
  toMembers(answer.headers.get(CACHE_CONTROL)).some((each) => each === 'public' || each.startsWith('s-maxage'))

const isAskedAgain = (answer: ApiAnswer): boolean =>
  ['no-store', 'no-cache', 'max-age=0'].some((each) => hasMember(answer, CACHE_CONTROL, each)) ||
  ['authorization', '*'].some((name) => hasMember(answer, 'vary', name))

const lifetimeOf = (answer: ApiAnswer): string | undefined =>
  toMembers(answer.headers.get(CACHE_CONTROL)).find((each) => each.startsWith('max-age='))
