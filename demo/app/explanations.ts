import type { SignedOutReason } from 'latchkey'

/** Why nobody is signed in, to whoever was. */
export const REASONS: Readonly<Record<SignedOutReason, string>> = {
  none: '',
  'signed-out': 'You are signed out.',
  expired: 'Your session has ended. Sign in to go on.',
  elsewhere: 'You were signed out in another tab.',
  failed: 'That sign-in did not work.',
}

/** What each check of an ID token says, in the words of somebody who reads a badge. */
export const MEANINGS: Readonly<Record<string, string>> = {
  signature: 'fits a key of the provider',
  alg: 'is one we accept',
  typ: 'is not another kind of token',
  iss: 'is our provider',
  aud: 'is this app',
  azp: 'is no other app',
  sub: 'names a user',
  exp: 'is still ahead',
  iat: 'is recent',
  nbf: 'is past',
  nonce: 'is of this sign-in',
  at_hash: 'fits the access token',
  auth_time: 'is plausible',
  'same user': 'as before the renewal',
}

/** What the calendar may be asked for. */
export const SCOPES = ['events.read', 'events.write'] as const
