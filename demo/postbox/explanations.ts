import type { SignedOutReason } from 'latchkey'

/** Why the app may do nothing, to whoever had allowed it something. */
export const REASONS: Readonly<Record<SignedOutReason, string>> = {
  none: '',
  'signed-out': 'You have taken the permission back. Postbox can do nothing for you any more.',
  expired: 'Buoy says that the permission is over: it was taken back there, or has run out.',
  elsewhere: 'The permission was taken back in another tab.',
  failed: '',
}

/** What a refusal at the microblog's page means, with and without a permission that stands. */
export const DENIED = {
  authorized: 'You said no to that at Buoy. Nothing has changed: Postbox may still post for you.',
  'signed-out': 'You said no at Buoy. Postbox may do nothing for you.',
} as const

/** What the microblog may be asked for, and what each means. */
export const SCOPES: Readonly<Record<string, string>> = {
  'posts.write': 'post in your name',
  'posts.delete': 'delete your posts',
}
