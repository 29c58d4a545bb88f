import { toUrl } from '../domain/address.js'
import { allowConnection, allowOrigin, type ExplanationsOf, type Facts, quote } from './explanation.js'

/** What to do about a provider whose metadata cannot be had or used. */
export const discoveryExplanations: ExplanationsOf<'discovery'> = {
  'discovery-unreachable': (facts, { url }) => ({
    why: 'The request for the metadata got no answer, or one that says "later" (429 or 5xx). A browser shows a missing CORS header, a Content Security Policy and a server that is down as the same failure.',
    fix: [
      `Open ${url} in a tab. If it shows 404 or another error: a tenant, a realm or a path of issuer ${quote(facts.config.issuer)} is wrong (Keycloak: https://host/realms/name). An error page often has no CORS headers, so that its status cannot be told here.`,
      'If it shows nothing: the provider is down, or issuer names the wrong host.',
      `If it shows JSON, the browser keeps it from the page. ${allowOrigin(facts, url)}`,
      allowConnection(url),
    ],
  }),

  'discovery-invalid': ({ config }, { url, why }) => ({
    why: `The metadata address answered, but not with provider metadata: ${FAULTS.find(([kind]) => why.startsWith(kind))?.[1](why) ?? why}.`,
    fix: [
      `Open ${url} in a tab. It must answer with status 200, content-type application/json and a JSON object, without a redirect.`,
      `A page, a redirect or 404 there means that ${quote(config.issuer)} is not the issuer: a tenant, a realm or a path is missing (Keycloak: https://host/realms/name).`,
    ],
  }),

  'discovery-issuer-mismatch': (facts, { configured, announced }) => ({
    why: `The option is issuer: ${quote(configured)}, ${
      announced === 'undefined'
        ? 'the metadata names none'
        : `the provider announces ${quote(announced)}. The difference is ${toIssuerDifference(configured, announced)}`
    }. The two must be equal in every character, because the issuer is what every ID token is checked against.`,
    fix: fixIssuer(facts, configured, announced),
  }),

  'discovery-endpoint': ({ config }, { endpoint }) => ({
    why: `The metadata of ${quote(config.issuer)} has no ${endpoint}, or one that may not be used.`,
    fix: [
      `Correct ${endpoint} at the provider. It must be an absolute https: URL without user name and fragment; http: only on a loopback host while page and issuer are on one too.`,
      'A provider behind a proxy often announces http:. Tell it its public address.',
    ],
  }),

  'discovery-unsupported': ({ config }, { feature }) => ({
    why: /^(pushed|require_pushed|dpop)/.test(feature)
      ? `The metadata of ${quote(config.issuer)} and the options do not fit: ${feature}.`
      : `The metadata of ${quote(config.issuer)} says that it cannot do what a browser app needs: ${feature}.`,
    fix: [
      UNSUPPORTED[feature] ??
        `${feature} must be a list of texts in the metadata (or true or false). Correct it at the provider.`,
    ],
  }),
}

/** What is wrong with an answer that is no metadata, by how it begins. */
const FAULTS: readonly (readonly [kind: string, toText: (why: string) => string])[] = [
  ['status', (why) => `its ${why} is not 200`],
  ['type', (why) => `its content-type is ${quote(why.slice(5))} and not application/json`],
  ['body', () => 'its body is no JSON object, although it calls itself JSON'],
  ['too-large', () => 'its size is over 1 MiB'],
  ['redirected', () => 'it is a redirect, or came from another address'],
]

const UNSUPPORTED: Readonly<Record<string, string>> = {
  S256: "Turn on PKCE with S256, and announce it: code_challenge_methods_supported must hold 'S256'.",
  pushed_authorization_request_endpoint:
    'par is on (or the provider requires it) and there is no endpoint for it: announce pushed_authorization_request_endpoint, or leave par away.',
  require_pushed_authorization_requests:
    'The provider requires pushed authorization requests: leave par away, or set par: true.',
  require_signed_request_object:
    'A public client signs no requests: turn require_signed_request_object off for this client.',
  dpop_signing_alg_values_supported:
    'Let the provider take proofs signed with ES256 (or Ed25519, PS256, RS256) and announce it, or leave dpop away.',
  code: "Turn on the authorization code flow, and announce it: response_types_supported must hold 'code'.",
}

/** How two issuers differ, in words: what somebody overlooks who compares them by eye. */
export function toIssuerDifference(configured: string, announced: string): string {
  const [ours, theirs] = [toUrl(configured), toUrl(announced)]
  if (!ours || !theirs) return 'that the announced one is no URL'
  if (/[{}]|%7B/i.test(announced)) return 'a placeholder that the provider has not filled in'
  if (isWellKnown(theirs)) return 'a well-known suffix: the announced one is the address of the metadata'
  const [path, otherPath] = [withoutSlash(ours.pathname), withoutSlash(theirs.pathname)]
  const differences = [
    ours.protocol !== theirs.protocol && 'the scheme',
    ours.hostname !== theirs.hostname && 'the host',
    ours.port !== theirs.port && 'the port',
    path !== otherPath && (isCaseAlone(path, otherPath) ? 'the case of letters in the path' : 'the path'),
    configured.endsWith('/') !== announced.endsWith('/') && 'the trailing slash',
  ].filter((difference) => difference !== false)
  if (differences.length) return differences.join(' and ')
  // As URLs they are the same, as texts not.
  return isCaseAlone(configured, announced)
    ? 'the case of letters in the host'
    : 'the spelling (a default port, an encoded character)'
}

const withoutSlash = (path: string): string => path.replace(/\/$/, '')
const isCaseAlone = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
const isWellKnown = ({ pathname }: URL): boolean => pathname.includes('/.well-known/')

const LOCAL = /^https?:\/\/(([^.]+\.)*localhost|127(\.\d+){3}|\[::1])(:|$)/

// What `isSafeUrl` says, for the words of an explanation alone.
const isAccepted = ({ protocol, origin, username, password }: URL, isLocal: boolean): boolean =>
  (protocol === 'https:' || (isLocal && protocol === 'http:' && LOCAL.test(origin))) && !username && !password

function fixIssuer({ origin }: Facts, configured: string, announced: string): readonly string[] {
  const [ours, theirs] = [toUrl(configured), toUrl(announced)]
  if (announced.includes('{')) {
    return ['Name one tenant in issuer. The shared address of all tenants (Entra: common) is not an issuer.']
  }
  if (!theirs || !isAccepted(theirs, LOCAL.test(origin)) || isWellKnown(theirs) || /[?#]/.test(announced)) {
    return [
      `Do not set issuer to the announced value: createAuth refuses it. Correct the provider, so that its metadata announces issuer ${quote(configured)}.`,
      'A provider behind a proxy often announces http: or an inner host. Tell it its public address.',
    ]
  }
  if (/\.b2clogin\.com$/.test(theirs.hostname) && !/^\/tfp\//.test(theirs.pathname)) {
    return [
      'Azure AD B2C has its metadata elsewhere than below this issuer. In the properties of the user flow, set the issuer (iss) claim to the form with /tfp/, and issuer to that.',
      'Or give the metadata as an object: issuer: { issuer, authorization_endpoint, token_endpoint, jwks_uri, … }.',
    ]
  }
  if (ours?.hostname === theirs.hostname) return [`Set issuer: ${quote(announced)}`]
  return [
    `If ${theirs.host} is your provider too: set issuer: ${quote(announced)}`,
    `If you do not know ${theirs.host}: do not. Whoever answers at ${ours?.host} speaks for somebody else.`,
  ]
}
