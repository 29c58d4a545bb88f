// Asks a token endpoint with the key that latchkey has, which a page of an app can only use by listening: so this does, before latchkey starts.
import { toBase64Url } from '../../../src/domain/base64url.js'
import { fromBase64Url } from '../../../src/domain/from-base64url.js'

let proven: { readonly key: CryptoKey; readonly algorithm: Parameters<SubtleCrypto['sign']>[0] } | undefined
let header: object | undefined

const { subtle } = crypto
const sign = subtle.sign.bind(subtle)
subtle.sign = (algorithm, key, data) => {
  proven = { key, algorithm }
  return sign(algorithm, key, data)
}

/** Notes how a proof begins that leaves: with the public key, and how it is signed. */
export function noteProof(headers: Headers): void {
  const [first] = headers.get('DPoP')?.split('.') ?? []
  if (first) header = JSON.parse(new TextDecoder().decode(fromBase64Url(first)))
}

/** Renews with a refresh token, as whoever has copied it together with the use of the key. Gives `200`, or the status and the error. */
export async function renewByHand(
  endpoint: string,
  { clientId, refreshToken }: { readonly clientId: string; readonly refreshToken: string },
): Promise<string> {
  const ask = async (nonce?: string): Promise<string> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: clientId,
        refresh_token: refreshToken,
      }),
      ...(header && { headers: { DPoP: await prove(endpoint, nonce) } }),
    })
    if (response.ok) return '200'
    const [, error = ''] = /"error"\s*:\s*"(\w+)"/.exec(await response.text()) ?? []
    const wanted = response.headers.get('DPoP-Nonce')
    // Once: a proof with the nonce that is asked for.
    if (error === 'use_dpop_nonce' && wanted && nonce === undefined) return ask(wanted)
    return `${response.status} ${error}`
  }
  return ask()
}

async function prove(endpoint: string, nonce?: string): Promise<string> {
  if (!proven) throw new Error('No proof has left this page')
  const input = [
    header,
    {
      jti: crypto.randomUUID(),
      htm: 'POST',
      htu: endpoint,
      iat: Math.floor(Date.now() / 1000),
      ...(nonce && { nonce }),
    },
  ]
    .map((part) => toBase64Url(new TextEncoder().encode(JSON.stringify(part))))
    .join('.')
  const signature = await sign(proven.algorithm, proven.key, new TextEncoder().encode(input))
  return `${input}.${toBase64Url(new Uint8Array(signature))}`
}
