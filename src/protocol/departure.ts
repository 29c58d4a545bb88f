import type { Provider } from '../domain/provider.js'
import { reveal, type Secret } from '../domain/secret.js'
import type { Platform } from '../platform/platform.js'

// What a sign-out says to the provider. Free of oauth4webapi, so that signing out never waits for a chunk to load.

/**
 * Asks the provider to revoke a token (RFC 7009 section 2.1), with `keepalive`, so that it outlives the page.
 * Resolves to whether the provider said yes; a provider that is down will let the token expire by itself.
 */
export async function revoke(
  { fetch }: Pick<Platform, 'fetch'>,
  { provider, clientId }: { provider: Provider; clientId: string },
  token: Secret<'access-token' | 'refresh-token'>,
  hint: 'access_token' | 'refresh_token',
): Promise<boolean> {
  if (!provider.revocation_endpoint) return false
  try {
    const response = await fetch(provider.revocation_endpoint, {
      method: 'POST',
      body: new URLSearchParams({ token: reveal(token), token_type_hint: hint, client_id: clientId }),
      keepalive: true,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
    })
    return response.ok
  } catch {
    // Signed out here already: nothing to tell the app but that the token lives until it expires.
    return false
  }
}

/** The parameters of the provider's logout (OpenID Connect RP-Initiated Logout 1.0, section 2). */
export function toEndSessionParameters(request: {
  readonly clientId: string
  readonly returnTo: string
  readonly state: string
  readonly idToken: Secret<'id-token'> | undefined
}): Readonly<Record<string, string>> {
  return {
    client_id: request.clientId,
    post_logout_redirect_uri: request.returnTo,
    state: request.state,
    ...(request.idToken && { id_token_hint: reveal(request.idToken) }),
  }
}
