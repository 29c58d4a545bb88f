import type { BarePlatform } from '../platform/bare.js'
import { toPublic } from '../protocol/odd-keys.js'
import { toServer } from '../protocol/parties.js'
import { isKeySet } from '../protocol/signature.js'
import type { JsonObject } from '../protocol/wire.js'
import type { Metadata } from './document.js'
import type { Heard } from './line.js'
import { toShown } from './shown.js'

/** One published key, as the core takes it. */
export type KeyReport = {
  /** Its `kid`, or its place. */
  readonly name: string
  readonly hasKid: boolean
  /** Of the algorithms that the core takes from this provider, those that it verifies. */
  readonly algorithms: readonly string[]
  /** Why it verifies none, if that is a fault: a key for something else is none. */
  readonly fault: 'unreadable' | 'private' | 'short' | undefined
}

type Kind = { readonly kty: string; readonly crv?: string; readonly algorithm: AlgorithmIdentifier | EcKeyImportParams }

const SHA = (alg: string) => `SHA-${alg.slice(2)}`
const SHORTEST_RSA_BITS = 2048

/** What an algorithm wants of a key (RFC 7518 section 3.1, RFC 8037, RFC 9864). */
function toKind(alg: string): Kind {
  if (/^Ed/.test(alg)) return { kty: 'OKP', crv: 'Ed25519', algorithm: { name: 'Ed25519' } }
  if (/^ES/.test(alg)) {
    const crv = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }[alg] ?? ''
    return { kty: 'EC', crv, algorithm: { name: 'ECDSA', namedCurve: crv } as EcKeyImportParams }
  }
  const name = alg.startsWith('PS') ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5'
  return { kty: 'RSA', algorithm: { name, hash: SHA(alg) } as AlgorithmIdentifier }
}

/** The algorithms that the core takes for ID tokens of this provider. */
export const toTaken = ({ provider }: Metadata): readonly string[] =>
  toServer(provider).id_token_signing_alg_values_supported ?? []

/** Looks at every key of a set. */
export async function readKeys(
  { subtle }: Pick<BarePlatform, 'subtle'>,
  heard: Heard,
  taken: readonly string[],
): Promise<readonly KeyReport[]> {
  const keys = isKeySet(heard) ? (heard.json?.['keys'] as readonly unknown[]) : []
  const reports: KeyReport[] = []
  for (const [index, key] of keys.slice(0, 100).entries()) {
    const { kid, d, k } = Object(key)
    const hasKid = typeof kid === 'string' && kid !== ''
    const name = hasKid ? toShown(kid) : `the key at ${index + 1}`
    const report = { name, hasKid, algorithms: [] as readonly string[] }
    const jwk = toPublic(key)
    if ((d ?? k ?? undefined) !== undefined) reports.push({ ...report, fault: 'private' })
    else if (!jwk) reports.push({ ...report, fault: 'unreadable' })
    else reports.push({ ...report, ...(await judge(subtle, jwk, taken)) })
  }
  return reports
}

async function judge(
  subtle: BarePlatform['subtle'],
  jwk: JsonObject,
  taken: readonly string[],
): Promise<Pick<KeyReport, 'algorithms' | 'fault'>> {
  const { use, key_ops, alg, kty, crv } = jwk
  // As the library chooses: for signatures, by anybody.
  const isForSignatures =
    (use ?? 'sig') === 'sig' && (key_ops === undefined || (key_ops as unknown[]).includes('verify'))
  const algorithms: string[] = []
  let fault: KeyReport['fault']
  for (const one of isForSignatures ? taken : []) {
    const kind = toKind(one)
    if (kty !== kind.kty || (kind.crv !== undefined && crv !== kind.crv) || (alg !== undefined && alg !== one)) continue
    const { n, e, x, y } = jwk
    const imported = await subtle
      .importKey('jwk', { kty, crv, n, e, x, y } as JsonWebKey, kind.algorithm, true, ['verify'])
      .catch(() => undefined)
    const { modulusLength = SHORTEST_RSA_BITS } = Object(imported?.algorithm)
    if (!imported) fault = 'unreadable'
    else if (modulusLength < SHORTEST_RSA_BITS) fault = 'short'
    else algorithms.push(one)
  }
  return { algorithms, fault: algorithms.length ? undefined : fault }
}
