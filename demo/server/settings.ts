export const CLIENT_ID = 'todo-spa'
export const CLIENT_NAME = 'To-do list'
/** What the calendar grants by scope, in the words of the consent page. */
export const CALENDAR_SCOPES: Readonly<Record<string, string>> = {
  'events.read': 'See the entries of your calendar',
  'events.write': 'Add and remove entries in your calendar',
}

export const MICROBLOG_NAME = 'Buoy'
export const POSTBOX_ID = 'postbox'
export const POSTBOX_NAME = 'Postbox'
/** Where the app is on its origin. */
export const POSTBOX_PATH = '/postbox/'
/** What the microblog grants by scope, in the words of its pages. */
export const POST_SCOPES: Readonly<Record<string, string>> = {
  'posts.write': 'Post in your name, and see your posts',
  'posts.delete': 'Delete your posts',
}

/** A JWT that the calendar can verify alone, or a random reference that it must ask the provider about. */
export type AccessTokenFormat = 'jwt' | 'reference'

/** What may change while the demo runs. Provider and calendar read it for each request. */
export interface Settings {
  accessTokenFormat: AccessTokenFormat
  /** How long access tokens live, in seconds, 1 or more. */
  accessTokenSeconds: number
}
