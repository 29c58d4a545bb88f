import { mustBeValid } from '../client/checks.js'
import type { Config } from '../client/config.js'
import type { Parts } from '../client/context.js'
import { IS_DEVELOPMENT } from '../client/development.js'
import type { AuthOptions } from '../client/options.js'
import { toConfig } from '../client/to-config.js'
import { toPlace } from '../domain/api.js'
import { findPlatform, pageFetch } from '../platform/browser.js'
import type { Auth } from './auth.js'
import { type Client, createClient } from './create-client.js'
import { LOADING, loadWindow } from './loading.js'
import { createServerAuth } from './server-auth.js'

interface Instance extends Client {
  /** What was given to each caller that has not let go. */
  readonly shares: Set<Auth>
}

/**
 * The clients of one page by the data they were made with, so that hot reload and a second call join what is there. Another
 * copy of latchkey is another tab.
 */
export type Instances = Map<string, Instance>

interface Surroundings extends Pick<Parts, 'platform' | 'development'> {
  readonly instances: Instances
}

/** Those of `createAuth` in this page. */
export const instances: Instances = new Map()

/** The client for these options on this page, or one that does nothing where there is no browser. */
export function findOrCreate(options: AuthOptions<string, unknown>, development: Parts['development']): Auth {
  const platform = findPlatform(loadWindow)
  return platform ? joinOrCreate({ instances, platform, development }, options) : createServerAuth(options, pageFetch)
}

export function joinOrCreate(
  { instances: all, platform, development }: Surroundings,
  options: AuthOptions<string, unknown>,
): Auth {
  const [config, seams] = toConfig(options, platform)
  const { clientHash, issuer, fingerprint } = config
  let instance = all.get(fingerprint)
  if (instance) {
    // The newest functions win: after a hot reload the old ones belong to code that is gone. What is not given replaces none.
    for (const [name, seam] of Object.entries(seams)) if (seam) Object.assign(instance.context.seams, { [name]: seam })
  } else {
    const places = toPlaces(config)
    for (const { context, shares } of [...all.values()]) {
      const { config: other } = context
      if (IS_DEVELOPMENT && platform.isLoopback && other.clientHash === clientHash)
        development?.replace(context, shares)
      // With one address for both, one provider could answer in the other's place (RFC 9700 section 4.4): also where one
      // takes the returns of popups and the other those of redirects.
      const isApart = other.issuer === issuer || !toPlaces(other).some((place) => places.includes(place))
      mustBeValid(isApart, 'redirectUri')
    }
    instance = {
      ...createClient({ config, seams, platform, later: LOADING, development }),
      shares: new Set(),
    }
    // With other options in production it lives beside the first, as another tab would, and its addresses count as well.
    all.set(fingerprint, instance)
  }
  const { context, shares, toAuth } = instance
  const auth = toAuth(() => {
    shares.delete(auth)
    if (shares.size) return false
    // First of all, because a listener that is told may create the next client.
    if (all.get(fingerprint)?.context === context) all.delete(fingerprint)
    return true
  })
  shares.add(auth)
  return auth
}

// A provider adds a query of its own choosing, and a server may lead from one spelling of a path to another: only the rest
// tells two returns apart.
const toPlaces = ({ redirectUri, relayUri }: Config) =>
  [redirectUri, relayUri].map((uri) =>
    toPlace(new URL(uri))
      .replace(/%[0-7][\da-f]/gi, decodeURIComponent)
      .replace(/\/+/g, '/')
      .toLowerCase(),
  )
