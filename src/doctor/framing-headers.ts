import { toUrl } from '../domain/address.js'
import { toShown } from './shown.js'

interface Framing {
  /** The origin of the app, which frames. */
  readonly origin: string
  /** The address of the page that is framed. */
  readonly page: string
}

/** The header that keeps a page out of frames of the app. */
export function findForbidding(headers: Headers, framing: Framing): string | undefined {
  const policies = findAncestors(headers.get('content-security-policy') ?? '')
  // Each policy has to allow it (CSP level 3, section 8.1).
  const forbidding = policies.find((sources) => !sources.some((source) => allowsFrame(source, framing)))
  if (forbidding) return toShown(`frame-ancestors ${forbidding.join(' ')}`.trim())
  // A policy with ancestors has the last word (CSP level 3, section 6.4.2.2).
  if (policies.length > 0) return undefined
  const options = headers.get('x-frame-options')
  return options === null || /^\s*allowall\s*$/i.test(options) ? undefined : toShown(`X-Frame-Options: ${options}`)
}

/** The sources of `frame-ancestors` in each policy that has it: of two in one policy the first counts. */
function findAncestors(header: string): readonly (readonly string[])[] {
  return header.split(',').flatMap((policy) => {
    const directives = policy.split(';').map((directive) => directive.trim().toLowerCase().split(/\s+/))
    const found = directives.find(([name]) => name === 'frame-ancestors')
    return found ? [found.slice(1)] : []
  })
}

const SOURCE = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\[[^\]]*\]|[^/:]+)(?::(\*|\d+))?(?:\/.*)?$/

/** Whether a source is the app: as CSP level 3 matches URLs to source expressions, section 6.7.2. */
function allowsFrame(source: string, { origin, page }: Framing): boolean {
  const app = new URL(origin)
  const self = toUrl(page)
  if (source === '*') return true
  if (source === "'self'") return app.origin === self?.origin
  if (/^[a-z][a-z0-9+.-]*:$/.test(source)) return isScheme(source, app)
  const [, scheme, host = '', port] = SOURCE.exec(source) ?? []
  return isScheme(scheme ? `${scheme}:` : self?.protocol, app) && isHost(host, app) && isPort(port, app)
}

// What `http:` allows, it allows at `https:`, too.
const isScheme = (scheme: string | undefined, { protocol }: URL): boolean =>
  scheme === protocol || (scheme === 'http:' && protocol === 'https:')

const isHost = (host: string, { hostname }: URL): boolean =>
  host.startsWith('*') ? hostname.endsWith(host.slice(1)) : hostname === host

const toPort = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80')

const isPort = (port: string | undefined, app: URL): boolean =>
  port === '*' ||
  (port === undefined ? app.port === '' : port === toPort(app) || (port === '80' && toPort(app) === '443'))
