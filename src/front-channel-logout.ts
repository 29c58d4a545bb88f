/**
 * The page that a provider frames when its user signs out there (OpenID Connect Front-Channel Logout 1.0). Best effort: unless
 * provider and app are of one site, browsers show the frame another storage than the app's, or none, and then nothing happens.
 *
 * ```ts
 * // front-channel-logout.ts: all that the page at the registered `frontchannel_logout_uri` runs
 * import { frontChannelLogout } from 'latchkey/front-channel-logout'
 *
 * frontChannelLogout({ issuer: 'https://id.example.com', clientId: 'todo-spa' })
 * ```
 *
 * @module
 */
import type { AuthOptions } from './client/options.js'
import { findPlatform } from './platform/browser.js'
import { isFramed } from './platform/framed.js'
import { endByFrontChannel, type FrontChannelLogout } from './sign-in/front-channel-logout.js'

export type { FrontChannelLogout }

/** Whose session may be ended: the same as `createAuth` was given. */
export type FrontChannelClient = Pick<AuthOptions, 'issuer' | 'clientId'>

/**
 * Ends the session of this client in every tab, when the page is framed and its address names that session's `iss` and `sid`. Asks
 * nothing of the network, shows nothing and leads nowhere. For sessions with `persistence: 'browser'`: another is in no storage that
 * a frame can reach. Never rejects; the answer says what has happened.
 */
export async function frontChannelLogout({ issuer, clientId }: FrontChannelClient): Promise<FrontChannelLogout> {
  const platform = findPlatform(() => Promise.reject(new TypeError('A frame opens no window')))
  if (!platform) return 'not-framed'
  const owner = { issuer: typeof issuer === 'object' ? issuer.issuer : issuer, clientId }
  return endByFrontChannel(platform, owner, isFramed())
}
