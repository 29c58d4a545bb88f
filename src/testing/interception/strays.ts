import type { TestProvider } from '../test-provider.js'
import type { PausedRequest } from './browser.js'
import { FixtureError } from './fixture-error.js'
import { toPlainAddress } from './paused-request.js'

const DISCOVERY = /^(.*)\/\.well-known\/openid-configuration$|^(.*)\/\.well-known\/oauth-authorization-server(.*)$/

/**
 * What is wrong with a request that neither the provider nor a declared API takes: it was meant for another provider, or takes an access token
 * along. `undefined` for all that is the app's own business.
 */
export function findStray(paused: PausedRequest, { issuer }: TestProvider): FixtureError | undefined {
  const address = toPlainAddress(paused.url())
  const asked = toIssuer(paused, address)
  if (asked !== undefined)
    return new FixtureError(
      'issuer-mismatch',
      `The app asks the provider ${asked}, and the fixture is for ${issuer}: authFixture({ issuer: '${asked}' })`,
    )
  if (!/^(bearer|dpop) /i.test(paused.headers()['authorization'] ?? '')) return undefined
  const { origin, pathname } = new URL(address)
  const folder = pathname.slice(0, pathname.lastIndexOf('/') + 1)
  return new FixtureError(
    'api-undeclared',
    `${paused.method()} ${address} takes an access token to an API that the test has not declared: ` +
      `api('${origin}${folder}**', { scopes: […] }, (request) => ({ json: … }))`,
  )
}

/** Which other provider a request is for, if any: by its metadata, or by the page that a sign-in leaves for. */
function toIssuer(paused: PausedRequest, address: string): string | undefined {
  const [, base, origin, path] = DISCOVERY.exec(address) ?? []
  if (base !== undefined) return base
  if (origin !== undefined) return `${origin}${path}`
  const { searchParams, pathname } = new URL(paused.url())
  const isSignIn = paused.isNavigationRequest() && searchParams.has('client_id') && searchParams.has('code_challenge')
  return isSignIn ? address.slice(0, -pathname.length) : undefined
}
