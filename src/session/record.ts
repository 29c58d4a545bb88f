import type { ProofKey } from '../domain/proof-key.js'
import { Secret } from '../domain/secret.js'
import type { Grant, Session } from '../domain/session.js'
import { type Moment, toSpan } from '../domain/time.js'

/** A session as it is written into its record, for sealing alone: it holds the tokens. */
export type Recorded = Omit<Session, 'idToken' | 'refreshToken' | 'grant' | 'grants' | 'proofKey'> & {
  readonly grant: RecordedGrant
  readonly grants: Readonly<Record<string, RecordedGrant>>
  /** The thumbprint of the key that the tokens are bound to. */
  readonly jkt: string | undefined
  readonly tokens: readonly [id: string, refresh: string | null]
}

export type RecordedGrant = Omit<Grant, 'accessToken'> & { readonly token: string }

/** Where a record was found. */
interface Place {
  readonly issuer: string
  readonly proofKey: ProofKey | undefined
  readonly moment: Moment
}

/** The session in an opened record. Throws when it is none: what is read back is not trusted by its place. */
export function fromRecord(text: string, { issuer, proofKey, moment }: Place): Session {
  const { tokens, grant, grants, jkt, ...open } = JSON.parse(text) as Recorded
  const { signedInAt, provider, claims, idTokenReport, scope } = open
  const [idToken, refreshToken] = tokens
  const isSound =
    [idToken, refreshToken ?? idToken, claims.sub, provider.token_endpoint, scope].every(isText) &&
    [signedInAt, open.clockOffset].every(Number.isFinite) &&
    provider.issuer === issuer &&
    claims.iss === issuer &&
    // A key without its tokens is worth nothing, and tokens without their key are a session that has ended.
    jkt === proofKey?.jkt &&
    idTokenReport
  must(isSound)
  const toGrant = ({ token, scopes, lifetime, generation, details, receivedAt }: RecordedGrant): Grant => {
    must([token, ...scopes].every(isText))
    must([generation, lifetime?.from ?? 0, lifetime?.until ?? 0, receivedAt ?? 0].every(Number.isFinite))
    return {
      accessToken: new Secret(token),
      scopes: [...scopes],
      generation,
      details,
      receivedAt,
      lifetime: lifetime && toSpan(lifetime.from, lifetime.until, moment),
    }
  }
  return {
    ...open,
    proofKey,
    grant: toGrant(grant),
    grants: Object.fromEntries(Object.entries(grants).map(([key, value]) => [key, toGrant(value)])),
    idToken: new Secret(idToken),
    refreshToken: refreshToken === null ? undefined : new Secret(refreshToken),
  }
}

const isText = (value: unknown) => value && typeof value === 'string'

function must(isMet: unknown): void {
  if (!isMet) throw new TypeError('No session')
}
