import type { AnyAuthError, AuthError, ProviderAnswer } from '../domain/errors.js'
import type { Provider } from '../domain/provider.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { parseDate } from '../platform/date.js'
import { type Answer, isLater } from './wire.js'

// A provider may repeat what was sent to it. Codes, tokens and addresses are long words with digits or capitals inside them;
// people are named by their mail.
const MAY_BE_SECRET = /\S+@\S+|(?=.[a-z_~.+/=%-]*[\dA-Z])[\w~.+/=%-]{12,}/g
// What a developer looks up: `AADSTS700016`, `AADB2C90077`, `ORA-01017`, `APP_BLOCKED`. Too short, and too much of one kind, for
// a secret that nobody knows of.
const ERROR_NUMBER = /^(([A-Z]{2,8}|[A-Z]?[a-z]{1,7})(\d[A-Z])?-?\d{2,8}|[A-Z]{2,12}(_[A-Z]{2,12}){1,4})\.?$/
// What is nobody else's to read, by the names of the parameters and members that carry it.
const SECRET = /^(code(_verifier|_challenge)?|state|nonce|dpop_jkt|(\w+_)?token|(id_token|login)_hint)$/
const SHORTEST_SECRET = 6
const LONGEST_SAID = 1_000

/** What was sent or received as a secret, among parameters or the members of an answer. */
export const toSecrets = (named: Iterable<readonly [string, unknown]>): readonly string[] =>
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

/** An answer whose error repeats nothing of these secrets, nor of the tokens beside it. */
export function withoutEchoes(answer: Answer, sent: readonly string[]): Answer {
  const { json } = answer
  if (!json || !('error' in json)) return answer
  const secrets = [...sent, ...toSecrets(Object.entries(json))]
  const error = withoutSecrets(json['error'], secrets)
  return { ...answer, json: { ...json, error, error_description: withoutSecrets(json['error_description'], secrets) } }
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

// An OAuth error is believed when the status is one, whatever the media type; never in a 5xx (RFC 6749 section 5.2).
const findSaid = ({ why, json }: Answer) =>
  /^status 4/.test(why) && typeof json?.['error'] === 'string'
    ? toSaid(json['error'], json['error_description'])
    : undefined

/** What a failed code exchange means. The code is spent or may be: only a new sign-in helps. */
export function toExchangeError(answer: Answer, { token_endpoint: url }: Provider): AnyAuthError {
  const { status, why } = answer
  const message = `The token endpoint gave no tokens: ${why}`
  if (why === 'redirected') return toAuthError('token-redirected', message)
  if (why === 'unreachable') return toAuthError('token-unreachable', message, { url })
  if (isLater(answer)) return toAuthError('token-unavailable', message, { status })
  const said = findSaid(answer)
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
// RFC 8707 section 2, RFC 6749 section 5.2, and what providers say of a consent that is missing.
const AUDIENCE = /^(invalid_(request|scope|target)|unauthorized_client|access_denied|\w+_required)$/
const LONGEST_PAUSE_SECONDS = 3600

/** What a failed renewal means: the end of the session only when the provider says so; otherwise a pause. */
export function toRenewalError(answer: Answer, now: number): AnyAuthError {
  const said = isLater(answer) ? undefined : findSaid(answer)
  if (said && ENDS.test(said.error))
    return toAuthError('refresh-rejected', 'The provider rejected the refresh token', said)
  // Seconds, or a date (RFC 9110 section 10.2.3).
  const retryAfter = answer.headers?.get('retry-after') ?? ''
  const after = Number(retryAfter) || (parseDate(retryAfter) - now) / 1000
  return toUnavailable(answer.status, after > 0 ? Math.min(after, LONGEST_PAUSE_SECONDS) : undefined)
}

/** What it means that there is no token for an audience, when that alone is meant; the session stands. */
export function toAudienceError(answer: Answer): AnyAuthError | undefined {
  const said = isLater(answer) ? undefined : findSaid(answer)
  // Of a refresh token that is worth nothing: that is the session's end, whomever it was spent for.
  if (!said || !AUDIENCE.test(said.error)) return undefined
  return toAuthError('api-not-granted', 'The provider gives no token for this API', said)
}

/** A renewal that has to wait. */
export const toUnavailable = (status?: number, retryAfterSeconds?: number): AuthError<'refresh-unavailable'> =>
  toAuthError('refresh-unavailable', 'The session cannot be renewed for now', { status, retryAfterSeconds })
