import { jwtVerify } from 'jose'
import type { Handler } from './listen.js'

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, dpop, content-type',
  'access-control-allow-methods': 'GET, POST',
  // Every call is preceded by its preflight, so that a row does not depend on how much time passed since the last.
  'access-control-max-age': '0',
}

/** An API that answers to a valid access token, and to any other with 401. */
export function createApi(audience: string, key: CryptoKey): Handler {
  return async (request, response) => {
    if (request.method === 'OPTIONS') return void response.writeHead(204, CORS).end()
    const token = /^(?:Bearer|DPoP) (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    try {
      await jwtVerify(token, key, { audience, currentDate: new Date(Date.now()) })
      response.writeHead(200, { ...CORS, 'content-type': 'application/json' }).end('{"entries":[]}')
    } catch {
      // Expired, of another audience or no token at all: one answer to all, as RFC 6750 has it.
      response.writeHead(401, { ...CORS, 'www-authenticate': 'Bearer error="invalid_token"' }).end()
    }
  }
}
