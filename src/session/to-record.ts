import { reveal } from '../domain/secret.js'
import type { Grant, Session } from '../domain/session.js'
import type { Recorded, RecordedGrant } from './record.js'

/** The text of a session, for sealing alone: it holds the tokens. */
export function toRecord({ grant, grants, refreshToken, idToken, proofKey, ...open }: Session): string {
  const tokens = [reveal(idToken), refreshToken ? reveal(refreshToken) : null] as const
  const others = Object.entries(grants).map(([key, value]) => [key, toRecorded(value)])
  const record: Recorded = {
    ...open,
    jkt: proofKey?.jkt,
    grant: toRecorded(grant),
    grants: Object.fromEntries(others),
    tokens,
  }
  return JSON.stringify(record)
}

const toRecorded = ({ accessToken, ...open }: Grant): RecordedGrant => ({ ...open, token: reveal(accessToken) })
