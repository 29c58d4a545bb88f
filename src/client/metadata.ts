import type { Provider } from '../domain/provider.js'
import { discover } from '../protocol/discovery.js'
import type { Context } from './context.js'

const METADATA_AGE_MS = 600_000
const PREPARE_APART_MS = 10_000
const known = new WeakMap<Context, { readonly at: number; readonly provider: Promise<Provider> }>()

/** The provider's metadata, at most ten minutes old. Calls join the request under way; a failed one is forgotten. */
export function findProvider(context: Context): Promise<Provider> {
  const at = context.platform.now().elapsed
  const kept = known.get(context)
  if (kept && at - kept.at < METADATA_AGE_MS) return kept.provider
  const provider = discover(context.wire, context.config.issuer)
  known.set(context, { at, provider })
  provider.catch(() => known.delete(context))
  return provider
}

const prepared = new WeakMap<Context, number>()

/** Has the metadata at hand for a sign-in that is near: not at every move of the pointer when the provider is down. */
export async function prepare(context: Context): Promise<void> {
  const { elapsed } = context.platform.now()
  if (elapsed - (prepared.get(context) ?? -Infinity) < PREPARE_APART_MS) return
  prepared.set(context, elapsed)
  await findProvider(context)
}
