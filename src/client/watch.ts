import type { Api } from '../domain/api.js'
import type { Context } from './context.js'
import type { Call } from './fetch.js'

/** What is looked at while a developer is at work: set-ups that work, and are not safe. */
export interface Watch {
  /** An answer to a call with a token. */
  answer(call: Call, response: Response): void
  /** Credentials of the app's own for a declared API. */
  credentials(api: Api, headers: Headers): void
}

export function createWatch({ report }: Pick<Context, 'report'>): Watch {
  return {
    answer({ init }, { status, headers }) {
      const isGet = /^(undefined|GET)$/i.test(`${init.method}`)
      // The browser's cache goes by the address alone: the next user would be shown this answer (RFC 9111 section 4.1).
      // Across origins `Vary` cannot be read unless it is exposed; `Cache-Control` always can.
      const rule = headers.get('cache-control') ?? ''
      const isKept = /max-age=0*[1-9]|immutable/i.test(rule) || (!rule && headers.has('expires'))
      const isSafe = /no-store|no-cache/i.test(rule) || /authorization|\*/i.test(headers.get('vary') ?? '')
      if (isGet && status === 200 && isKept && !isSafe && !/^(no-store|reload|no-cache)$/.test(`${init.cache}`)) {
        report('answer-cacheable')
      }
    },
    credentials(_, headers) {
      if (isIdToken(headers.get('authorization') ?? '')) report('credentials-id-token')
    },
  }
}

/** Whether credentials look like an ID token: the app's own, so that they may be looked into. */
function isIdToken(credentials: string): boolean {
  try {
    const [header, claims] = credentials
      .replace(/^\w+ +/, '')
      .split('.', 2)
      .map((part) => JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/'))))
    return !/at\+jwt/i.test(`${header.typ}`) && ('nonce' in claims || 'at_hash' in claims || 'azp' in claims)
  } catch {
    // No JWT of JSON: no ID token either.
    return false
  }
}
