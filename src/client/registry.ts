import { environment, findPlatform } from '../platform/browser.js'
import type { Platform } from '../platform/platform.js'
import type { Auth } from './auth.js'
import { type Config, type Seams, toConfig, toSeams } from './config.js'
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
  return platform ? joinOrCreate(instances, platform, options) : createServerAuth(options, environment)
}

export function joinOrCreate(all: Instances, platform: Platform, options: AuthOptions<string, unknown>): Auth {
  const config = toConfig(options, platform)
  const seams = toSeams(options)
  const key = JSON.stringify([config.issuer, config.clientId])
  const found = all.get(key)
  if (found?.config.fingerprint === config.fingerprint) {
    // The newest functions win: after a hot reload the old ones belong to code that is gone.
    Object.assign(found.seams, seams)
    return share(all, key, found)
  }
  if (found && platform.isLoopback) {
    throw new TypeError(
      `createAuth was called for client '${config.clientId}' before, with other options: call it once`,
    )
  }
  refuseSharedReturn(all, config)
  const instance = { config, seams, client: createClient(config, seams, platform), sharers: 0 }
  // With other options in production it lives beside the first, as another tab would.
  if (!found) all.set(key, instance)
  return share(all, key, instance)
}

// With one address for both, one provider could answer in the other's place (RFC 9700 section 4.4).
function refuseSharedReturn(all: Instances, { issuer, redirectUri }: Config): void {
  for (const { config } of all.values()) {
    if (config.issuer !== issuer && config.redirectUri === redirectUri) {
      throw new TypeError(`Two issuers need two redirect URIs: give one of them its own redirectUri`)
    }
  }
}

function share(all: Instances, key: string, instance: Instance): Auth {
  instance.sharers += 1
  let isDisposed = false
  const dispose = () => {
    if (isDisposed) return
    isDisposed = true
    instance.sharers -= 1
    if (instance.sharers > 0) return
    instance.client.dispose()
    if (all.get(key) === instance) all.delete(key)
  }
  // `state` is a getter: it is shared, not read.
  const members = {
    ...Object.getOwnPropertyDescriptors(instance.client),
    dispose: { value: dispose, enumerable: true },
  }
  // The descriptors are those of an `Auth`.
  return Object.defineProperties({}, members) as Auth
}
