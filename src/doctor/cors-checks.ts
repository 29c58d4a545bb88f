import { allowsOrigin, CORS_RULES } from '../testing/api-check/cors-rules.js'
import { hasMember, toMembers } from '../testing/api-check/row.js'
import type { Findings } from './findings.js'
import type { Heard } from './line.js'
import { type Check, notChecked, ok, type Verdict, warning, wrong } from './row.js'
import { toShown } from './shown.js'

const NO_ENDPOINT = 'There is no such endpoint.'

/** What a browser must be told, so that the app may read what the provider answers. */
export const CORS_CHECKS: readonly Check[] = [
  {
    id: 'cors-discovery',
    what: 'CORS at the metadata',
    judge: (findings) => judgeReadable(findings, findings.metadata.heard),
  },
  { id: 'cors-keys', what: 'CORS at the keys', judge: (findings) => judgeReadable(findings, findings.keys?.heard) },
  {
    id: 'cors-token',
    what: 'CORS at the token endpoint',
    judge: (findings) => judgeReadable(findings, findings.code?.heard),
  },
  { id: 'cors-proof', what: 'CORS at the token endpoint, with a proof', judge: judgeProof },
  { id: 'cors-user-info', what: 'CORS at /userinfo', judge: judgeUserInfo },
  {
    id: 'cors-revocation',
    what: 'CORS at the revocation endpoint',
    judge: (findings) =>
      soften(
        judgeReadable(findings, findings.revocation),
        'A sign-out cannot see whether its tokens were revoked: the request goes out, and `revocation-failed` is reported.',
      ),
  },
  { id: 'cors-par', what: 'CORS at the endpoint for pushed parameters', judge: judgePushed },
  { id: 'vary', what: 'Caches and the origin', judge: judgeVary },
]

/** Whether the app may read an answer. */
function judgeReadable({ settings: { origin }, console }: Findings, heard: Heard | undefined): Verdict {
  if (!heard) return notChecked(NO_ENDPOINT)
  if (!heard.status) return notChecked(`No answer came: ${heard.why}.`)
  const { headers, status } = heard
  const allowed = headers.get('access-control-allow-origin')
  if (allowsOrigin(origin, headers)) return ok(allowed === '*' ? 'every origin' : toShown(allowed))
  // A page that does not exist has no such header either, and that is another fault.
  if (status === 404 || status >= 500) return notChecked(`Status ${status}.`)
  return wrong(
    `${allowed === null ? 'no Access-Control-Allow-Origin' : `Access-Control-Allow-Origin: ${toShown(allowed)}`} at a ${status}`,
    allowed?.includes(',')
      ? 'The header is there twice, and browsers take that for none: the provider and a proxy before it both set it. Leave it to one.'
      : `${console.origin}: ${origin}`,
    `Access-Control-Allow-Origin: ${origin}`,
    'Vary: Origin',
  )
}

/** The same fault where the app does without. */
function soften(verdict: Verdict, what: string): Verdict {
  return verdict.verdict === 'wrong' ? { ...verdict, verdict: 'warning', set: [what, ...verdict.set] } : verdict
}

function judgeProof(findings: Findings): Verdict {
  const { settings, tokenPreflight: heard } = findings
  if (!settings.config.dpop) return notChecked('Set --dpop, if the app binds its tokens to a key.')
  if (!heard?.status) return notChecked(heard ? `No answer came: ${heard.why}.` : NO_ENDPOINT)
  const answer = { status: heard.status, isGood: heard.status >= 200 && heard.status < 300, headers: heard.headers }
  const fix =
    'Name the header in the preflight of the token endpoint. A provider that cannot do that does no DPoP for browsers: leave dpop away.'
  const line = 'Access-Control-Allow-Headers: DPoP'
  if (!answer.isGood) return wrong(`status ${heard.status} to OPTIONS`, fix, line)
  if (!allowsOrigin(settings.origin, heard.headers))
    return wrong(
      'another origin, or none, in the preflight',
      fix,
      line,
      `Access-Control-Allow-Origin: ${settings.origin}`,
    )
  if (!['dpop', '*'].some((name) => hasMember(answer, 'access-control-allow-headers', name)))
    return wrong('not allowed', fix, line)
  const hidden = findings.heard.find(
    (one) =>
      one.url === heard.url &&
      one.headers?.has('dpop-nonce') &&
      !['dpop-nonce', '*'].some((name) =>
        toMembers(one.headers?.get('access-control-expose-headers') ?? null).includes(name),
      ),
  )
  return hidden
    ? wrong(
        'DPoP-Nonce is not exposed',
        'Expose the nonce wherever it is sent.',
        'Access-Control-Expose-Headers: DPoP-Nonce',
      )
    : ok('allowed')
}

/** Those of the rules for an API that are about whether a page may call it: the endpoint is one. */
const CALLABLE = ['preflight', 'preflight-origin', 'preflight-authorization', 'preflight-dpop']

function judgeUserInfo({ userInfo, metadata, settings: { origin } }: Findings): Verdict {
  const limit = 'A sign-in does without it, but not with `userInfo: true` or `auth.userInfo()`.'
  if (!metadata.endpoint('userinfo_endpoint')) return notChecked(NO_ENDPOINT)
  if (!userInfo) return warning('no answer', limit)
  const { noToken } = userInfo.answers
  const said = CORS_RULES.filter(({ id }) => CALLABLE.includes(id)).map(({ judge, what }) => ({
    what,
    ...judge(userInfo),
  }))
  const bad = said.find(({ verdict }) => verdict === 'wrong')
  if (bad?.verdict === 'wrong') return warning(`${bad.what}: ${bad.found}`, limit, bad.fix, ...bad.headers)
  const isHidden = noToken && noToken !== 'none' && noToken.status < 500 && !allowsOrigin(origin, noToken.headers)
  if (isHidden && noToken.status !== 404) {
    return warning(
      `no Access-Control-Allow-Origin at a ${noToken.status}`,
      'The app takes a refusal there for a broken network, and does not renew its token. Add the headers of CORS to refusals, too:',
      `Access-Control-Allow-Origin: ${origin}`,
      'Vary: Origin',
    )
  }
  return ok('preflight and answer')
}

function judgePushed(findings: Findings): Verdict {
  const { came, pushed } = findings
  const asked = came?.pushed ?? pushed
  const isNeeded = came?.pushed !== undefined
  const verdict = judgeReadable(findings, asked?.heard)
  return isNeeded ? verdict : soften(verdict, '`par: true` cannot be set.')
}

/** A cache between provider and app gives the answer for one origin to the next, unless it is told. */
function judgeVary({ metadata, keys }: Findings): Verdict {
  const heard = [metadata.heard, keys?.heard].flatMap((one) => (one?.status ? one : []))
  const named = heard.filter(({ headers }) => !['*', null].includes(headers.get('access-control-allow-origin')))
  if (!heard.length) return notChecked('No answer came.')
  if (!named.length) return ok('not needed: the same for all')
  const silent = named.find(({ status, headers }) => {
    const answer = { status, isGood: true, headers }
    return (
      !['origin', '*'].some((name) => hasMember(answer, 'vary', name)) &&
      !hasMember(answer, 'cache-control', 'no-store')
    )
  })
  if (!silent) return ok('Vary: Origin')
  return warning(
    `no \`Vary: Origin\` at ${toShown(silent.url)}`,
    'A cache would give the answer for one app to another, which may not read it.',
    'Vary: Origin',
  )
}
