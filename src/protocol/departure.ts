import { reveal } from '../domain/secret.js'
import type { Grant, Session } from '../domain/session.js'
import type { Platform } from '../platform/platform.js'

/** Tokens of one provider: a session's, or what was received and refused. */
export interface Revocable extends Pick<Session, 'provider' | 'refreshToken'> {
  readonly grant: Pick<Grant, 'accessToken'> | undefined
  readonly grants?: Readonly<Record<string, Pick<Grant, 'accessToken'>>>
}

/**
 * Asks the provider to revoke a session's tokens (RFC 7009 section 2.1), with `keepalive`, so that it outlives the page;
 * the refresh token first, because with it the grant ends at most providers. Resolves to whether the provider said yes.
 */
export async function revoke(
  { fetch }: Pick<Platform, 'fetch'>,
  { clientId }: { readonly clientId: string },
  { provider, refreshToken, grant, grants }: Revocable,
): Promise<boolean> {
  const url = provider.revocation_endpoint
  if (!url) return true
  const send = (token_type_hint: string, token: Session['refreshToken'] | Grant['accessToken']) =>
    token &&
    fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ token: reveal(token), token_type_hint, client_id: clientId }),
      keepalive: true,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
    })
  try {
    const first = send('refresh_token', refreshToken)
    const access = [grant, ...Object.values(grants ?? {})].map((one) => one && send('access_token', one.accessToken))
    const answers = await Promise.all([first, ...access])
    return answers.every((answer) => !answer || answer.ok)
  } catch {
    // Nothing waits for it. A provider that is down lets the tokens expire by itself.
    return false
  }
}
