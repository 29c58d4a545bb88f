/**
 * Whether nobody may be asked to sign in just now, so that a guard sends the user elsewhere by the router's own redirect. By
 * its code: a class of errors would be a second core.
 */
export const isSignInRequired = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'sign-in-required'
