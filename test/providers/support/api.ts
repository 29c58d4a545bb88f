import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  calculateJwkThumbprint,
  createRemoteJWKSet,
  decodeProtectedHeader,
  EmbeddedJWK,
  type JWTPayload,
  jwtVerify,
} from 'jose'
import type { Running } from '../provider.js'

/** Two APIs of one server: one takes every access token of the provider, and `own` those alone that are for it. */
export interface Api {
  /** Who was let in, by the token that they came with. */
  readonly calls: {
    readonly scheme: string
    readonly token: string
    readonly subject: unknown
    readonly isBound: boolean
  }[]
  /** Why `own` refuses a token, whoever brings it, with whatever proof; `undefined` if it is for that API. */
  refusalOf(token: string): Promise<string | undefined>
  /** From here on refuses every token that it has seen, and says so to so many calls at once. */
  refuseSeen(together: number): void
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
}

interface Metadata {
  readonly jwks_uri: string
  readonly userinfo_endpoint?: string
}

interface Setup {
  readonly origin: string
  readonly provider: () => Running
}

export function createApi({ origin, provider }: Setup): Api {
  const calls: Api['calls'] = []
  const seen = new Set<string>()
  let refused = new Set<string>()
  let gather = createGathering(1)
  let known: Promise<Known> | undefined
  const own = `${origin}/own/`

  async function judgeToken(token: string, audience: string | undefined): Promise<JWTPayload> {
    known ??= know(provider())
    return read(await known, token, audience)
  }

  async function judge({ method, url = '', headers }: IncomingMessage): Promise<Api['calls'][number]> {
    const [scheme = '', token = ''] = (headers.authorization ?? '').split(' ')
    if (refused.has(token)) {
      await gather()
      throw new Error('This token is not taken any more')
    }
    seen.add(token)
    const claims = await judgeToken(token, url.startsWith('/own/') ? own : undefined)
    const { jkt } = Object(claims['cnf'])
    const isBound = scheme.toLowerCase() === 'dpop'
    if ((jkt !== undefined) !== isBound) throw new Error('A bound token comes with a proof, and no other does')
    if (isBound) await checkProof(String(headers['dpop']), { jkt, token, method, address: `${origin}${url}` })
    return { scheme, token, subject: claims['sub'], isBound }
  }

  return {
    calls,
    refusalOf: (token) =>
      judgeToken(token, own).then(
        () => undefined,
        (error: Error) => error.message,
      ),
    refuseSeen: (together) => {
      refused = new Set(seen)
      gather = createGathering(together)
    },
    async answer(request, response) {
      response.setHeader('Access-Control-Allow-Origin', '*')
      response.setHeader('Access-Control-Allow-Headers', 'Authorization, DPoP')
      response.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate')
      response.setHeader('Cache-Control', 'no-store')
      if (request.method === 'OPTIONS') return void response.writeHead(204).end()
      try {
        calls.push(await judge(request))
        response.setHeader('Content-Type', 'application/json').end('{}')
      } catch (error) {
        const challenge = `Bearer error="invalid_token"`
        response
          .writeHead(401, { 'WWW-Authenticate': challenge })
          .end(error instanceof Error ? error.message : String(error))
      }
    },
  }
}

/** A gate that opens when so many have come, and stays open. */
function createGathering(size: number): () => Promise<void> {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  let come = 0
  return () => {
    come += 1
    if (come >= size) open()
    return opened
  }
}

interface Known {
  readonly provider: Running
  readonly metadata: Metadata
  readonly keys: ReturnType<typeof createRemoteJWKSet>
}

async function know(provider: Running): Promise<Known> {
  const response = await fetch(`${provider.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const metadata = (await response.json()) as Metadata
  return { provider, metadata, keys: createRemoteJWKSet(new URL(metadata.jwks_uri)) }
}

/** Reads a token as an API must: a JWT by its signature, and by nothing else; only of what is none the provider is asked. */
async function read({ provider, metadata, keys }: Known, token: string, audience?: string): Promise<JWTPayload> {
  if (isJwt(token)) {
    const { payload } = await jwtVerify(token, keys, { issuer: provider.issuer, ...(audience && { audience }) })
    if (isIdToken(payload, provider)) throw new Error('This is an ID token')
    return payload
  }
  // A reference says nothing by itself; and who it is for, the provider does not say.
  if (audience !== undefined) throw new Error(`${NO_JWT}who it is for`)
  const claims = await ask(token, provider, metadata)
  if (!claims) throw new Error(`${NO_JWT}what it is good for`)
  return claims
}

function isJwt(token: string): boolean {
  try {
    return decodeProtectedHeader(token).alg !== undefined
  } catch {
    // What has no header of that form is a reference.
    return false
  }
}

/** By what no access token has (OpenID Connect Core 1.0 section 2): a renewed one has no nonce, but is for the client all the same. */
const isIdToken = ({ nonce, at_hash: hash, aud }: JWTPayload, { clientId }: Running): boolean =>
  nonce !== undefined || hash !== undefined || [aud].flat().includes(clientId)

const NO_JWT = 'This token is no JWT, and nobody says '

async function ask(token: string, { claimsOf }: Running, metadata: Metadata): Promise<JWTPayload | undefined> {
  if (claimsOf) return claimsOf(token)
  if (!metadata.userinfo_endpoint) return undefined
  const response = await fetch(metadata.userinfo_endpoint, { headers: { Authorization: `Bearer ${token}` } })
  return response.ok ? ((await response.json()) as JWTPayload) : undefined
}

interface Proven {
  readonly jkt: string
  readonly token: string
  readonly method: string | undefined
  readonly address: string
}

/** RFC 9449 section 4.3. */
async function checkProof(proof: string, { jkt, token, method, address }: Proven): Promise<void> {
  const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', maxTokenAge: 60 })
  const hash = createHash('sha256').update(token).digest('base64url')
  const isFor = payload['htm'] === method && payload['htu'] === address && payload['ath'] === hash
  if (!isFor || (await calculateJwkThumbprint(protectedHeader.jwk ?? {})) !== jkt)
    throw new Error('No proof of this key')
}
