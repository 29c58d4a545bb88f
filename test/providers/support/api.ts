import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { calculateJwkThumbprint, EmbeddedJWK, type JWTPayload, jwtVerify } from 'jose'
import type { Running } from '../provider.js'
import { type Known, know, readToken } from './read-token.js'

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
    return readToken(await known, token, audience)
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
