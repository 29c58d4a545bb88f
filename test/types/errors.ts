// Never run: `tsc` is the test.
import { type AnyAuthError, type AuthError, createAuth, isAuthError } from 'latchkey'
import { check, type Equal } from './equal.js'

const auth = createAuth({ issuer: 'https://id.example.com', clientId: 'todo-spa' })

/** The error of the first settled state is there without narrowing. */
export async function firstError(): Promise<string | undefined> {
  const { error } = await auth.ready
  check<Equal<typeof error, AnyAuthError | undefined>>()
  return error?.code
}

/** `switch (error.code)` narrows `details`. */
export function details(error: AnyAuthError): string | number | undefined {
  switch (error.code) {
    case 'callback-unknown-state':
      check<Equal<typeof error.details.why, 'unknown' | 'expired'>>()
      return error.details.why
    case 'discovery-issuer-mismatch':
      return `${error.details.configured} is not ${error.details.announced}`
    case 'id-token-signature':
      check<Equal<typeof error.details, undefined>>()
      return undefined
    // @ts-expect-error: no such code
    case 'token_expired':
      return undefined
    default:
      // @ts-expect-error: the details of the other codes have this in common: nothing
      return error.details.why
  }
}

/** What was caught is unknown until it is asked. */
export function caught(error: unknown): 'request' | 'sign-in' | 'session' | undefined {
  if (!isAuthError(error)) return undefined
  check<Equal<typeof error.retry, 'never' | 'later' | 'sign-in'>>()
  if (error.code === 'callback-redirect-uri') check<Equal<typeof error.details.expected, string>>()
  return error.ends
}

/** One code's error is an error of any code. */
export function anyCode(error: AuthError<'id-token-claim'>): AnyAuthError {
  return error
}
