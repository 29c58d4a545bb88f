import { isLoopbackHost, isSafeUrl, toUrl } from '../domain/address.js'

/** What options must be, as the sentence about one that is not goes on. */
const RULES = {
  clientId: 'must be a text',
  audiences: 'must be a list of texts, without clientId',
  scopes: 'must be a list of single scopes',
  apis: 'must have different urls',
  persistence: "must be 'browser', 'tab' or 'memory'",
  sessionLifetimeSeconds: 'must be 60 to 31536000',
  idle: 'must have signOutAfterSeconds from 10 to 604800, and warnAfterSeconds below it',
  openid:
    'is false: then there is no userInfo, profile, initiateLogin, maxAge, acrValues, claims, scope openid or silent sign-in',
  mode: "must be 'redirect', 'popup' or 'silent'",
  maxAge: 'must be whole seconds from 0',
  claims: 'must be an object',
  authorizationDetails: 'must each have a type',
  prompt: "is 'none' alone, and nothing else in mode 'silent'",
  idTokenHint: "must be 'url', 'form' or 'none'",
  url: 'must be an https: URL, or one of this origin, without a fragment; that of an API or an issuer without a query, too',
  resource: 'must be an absolute URI',
  parameter: "is the protocol's own or no text",
  redirectUri: 'is that of another issuer on this page: two issuers need two redirectUris and relayUris',
}

/** An option that has a rule. */
export type RuledOption = keyof typeof RULES

/** What an option must be. The production build says of each that it is not valid: whoever sets it has the development build. */
export const toRule = (option: RuledOption): string => RULES[option]

/**
 * Says of an issuer that cannot be one which rule it breaks, and what to write. The production build leaves it to the check that
 * follows.
 *
 * @throws {TypeError}
 */
export function mustBeIssuer(issuer: unknown, mayBeHttp: boolean): void {
  const rule = findBroken(issuer, mayBeHttp)
  if (!rule) return
  // What is written into an address may be a password or a token.
  const shown =
    typeof issuer === 'string' ? `'${toShown(issuer)}'` : `a value of type ${issuer === null ? 'null' : typeof issuer}`
  throw new TypeError(`issuer is ${shown}, which ${rule}: write issuer: '${toIssuer(issuer, mayBeHttp)}'`)
}

/**
 * Says of a URL that must be of the page's origin that it is of another. The production build leaves it to the check that follows.
 *
 * @throws {TypeError}
 */
export function mustBeOfHere(name: string, url: URL | undefined, here: URL | undefined): void {
  // What has no origin is no address of the web at all, which the check that follows says.
  if (!url || !here || url.origin === 'null' || url.origin === here.origin) return
  throw new TypeError(
    `${name} is of the origin ${url.origin}, and this page of ${here.origin}: what a sign-in needs at its return is kept per origin, so that it would find nothing there. Write ${name}: '${url.pathname}', or open the app on ${url.origin}`,
  )
}

function findBroken(issuer: unknown, mayBeHttp: boolean): string | undefined {
  const url = toUrl(issuer)
  if (!url || !/^https?:/.test(url.protocol)) return 'is no absolute https: URL'
  if (url.username || url.password) return 'holds a user name or password'
  if (!isSafeUrl(url, mayBeHttp)) {
    return isLoopbackHost(url.hostname)
      ? 'is on http: for a page that is not on a loopback host itself'
      : 'is on http:, which is for loopback hosts alone'
  }
  if (/[?#]/.test(url.href)) return 'has a query or a fragment'
  return url.pathname.includes('/.well-known/') ? 'is the address of the metadata and not the issuer' : undefined
}

/** The issuer that was meant, as far as a text tells; an example where it does not. */
function toIssuer(issuer: unknown, mayBeHttp: boolean): string {
  const text = `${issuer}`.trim()
  const url = toUrl(HOST.test(text) ? `http://${text}` : text)
  if (!url || !/^https?:/.test(url.protocol)) return 'https://id.example.com'
  const { protocol, host, hostname, pathname } = url
  const scheme = mayBeHttp && isLoopbackHost(hostname) ? protocol : 'https:'
  const [path = ''] = pathname.split('/.well-known/')
  // By what was written: a URL puts a slash where there was none, and an issuer with it is another.
  return `${scheme}//${host}${path === '/' && !/[^/]\/([?#]|$)/.test(text) ? '' : path}`
}

/** An address whose scheme was left out. */
const HOST = /^(localhost|[\w-]+(\.[\w-]+)+)([:/]|$)/

const toShown = (text: string): string =>
  text
    .replace(/[^ -~]/g, '?')
    .replace(/\/\/[^/?#]*@/, '//…@')
    .replace(/([?#]).*/, '$1…')
    .slice(0, 200)
