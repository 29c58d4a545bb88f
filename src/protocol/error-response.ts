import type { AnyAuthError, ProviderAnswer } from '../domain/errors.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { parseDate } from '../platform/date.js'
import { isLater } from './ask.js'
import { toUnavailable } from './token-errors.js'
import type { Failed } from './wire.js'

// What a provider means that gives no success: loaded when one does not.
export { fromLibrary } from './library-errors.js'

// A provider may repeat what was sent to it. Codes, tokens and addresses are long words with digits or capitals inside them;
// people are named by their mail.
const MAY_BE_SECRET = /\S+@\S+|(?=.[a-z_~.+/=%-]*[\dA-Z])[\w~.+/=%-]{12,}/g
// What a developer looks up: `AADSTS700016`, `AADB2C90077`, `ORA-01017`, `KC-SERVICES0013`, `APP_BLOCKED`. Too short, and too much of one kind, for
// a secret that nobody knows of.
const ERROR_NUMBER =
  /^(([A-Z]{2,8}|[A-Z]?[a-z]{1,7})(\d[A-Z])?-?\d{2,8}|[A-Z]{2,5}-[A-Z]{2,8}-?\d{2,5}|[A-Z]{2,12}(_[A-Z]{2,12}){1,4}(_\d{2,5})?)\.?$/
// What is nobody else's to read, by the names of the parameters and members that carry it.
const SECRET = /^(code(_verifier|_challenge)?|state|nonce|dpop_jkt|(\w+_)?token|(id_token|login)_hint)$/
const SHORTEST_SECRET = 6
const LONGEST_SAID = 1_000

/** What was sent or received as a secret, among parameters or the members of an answer. */
const toSecrets = (named: Iterable<readonly [string, unknown]>): readonly string[] =>
  [...named].flatMap(([name, value]) => (SECRET.test(name) && typeof value === 'string' ? value : []))

/** A text without these secrets, whole or in pieces, however they look, also as they stand in an address; cut. */
function withoutSecrets<Value>(value: Value, known: readonly string[]): Value | string {
  if (typeof value !== 'string') return value
  const secrets = known.filter(({ length }) => length >= SHORTEST_SECRET)
  const written = secrets.flatMap((secret) => {
    // Unlike `encodeURIComponent` it takes any text.
    const inForm = `${new URLSearchParams({ '': secret })}`.slice(1)
    return [secret, inForm, inForm.replaceAll('+', '%20')]
  })
  let text = value.slice(0, LONGEST_SAID)
  for (const one of written.sort((one, other) => other.length - one.length)) text = text.replaceAll(one, '***')
  // A log cuts what it shows.
  return text.replace(/[\w%+~/=-]{8,}/g, (word) => (written.some((one) => one.includes(word)) ? '***' : word))
}

/**
 * An error answer with its texts reduced to what RFC 6749 (appendix A.7, A.8) allows and the letters of every language, cut,
 * and without secrets: those that are known, and what looks like one.
 */
export function toSaid(error: unknown, description: unknown, secrets: readonly string[] = []): ProviderAnswer {
  const plain = (value: unknown, length: number) => {
    const text = withoutSecrets(value, secrets)
    return typeof text === 'string'
      ? text
          .slice(0, length)
          .replace(/[^ -~\p{L}\p{M}\p{Nd}]|["\\]/gu, ' ')
          .replace(MAY_BE_SECRET, (word) => (ERROR_NUMBER.test(word) ? word : '***'))
      : undefined
  }
  return { error: plain(error, 60) || 'unknown', description: plain(description, 200) }
}

/** What an answer says of its error, without what was sent or received with it. */
export const findSaid = (
  { answer: { json }, sent }: Failed,
  secrets: readonly string[] = [],
): ProviderAnswer | undefined =>
  typeof json?.['error'] === 'string'
    ? toSaid(json['error'], json['error_description'], [
        ...secrets,
        ...toSecrets(sent),
        ...toSecrets(Object.entries(json)),
      ])
    : undefined

// An OAuth error is believed when the status is one, whatever the media type; never in a 5xx (RFC 6749 section 5.2).
const findRefusal: typeof findSaid = (failed, secrets) =>
  /^status 4(?!29)/.test(failed.answer.why) ? findSaid(failed, secrets) : undefined

/** What the error in a redirect means (RFC 6749 section 4.1.2.1), and what had been sent. */
export function toSignInError(parameters: URLSearchParams, sent: Readonly<Record<string, string>> = {}): AnyAuthError {
  const description = parameters.get('error_description') ?? undefined
  const said = toSaid(parameters.get('error'), description, toSecrets([...parameters, ...Object.entries(sent)]))
  const { error } = said
  if (error === 'access_denied') return toAuthError('sign-in-denied', 'The sign-in was declined', said)
  // login_required, interaction_required, consent_required, account_selection_required (OpenID Connect Core 1.0, 3.1.2.6)
  if (/_required$/.test(error)) {
    return toAuthError('sign-in-interaction-required', 'The provider needs the user to act', said)
  }
  return /^(temporarily_unavailable|server_error)$/.test(error)
    ? toAuthError('sign-in-unavailable', 'The provider signs nobody in for now', said)
    : toAuthError('sign-in-refused', 'The provider refused the sign-in', said)
}

/** What the answer to a code means. The code is spent: only a new sign-in helps. */
export function toExchangeError(failed: Failed, secrets: readonly string[]): AnyAuthError {
  const { answer } = failed
  const { status, why } = answer
  const message = `The token endpoint gave no tokens: ${why}`
  if (isLater(answer)) return toAuthError('token-unavailable', message, { status })
  const said = findRefusal(failed, secrets)
  if (!said) return toAuthError('token-invalid', message, { why })
  if (said.error === 'invalid_grant') {
    return toAuthError('token-code-rejected', 'The provider rejected the code', said)
  }
  return /_client$/.test(said.error)
    ? toAuthError('token-client-refused', 'The provider refused this client', said)
    : toAuthError('token-refused', 'The provider refused the token request', said)
}

// RFC 6749 section 5.2, RFC 8707: what stays so. A gateway's `Not Found` or `temporarily_unavailable` passes.
const ENDS = /^(invalid_(grant|client|request|scope|target)|unauthorized_client|unsupported_grant_type)$/
// RFC 8707 section 2, RFC 6749 section 5.2, and what providers say of a consent that is missing. An `invalid_grant` is the end of
// the session, whomever its refresh token was spent for.
const AUDIENCE = /^(invalid_(request|scope|target)|unauthorized_client|access_denied|\w+_required)$/
const LONGEST_PAUSE_SECONDS = 3600

/**
 * What the answer to a renewal means: the end of the session only when the provider says so; otherwise a pause. For an audience it may
 * be that it alone gets no token, and the session stands.
 */
export function toRenewalError(
  failed: Failed,
  secrets: readonly string[],
  { now, isForAudience }: { readonly now: number; readonly isForAudience: boolean },
): AnyAuthError {
  const said = findRefusal(failed, secrets)
  if (said && isForAudience && AUDIENCE.test(said.error))
    return toAuthError('api-not-granted', 'The provider gives no token for this API', said)
  if (said && ENDS.test(said.error))
    return toAuthError('refresh-rejected', 'The provider rejected the refresh token', said)
  const { status, headers } = failed.answer
  // Seconds, or a date (RFC 9110 section 10.2.3).
  const retryAfter = headers?.get('retry-after') ?? ''
  const after = Number(retryAfter) || (parseDate(retryAfter) - now) / 1000
  return toUnavailable(status, after > 0 ? Math.min(after, LONGEST_PAUSE_SECONDS) : undefined)
}
