import { AuthError, type ErrorCode, type ErrorDetails } from './errors.js'

// By the words of a code, which is what the codes are named for; `test/support/error-traits.ts` holds the whole table.
const SESSION = /^refresh-(?!unavailable)/
const REQUEST = /^(refresh|user-(?!profile)|api|protocol|not-in|sign-in-required)/
const LATER = /unavailable$|^discovery-unreachable|-keys$|^user-info/
const NEVER =
  /^(not-in|insecure|storage|discovery|api-un|user)|^(?!refresh).*-(superseded|embedded|refused|loop|uri|issuer|redirected|invalid|missing|malformed|algorithm)$/

/** The error of a code, with what it ends and what helps. */
export function toAuthError<Code extends ErrorCode>(
  code: Code,
  message: string,
  ...[details]: undefined extends ErrorDetails[Code] ? [undefined?] : [ErrorDetails[Code]]
): AuthError<Code> {
  const ends = SESSION.test(code) ? 'session' : REQUEST.test(code) ? 'request' : 'sign-in'
  const retry = LATER.test(code) ? 'later' : NEVER.test(code) ? 'never' : 'sign-in'
  // The rest parameter makes details optional for exactly those codes whose details are undefined.
  return new AuthError(code, message, details as ErrorDetails[Code], [ends, retry])
}
