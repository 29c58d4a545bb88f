import { None, revocationRequest } from 'oauth4webapi'
import { reveal, type Secret } from '../domain/secret.js'
import type { Grant, Session } from '../domain/session.js'
import { TOKEN_MS } from './ask.js'
import { toClient, toServer } from './parties.js'
import { createTransport } from './transport.js'
import type { Wire } from './wire.js'

/** Tokens of one provider: a session's, or what was received and refused. */
export interface Revocable extends Pick<Session, 'provider' | 'refreshToken'> {
  readonly grant: Pick<Grant, 'accessToken'> | undefined
  readonly grants?: Readonly<Record<string, Pick<Grant, 'accessToken'>>>
}

/**
 * Asks the provider to revoke a session's tokens (RFC 7009 section 2.1), with `keepalive`, so that it outlives the page;
 * the refresh token first, because with it the grant ends at most providers. Resolves to whether the provider said yes: to that of the
 * refresh token, where there is one, because some refuse the access token that has just died with it.
 */
export async function revoke(
  wire: Wire,
  { clientId }: { readonly clientId: string },
  { provider, refreshToken, grant, grants }: Revocable,
): Promise<boolean> {
  if (!provider.revocation_endpoint) return true
  const send = async (token_type_hint: string, token: Secret<'access-token' | 'refresh-token'>) => {
    const transport = createTransport(wire, { milliseconds: TOKEN_MS, init: { keepalive: true } })
    const options = { ...transport.options, additionalParameters: { token_type_hint } }
    // The answer tells. A provider that is down lets the tokens expire by itself.
    await revocationRequest(toServer(provider), toClient(clientId), None(), reveal(token), options).catch(
      () => undefined,
    )
    // Any yes is one: some answer 204.
    return /^status 2/.test(transport.answer.why)
  }
  const access = [grant, ...Object.values(grants ?? {})].flatMap((one) => one?.accessToken ?? [])
  const [first, ...others] = await Promise.all([
    refreshToken && send('refresh_token', refreshToken),
    ...access.map((token) => send('access_token', token)),
  ])
  return first ?? others.every(Boolean)
}
