import type { Context } from '../client/context.js'
import type { CallWatch } from '../client/development.js'
import { isAuthError } from '../domain/errors.js'
import { watchDepartures } from './departures.js'
import { toPlainAddress } from './explanation.js'
import { findDropped, findWithoutClaims } from './granted.js'
import { noteCall, tellDeveloper } from './problem-report.js'

export function createCallWatch(context: Context): CallWatch {
  const { report, config, platform, current } = context
  const left = watchDepartures(context)
  const refusing = new Set<string>()
  return {
    sent({ init, input, url, signal }, answer) {
      answer.then(
        (response) => {
          if (mayBeShownToTheNext(init, response)) report('answer-cacheable')
        },
        (failure) => {
          if (!(failure instanceof TypeError) || signal?.aborted) return
          const method = `${init.method ?? platform.member(input, 'method') ?? 'GET'}`
          const isRedirectRefused = (init.redirect ?? platform.member(input, 'redirect')) === 'error'
          // What is asked once more to find out must change nothing, and its query is nobody's business.
          if (url && /^(GET|HEAD)$/i.test(method)) {
            noteCall(context, { url: url.origin + url.pathname, kind: isRedirectRefused ? 'fixed' : 'call' })
          }
          report('api-unreachable')
        },
      )
    },
    undeclared({ input, init, url }, answer) {
      answer.then(
        ({ status }) => {
          // Once for an origin: the next call has the next id in its path.
          if (status !== 401 || !url || !current.entry || refusing.has(url.origin)) return
          if (new Headers(init.headers ?? platform.member(input, 'headers')).has('authorization')) return
          refusing.add(url.origin)
          report('undeclared-refused', toPlainAddress(url))
        },
        () => {
          // It is the app's own call, and its failure the app's to see.
        },
      )
    },
    left,
    signedIn(session) {
      const dropped = findDropped(session, config)
      if (dropped.length) report('scope-dropped', dropped.join(' '))
      const missing = findWithoutClaims(session, config)
      if (missing.length) report('claims-missing', missing.join(' '))
    },
    silent(failure) {
      if (isAuthError(failure) && failure.code === 'sign-in-no-answer') void tellDeveloper(context, failure)
    },
    signedOut({ provider, refreshToken }, options) {
      // What the app names by itself is a logout page as well.
      const isLeft = options.provider === false || provider.end_session_endpoint || config.endSession
      if (!isLeft) report('no-logout-page')
      if (refreshToken && !provider.revocation_endpoint) report('no-revocation')
    },
    credentials(_, headers) {
      if (isIdToken(headers.get('authorization') ?? '')) report('credentials-id-token')
    },
  }
}

// The browser's cache goes by the address alone: the next user would be shown this answer (RFC 9111 section 4.1).
// Across origins `Vary` cannot be read unless it is exposed; `Cache-Control` always can.
function mayBeShownToTheNext({ method, cache }: RequestInit, { status, headers }: Response): boolean {
  const isGet = /^(undefined|GET)$/i.test(`${method}`)
  const rule = headers.get('cache-control') ?? ''
  const isKept = /max-age=0*[1-9]|immutable/i.test(rule) || (!rule && headers.has('expires'))
  const isSafe = /no-store|no-cache/i.test(rule) || /authorization|\*/i.test(headers.get('vary') ?? '')
  return isGet && status === 200 && isKept && !isSafe && !/^(no-store|reload|no-cache)$/.test(`${cache}`)
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
