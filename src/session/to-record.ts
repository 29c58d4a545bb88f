import { reveal } from '../domain/secret.js'
import type { Session } from '../domain/session.js'
import type { Recorded } from './record.js'

/** The text of a session, for sealing alone: it holds the tokens. */
export function toRecord({ grant, refreshToken, idToken, ...open }: Session): string {
  const { scopes, lifetime } = grant
  const tokens = [reveal(grant.accessToken), reveal(idToken), refreshToken ? reveal(refreshToken) : null] as const
  return JSON.stringify({ ...open, grant: { scopes, lifetime }, tokens } satisfies Recorded)
}
