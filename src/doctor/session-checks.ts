import type { ProviderAnswer } from '../domain/errors.js'
import { TOLERANCE } from '../protocol/clock.js'
import { findSaid } from '../protocol/error-response.js'
import { LARGEST_OFFSET } from '../protocol/received-id-token.js'
import { answerOf, isAboutOrigin, isAboutProof, isAboutSecret, isClientRefused, toWords } from './client-checks.js'
import { findUnsupported, ofMetadata } from './discovery-checks.js'
import type { Findings } from './findings.js'
import { type Check, notChecked, ok, type Verdict, warning, wrong } from './row.js'
import { toShown, toShownList } from './shown.js'

/** What tokens are bound to, how a session ends, and what time it is. */
export const SESSION_CHECKS: readonly Check[] = [
  { id: 'dpop', what: 'Tokens bound to a key (DPoP)', judge: judgeDpop },
  { id: 'logout', what: 'The logout page', judge: judgeLogout },
  { id: 'revocation', what: 'Revocation', judge: judgeRevocation },
  { id: 'clock', what: 'The clocks', judge: judgeClock },
]

function judgeDpop(findings: Findings): Verdict {
  const { settings, metadata, canProve, code } = findings
  const { dpop } = settings.config
  const announced = metadata.members['dpop_signing_alg_values_supported']
  const said = answerOf(code?.error)
  const bad = findUnsupported(findings, (feature) => feature.startsWith('dpop'))
  if (bad) return bad
  if (!dpop && said && isAboutProof(said)) {
    return wrong(toWords(said), 'The provider binds the tokens of this client to a key.', 'dpop: true')
  }
  return ofMetadata(findings, () => {
    if (announced === undefined) {
      if (!dpop) return ok('not offered: leave dpop away')
      return warning(
        'not announced',
        'Most providers that do not announce it give bearer tokens, which are refused: leave dpop away, or turn it on there.',
      )
    }
    const list = toShownList(announced)
    if (canProve) return ok(dpop ? list : `${list}: dpop: true may be set, if the APIs take proofs`)
    const fix = 'Let the provider take proofs signed with ES256 (or Ed25519, PS256, RS256), or leave dpop away.'
    return dpop ? wrong(list, fix) : ok(`${list}, which no browser makes: leave dpop away`)
  })
}

function judgeLogout(findings: Findings): Verdict {
  const { console, metadata, settings } = findings
  const { postLogoutRedirectUri } = settings.config
  return ofMetadata(findings, () => {
    const back = `${console.afterSignOut}: ${toShown(postLogoutRedirectUri)}`
    if (metadata.endpoint('end_session_endpoint')) {
      return ok(
        console.logout?.isOnly ? 'with a parameter of its own: endSession, as in the call below' : 'announced',
        back,
      )
    }
    return warning(
      'no end_session_endpoint',
      console.logout
        ? `It has one of its own: set endSession, as in the call below. ${back}`
        : "Its session goes on after signOut(), and the next sign-in may ask nothing: signIn({ prompt: 'login' }) or 'select_account'.",
    )
  })
}

function judgeRevocation(findings: Findings): Verdict {
  const { metadata, revocation, console } = findings
  return ofMetadata(findings, () => {
    if (!metadata.endpoint('revocation_endpoint')) {
      return warning(
        'no revocation_endpoint',
        'After signOut() a refresh token lives on at the provider until it expires: let it be short.',
      )
    }
    const { why = 'unreachable', status } = revocation ?? {}
    if (status === undefined) return warning(why, 'Nothing is revoked at a sign-out.')
    if (status >= 200 && status < 300) return ok('for this client')
    if (status === 429 || status >= 500) return notChecked(`${why}.`)
    if (isClientRefused(findings)) return notChecked('The client is refused.')
    const said = revocation && findSaid({ answer: revocation, sent: [] })
    if (isAboutOrigin(said)) return notChecked('It refuses the origin first: see the row about CORS.')
    if (said && isAboutToken(said)) {
      return notChecked(`It refuses a made-up token (${toWords(said)}), and does not say what it does with a good one.`)
    }
    const fix =
      'A token that is unknown is a success, too (RFC 7009, section 2.2). Let the public client revoke without a secret:'
    return warning(why, fix, console.publicClient)
  })
}

/** Whether the token alone is refused, and not the client: some do not keep to RFC 7009, section 2.2. */
const isAboutToken = (said: ProviderAnswer): boolean =>
  /^invalid_(request|token|grant)$/.test(said.error) && /token/i.test(`${said.description}`) && !isAboutSecret(said)

function judgeClock({ clockOffset }: Findings): Verdict {
  if (clockOffset === undefined) return notChecked('No answer tells its time.')
  const seconds = Math.abs(clockOffset)
  const found = `${seconds} s ${clockOffset < 0 ? 'behind' : 'ahead of'} this machine`
  if (seconds <= TOLERANCE) return ok(seconds < 3 ? 'they agree' : found)
  const fix = 'Compare this machine’s clock, then the provider’s, with the time of the network.'
  return seconds < LARGEST_OFFSET
    ? warning(found, 'A sign-in corrects it by the nonce, and `exp` is judged by that.', fix)
    : wrong(found, 'Every ID token is refused: `id-token-clock`.', fix)
}
