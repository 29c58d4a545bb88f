import type { Config } from '../../../src/client/config.js'
import { toConfig } from '../../../src/client/to-config.js'
import type { Platform } from '../../../src/platform/platform.js'

/** Where the developer of the examples has the page open. */
export const ORIGIN = 'http://localhost:5173'
export const ISSUER = 'https://id.example.com'

/** The app of the examples, as its developer has set it up. */
export function toDevelopersConfig(): Config {
  const apis = { calendar: { url: 'https://calendar.example.com/v1/', scopes: ['events.read', 'events.write'] } }
  // All that the options are read with.
  const platform: Pick<Platform, 'resolve' | 'isLoopback' | 'dropsAuthorization'> & { readonly page: unknown } = {
    page: { url: () => new URL(ORIGIN), base: () => new URL(ORIGIN) },
    resolve: (url) => new URL(url, ORIGIN),
    isLoopback: true,
    dropsAuthorization: true,
  }
  return toConfig({ issuer: ISSUER, clientId: 'todo-spa', apis }, platform as Platform)[0]
}
