import type { ApiAnswer } from './answers.js'
import {
  hasMember,
  isLetIn,
  type JudgedRule,
  notChecked,
  ok,
  type Seen,
  toAppAnswers,
  type Verdict,
  wrong,
} from './row.js'
import { ASK_DPOP, ASK_ORIGIN } from './token-verdicts.js'

const NO_PREFLIGHT = 'The preflight fails already.'
const NOT_READABLE = 'The app may read no such answer: see the rows before.'
const CORS = 'Fetch standard, section 3.3 (CORS protocol)'

// A browser lets these pass without asking.
const SAFE_METHODS = ['GET', 'HEAD', 'POST']

/** What a browser is told, so that the page may call and read. */
export const CORS_RULES: readonly JudgedRule[] = [
  {
    id: 'preflight',
    what: 'The preflight, which has no token',
    expected: '200 to 299',
    source: CORS,
    judge: ({ answers: { preflight } }) => {
      if (preflight === undefined) return notChecked(ASK_ORIGIN)
      if (isLetIn(preflight)) return ok(`${preflight.status}`)
      const found = preflight === 'none' ? 'no answer' : `${preflight.status}`
      return wrong(
        found,
        'Answer OPTIONS before tokens are looked for: a browser sends none with it.',
        'HTTP/1.1 204 No Content',
      )
    },
  },
  {
    id: 'preflight-origin',
    what: 'The origin in the preflight',
    expected: 'the app’s, or `*`',
    source: CORS,
    judge: (seen) =>
      ofPreflight(seen, (answer) => {
        const found = describeOrigin(seen, answer)
        return allows(seen, answer)
          ? ok(found)
          : wrong(found, 'Allow the origin of the app in the preflight.', allowOrigin(seen))
      }),
  },
  {
    id: 'preflight-authorization',
    what: 'The header `Authorization` in the preflight',
    expected: 'allowed by name',
    source: 'Fetch standard, section 3.3.3 (`*` does not cover `Authorization`)',
    judge: (seen) =>
      ofPreflight(seen, (answer) => {
        if (hasMember(answer, ALLOW_HEADERS, 'authorization')) return ok('allowed')
        const found = hasMember(answer, ALLOW_HEADERS, '*') ? '`*`, which does not cover it' : 'not allowed'
        return wrong(
          found,
          'Name the header in the preflight.',
          'Access-Control-Allow-Headers: Authorization, Content-Type',
        )
      }),
  },
  {
    id: 'preflight-dpop',
    what: 'The header `DPoP` in the preflight',
    expected: 'allowed',
    source: 'RFC 9449, section 7.1; Fetch standard, section 3.3',
    judge: (seen) =>
      seen.settings.dpop
        ? ofPreflight(seen, (answer) => {
            if (['dpop', '*'].some((name) => hasMember(answer, ALLOW_HEADERS, name))) return ok('allowed')
            const line = 'Access-Control-Allow-Headers: Authorization, DPoP, Content-Type'
            return wrong('not allowed', 'Name the header of proofs in the preflight.', line)
          })
        : notChecked(ASK_DPOP),
  },
  {
    id: 'preflight-method',
    what: 'The method in the preflight',
    expected: 'allowed, if a browser asks for it',
    source: CORS,
    judge: (seen) =>
      ofPreflight(seen, (answer) => {
        const { method } = seen.settings
        if (SAFE_METHODS.includes(method)) return ok(`${method} needs none`)
        if ([method.toLowerCase(), '*'].some((name) => hasMember(answer, 'access-control-allow-methods', name)))
          return ok('allowed')
        return wrong(
          'not allowed',
          'Name the method in the preflight.',
          `Access-Control-Allow-Methods: GET, POST, ${method}`,
        )
      }),
  },
  {
    id: 'cors-answer',
    what: 'CORS at the answer to the access token',
    expected: 'the app’s origin, or `*`',
    source: CORS,
    judge: (seen) => judgeReadable(seen, isLetIn, 'No token was let in.'),
  },
  {
    id: 'cors-401',
    what: 'CORS at each 401',
    expected: 'the app’s origin, or `*`',
    source: CORS,
    judge: (seen) => judgeReadable(seen, ({ status }) => status === 401, 'No call was answered with 401.'),
  },
  {
    id: 'cors-403',
    what: 'CORS at each 403',
    expected: 'the app’s origin, or `*`',
    source: CORS,
    judge: (seen) => judgeReadable(seen, ({ status }) => status === 403, 'No call was answered with 403.'),
  },
  {
    id: 'exposes-challenge',
    what: 'Whether the app may read `WWW-Authenticate`',
    expected: 'exposed',
    source: 'Fetch standard, section 3.3.3; RFC 6750, section 3',
    judge: (seen) => judgeExposed(seen, 'WWW-Authenticate', NOT_READABLE),
  },
  {
    id: 'exposes-nonce',
    what: 'Whether the app may read `DPoP-Nonce`',
    expected: 'exposed',
    source: 'RFC 9449, section 8.2; Fetch standard, section 3.3.3',
    judge: (seen) =>
      judgeExposed(seen, 'DPoP-Nonce', seen.settings.dpop ? 'No answer that the app may read has a nonce.' : ASK_DPOP),
  },
]

