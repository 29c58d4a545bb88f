import { environment, findPlatform } from '../platform/browser.js'
import type { Platform } from '../platform/platform.js'
import type { Auth } from './auth.js'
import { type Config, must, type Seams, toConfig } from './config.js'
import { createClient } from './create.js'
import type { AuthOptions } from './options.js'
import { createServerAuth } from './server.js'

interface Instance {
  readonly config: Config
  readonly seams: Seams
  readonly client: Auth
  sharers: number
}

/** The clients of one page, so that hot reload and a second call join what is there. Another copy of latchkey is another tab. */
export type Instances = Map<string, Instance>

const instances: Instances = new Map()

/** The client for these options on this page, or one that does nothing where there is no browser. */
export function findOrCreate(options: AuthOptions<string, unknown>): Auth {
  const platform = findPlatform()
  return platform ? joinOrCreate(instances, platform, options) : createServerAuth(options, environment.fetch)
}

export function joinOrCreate(all: Instances, platform: Platform, options: AuthOptions<string, unknown>): Auth {
  const [config, seams] = toConfig(options, platform)
  const { mark, issuer, redirectUri, fingerprint } = config
  let instance = all.get(mark)
  if (instance?.config.fingerprint === fingerprint) {
    // The newest functions win: after a hot reload the old ones belong to code that is gone.
    Object.assign(instance.seams, seams)
  } else {
    must(!instance || !platform.isLoopback, 'createAuth was called for this client before, with other options')
    for (const other of all.values()) {
      // With one address for both, one provider could answer in the other's place (RFC 9700 section 4.4).
      const isApart = other.config.issuer === issuer || toAddress(other.config.redirectUri) !== toAddress(redirectUri)
      must(isApart, 'Two issuers need two redirect URIs: give one of them its own redirectUri')
    }
    instance = { config, seams, client: createClient(config, seams, platform), sharers: 0 }
    // With other options in production it lives beside the first, as another tab would.
    if (!all.has(mark)) all.set(mark, instance)
  }
  return share(all, instance)
}

// A provider adds a query of its own choosing: only the rest tells two returns apart.
const toAddress = (uri: string): string => {
  const { origin, pathname } = new URL(uri)
  return origin + pathname
}

function share(all: Instances, instance: Instance): Auth {
  const { client, config } = instance
  instance.sharers += 1
  let mayDispose = true
  const dispose = () => {
    if (mayDispose) instance.sharers -= 1
    mayDispose = false
    if (instance.sharers) return
    client.dispose()
    if (all.get(config.mark) === instance) all.delete(config.mark)
  }
  // `state` is a getter: it is shared, not read. The descriptors are those of an `Auth`.
  const members = { ...Object.getOwnPropertyDescriptors(client), dispose: { value: dispose, enumerable: true } }
  return Object.defineProperties({}, members) as Auth
}
