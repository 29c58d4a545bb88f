import { toClientHash } from '../domain/state-parameter.js'
import type { Platform } from '../platform/platform.js'
import { openVault } from '../session/vault.js'
import { type Owner, toRow } from '../session/vault-row.js'

/**
 * What became of a request for a front-channel logout: `'signed-out'`, or why nothing has happened.
 *
 * - `'not-framed'`: the page is not in a frame, where a provider puts it, or there is no page at all.
 * - `'invalid-request'`: `iss` or `sid` is missing, empty or repeated. Both are needed, whatever the provider was registered with.
 * - `'other-issuer'`, `'other-session'`: they are there, and are not those of this client's session.
 * - `'no-session'`, `'storage-failed'`: nobody is signed in as far as this frame's storage knows, or it gives no answer. Under another
 *   site a browser shows the frame a storage of its own, or none: then this is what it finds.
 */
export type FrontChannelLogout =
  | 'signed-out'
  | 'not-framed'
  | 'invalid-request'
  | 'other-issuer'
  | 'other-session'
  | 'no-session'
  | 'storage-failed'

/**
 * Ends the session that the parameters of the page's address name (OpenID Connect Front-Channel Logout 1.0, section 2). Anybody may
 * frame the page: who does not know the `sid` ends nothing.
 */
export async function endByFrontChannel(
  platform: Platform,
  { issuer, clientId }: Owner,
  isFramed: boolean,
): Promise<FrontChannelLogout> {
  const { page } = platform
  if (!page || !isFramed) return 'not-framed'
  const { searchParams } = page.url()
  const [iss, sid] = ['iss', 'sid'].map((name) => {
    const [value, ...more] = searchParams.getAll(name)
    return more.length ? undefined : value
  })
  if (!iss || !sid) return 'invalid-request'
  if (iss !== issuer) return 'other-issuer'
  // The session stands, and whoever has framed the page is told nothing either way.
  return endNamed(platform, { issuer, clientId }, sid).catch(() => 'storage-failed')
}

async function endNamed(platform: Platform, owner: Owner, sid: string): Promise<FrontChannelLogout> {
  const { store } = platform
  const clientHash = toClientHash(owner.issuer, owner.clientId)
  const { tell, close } = platform.channel(`latchkey ${clientHash}`, () => undefined)
  try {
    // However old it is, and whatever its tokens are bound to: it is opened to be ended, and for nothing else.
    const vault = openVault(platform, owner, { store, sessionLifetimeSeconds: 0, clientHash, tellTabs: tell })
    const row = toRow(await store.read(vault.key))
    const session = row?.sessionId ? await vault.open(row) : undefined
    if (!row || !session) return 'no-session'
    if (session.claims['sid'] !== sid) return 'other-session'
    // Of that session alone: whoever signs in meanwhile has another one.
    await vault.end('signed-out', row.sessionId)
    tell()
    return 'signed-out'
  } finally {
    close()
  }
}
