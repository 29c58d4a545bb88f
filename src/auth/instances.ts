import { must } from '../client/checks.js'
import { toConfig } from '../client/config.js'
import type { Parts } from '../client/context.js'
import type { AuthOptions } from '../client/options.js'
import { toPlace } from '../domain/api.js'
import { findPlatform, pageFetch } from '../platform/browser.js'
import type { Auth } from './auth.js'
import { type Client, createClient } from './create-client.js'
import { LOADING, PAGE_PARTS } from './loading.js'
import { createServerAuth } from './server-auth.js'

interface Instance extends Client {
  /** What was given to each caller that has not let go. */
  readonly shares: Set<Auth>
}

/** The clients of one page, so that hot reload and a second call join what is there. Another copy of latchkey is another tab. */
export type Instances = Map<string, Instance>

interface Surroundings extends Pick<Parts, 'platform' | 'development'> {
  readonly instances: Instances
}

const instances: Instances = new Map()

/** The client for these options on this page, or one that does nothing where there is no browser. */
export function findOrCreate(options: AuthOptions<string, unknown>, development: Parts['development']): Auth {
  const platform = findPlatform(PAGE_PARTS)
  return platform ? joinOrCreate({ instances, platform, development }, options) : createServerAuth(options, pageFetch)
}

export function joinOrCreate(
  { instances: all, platform, development }: Surroundings,
  options: AuthOptions<string, unknown>,
): Auth {
  const [config, seams] = toConfig(options, platform)
  const { clientHash, issuer, redirectUri, fingerprint } = config
  let instance = all.get(clientHash)
  if (instance?.context.config.fingerprint === fingerprint) {
    // The newest functions win: after a hot reload the old ones belong to code that is gone.
    Object.assign(instance.context.seams, seams)
  } else {
    must(!development || !instance || !platform.isLoopback, 'createAuth was called before with other options')
    // A provider adds a query of its own choosing: only the rest tells two returns apart.
    const toAddress = (uri: string) => toPlace(new URL(uri))
    for (const { context } of all.values()) {
      // With one address for both, one provider could answer in the other's place (RFC 9700 section 4.4).
      const { config: other } = context
      const isApart = other.issuer === issuer || toAddress(other.redirectUri) !== toAddress(redirectUri)
      must(isApart, 'Two issuers need two redirectUris')
    }
    instance = {
      ...createClient({ config, seams, platform, later: LOADING, development }),
      shares: new Set(),
    }
    // With other options in production it lives beside the first, as another tab would.
    if (!all.has(clientHash)) all.set(clientHash, instance)
  }
  const { context, shares, toAuth } = instance
  const auth = toAuth(() => {
    shares.delete(auth)
    if (shares.size) return
    for (const stop of context.stops ?? []) stop()
    context.stops = undefined
    if (all.get(clientHash)?.context === context) all.delete(clientHash)
  })
  shares.add(auth)
  return auth
}
