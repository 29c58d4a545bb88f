/** What can go wrong between a test, its app and the fixture. */
export type FixtureErrorCode =
  /** The app asks another provider than the fixture plays. */
  | 'issuer-mismatch'
  /** The app goes by another client id. */
  | 'client-mismatch'
  /** The app wants to come back to where the fixture sends nobody. */
  | 'redirect-uri-unknown'
  /** An access token is on its way to where no API was declared. */
  | 'api-undeclared'
  /** The app did not start to sign in. */
  | 'sign-in-not-started'
  /** The app is signed in, and what the option `signIn` does is not over. */
  | 'sign-in-not-over'
  /** Somebody is signed in to the app already. */
  | 'already-signed-in'
  /** The browser does not tell what a request says. */
  | 'body-unknown'
  /** The test is over. */
  | 'context-closed'

/** A mistake in a test, or in how it goes with its app: the message says what to write. */
export class FixtureError extends Error {
  /** By this it is told from other errors. */
  override readonly name = 'FixtureError'
  /** What the mistake is. */
  readonly code: FixtureErrorCode

  /** For the fixture alone. */
  constructor(code: FixtureErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
