import type { Context } from '../client/context.js'
import type { Provider } from '../domain/provider.js'
import { discover, toProvider } from '../protocol/discovery.js'

const METADATA_AGE_MS = 600_000
const PREPARE_APART_MS = 10_000
const known = new WeakMap<Context, { readonly at: number; readonly provider: Promise<Provider> }>()

/** The provider's metadata, at most ten minutes old. Calls join the request under way; a failed one is forgotten. */
export function findProvider(context: Context): Promise<Provider> {
  const { config, wire } = context
  const at = context.platform.now().elapsed
  const kept = known.get(context)
  if (kept && at - kept.at < METADATA_AGE_MS) return kept.provider
  const { issuer, metadata } = config
  const provider = metadata ? fromMetadata(metadata, issuer, config) : discover(wire, issuer, config.openid)
  known.set(context, { at, provider })
  provider.catch(() => known.delete(context))
  return provider
}

// Its mistakes reject, as those of a fetched document do.
const fromMetadata = async (...argument: Parameters<typeof toProvider>) => toProvider(...argument)

const prepared = new WeakMap<Context, number>()

/**
 * Has the metadata at hand for a sign-in that is near, and a connection to where it leads: not at every move of the pointer
 * when the provider is down.
 */
export async function prepare(context: Context): Promise<void> {
  const { now, page } = context.platform
  const { elapsed } = now()
  if (elapsed - (prepared.get(context) ?? -Infinity) < PREPARE_APART_MS) return
  prepared.set(context, elapsed)
  const { authorization_endpoint } = await findProvider(context)
  const window = await page?.window()
  window?.warm(authorization_endpoint)
}
