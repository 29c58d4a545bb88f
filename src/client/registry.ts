import { toPlace } from '../domain/api.js'
import { findPlatform, pageFetch } from '../platform/browser.js'
import type { Platform } from '../platform/platform.js'
import type { Auth } from './auth.js'
import { must } from './checks.js'
import { toConfig } from './config.js'
import { type Client, createClient } from './create.js'
import type { AuthOptions } from './options.js'
import { createServerAuth } from './server.js'

interface Instance extends Client {
  /** What was given to each caller that has not let go. */
  readonly shares: Set<Auth>
}

/** The clients of one page, so that hot reload and a second call join what is there. Another copy of latchkey is another tab. */
export type Instances = Map<string, Instance>

const instances: Instances = new Map()

/** The client for these options on this page, or one that does nothing where there is no browser. */
export function findOrCreate(options: AuthOptions<string, unknown>): Auth {
  const platform = findPlatform()
  return platform ? joinOrCreate(instances, platform, options) : createServerAuth(options, pageFetch)
}

export function joinOrCreate(all: Instances, platform: Platform, options: AuthOptions<string, unknown>): Auth {
  const [config, seams] = toConfig(options, platform)
  const { mark, issuer, redirectUri, fingerprint } = config
  let instance = all.get(mark)
  if (instance?.context.config.fingerprint === fingerprint) {
    // The newest functions win: after a hot reload the old ones belong to code that is gone.
    Object.assign(instance.context.seams, seams)
  } else {
    must(!instance || !platform.isLoopback, 'createAuth was called before with other options')
    // A provider adds a query of its own choosing: only the rest tells two returns apart.
    const toAddress = (uri: string) => toPlace(new URL(uri))
    for (const { context } of all.values()) {
      // With one address for both, one provider could answer in the other's place (RFC 9700 section 4.4).
      const { config: other } = context
      const isApart = other.issuer === issuer || toAddress(other.redirectUri) !== toAddress(redirectUri)
      must(isApart, 'Two issuers need two redirectUris')
    }
    instance = { ...createClient(config, seams, platform), shares: new Set() }
    // With other options in production it lives beside the first, as another tab would.
    if (!all.has(mark)) all.set(mark, instance)
  }
  const { context, shares, toAuth } = instance
  const auth = toAuth(() => {
    shares.delete(auth)
    const { stops, signIn } = context
    if (shares.size || !stops) return
    // First of all, because a listener that is told may create the next client.
    if (all.get(mark)?.context === context) all.delete(mark)
    context.stops = undefined
    signIn?.abort('disposal')
    for (const stop of stops) stop()
  })
  shares.add(auth)
  return auth
}
