import type { Context } from '../client/context.js'
import { isAnyOpen } from '../session/attempts.js'
import { isAt } from './completion.js'

/**
 * Reports an error that came without a `state` to where a return is awaited (RFC 6749 section 4.1.2.1 has it name the state). Anybody
 * can make such a link, so that it decides nothing: neither the address nor the state of the app changes.
 */
export async function noteStateless({ platform, config, vault, report }: Context): Promise<void> {
  const url = platform.page?.url()
  const isAwaited = url && [config.redirectUri, config.relayUri].some((uri) => isAt(url.href, uri))
  if (!isAwaited || !url.searchParams.get('error') || url.searchParams.get('state')) return
  if (await isAnyOpen(platform, vault)) report('callback-without-state')
}