const ALLOW_HEADERS = 'access-control-allow-headers'
const EXPOSE = 'Access-Control-Expose-Headers'

/** Whether the app may read an answer. */
export const allows = ({ settings: { origin } }: Seen, { headers }: ApiAnswer): boolean => allowsOrigin(origin, headers)

/** Whether headers let pages of this origin read what they come with. */
export function allowsOrigin(origin: string | undefined, headers: Headers): boolean {
  const allowed = headers.get('access-control-allow-origin')
  return allowed === '*' || (allowed !== null && allowed === origin)
}

function ofPreflight({ answers: { preflight } }: Seen, judge: (answer: ApiAnswer) => Verdict): Verdict {
  if (preflight === undefined) return notChecked(ASK_ORIGIN)
  return isLetIn(preflight) ? judge(preflight) : notChecked(NO_PREFLIGHT)
}

function judgeReadable(seen: Seen, isMeant: (answer: ApiAnswer) => boolean, lack: string): Verdict {
  if (seen.settings.origin === undefined) return notChecked(ASK_ORIGIN)
  const meant = toAppAnswers(seen).filter(isMeant)
  const [first] = meant
  if (first === undefined) return notChecked(lack)
  const hidden = meant.find((answer) => !allows(seen, answer))
  if (hidden === undefined) return ok(describeOrigin(seen, first))
  return wrong(
    describeOrigin(seen, hidden),
    'Add the headers of CORS to every answer, refusals and failures too: without them a page sees no status, and takes the API for unreachable.',
    allowOrigin(seen),
    'Vary: Origin',
  )
}

function judgeExposed(seen: Seen, name: 'WWW-Authenticate' | 'DPoP-Nonce', lack: string): Verdict {
  if (seen.settings.origin === undefined) return notChecked(ASK_ORIGIN)
  const having = toAppAnswers(seen).filter((answer) => answer.headers.has(name) && allows(seen, answer))
  if (!having.length) return notChecked(lack)
  const hidden = having.find((answer) => ![name.toLowerCase(), '*'].some((each) => hasMember(answer, EXPOSE, each)))
  if (hidden === undefined) return ok('exposed')
  return wrong(
    `not exposed by a ${hidden.status}`,
    'Expose the header wherever it is sent.',
    `${EXPOSE}: WWW-Authenticate, DPoP-Nonce`,
  )
}

/** Not in the API's words: see `describe`. */
function describeOrigin(seen: Seen, answer: ApiAnswer): string {
  const { status, headers } = answer
  const allowed = headers.get('access-control-allow-origin')
  if (allowed === null) return `no origin at a ${status}`
  if (allowed === '*') return '`*`'
  return allows(seen, answer) ? 'the app’s' : `another origin at a ${status}`
}

const allowOrigin = ({ settings: { origin } }: Seen): string => `Access-Control-Allow-Origin: ${origin}`
