import type { Config } from '../client/config.js'
import { toUrl } from '../domain/address.js'
import type { ErrorCode, ErrorDetails, ProviderAnswer } from '../domain/errors.js'
import type { ProblemCode } from '../domain/events.js'

/** What an explanation may name besides the error's own details: values to compare with those at the provider. */
export interface Facts {
  readonly config: Config
  /** The page's origin. */
  readonly origin: string
}

/** Why it happened, and what to do about it: a sentence or two per line. */
export interface Explanation {
  /** What happened, for a problem: an error brings its own message. */
  readonly message?: string
  readonly why: string
  readonly fix: readonly string[]
}

/** One explanation for every code: a code without one does not compile. */
export type Explanations = {
  readonly [Code in ErrorCode]: (facts: Facts, details: ErrorDetails[Code]) => Explanation
} & {
  /** `about` is what a problem is about: the name of a member, say. */
  readonly [Code in ProblemCode]: (facts: Facts, about?: string) => Explanation & { readonly message: string }
}

/** The explanations of the codes that begin with these words. */
export type ExplanationsOf<Start extends string> = Pick<Explanations, Extract<keyof Explanations, `${Start}-${string}`>>

/** A text of foreign origin on one line, between quotes. */
export const quote = (text: string): string => `'${text.replace(/[^ -~]/g, '?')}'`

/** The origin of a URL, for a Content Security Policy. */
export const toOrigin = (url: string): string => toUrl(url)?.origin ?? 'its origin'

// A provider may quote what it was sent. Long runs of letters and digits that are no words might be a code or a token; what a
// developer looks up (`KEYCLOAK-10017`, `OAUTH_APP_BLOCKED`) is none.
const WORD = /^([A-Z]?[a-z_./-]+|[A-Z]{2,8}-?\d{2,8}\.?|[A-Z]{2,12}(_[A-Z]{2,12}){1,4}\.?)$/
const hideSecrets = (text: string): string => text.replace(/[\w~+/=.-]{16,}/g, (run) => (WORD.test(run) ? run : '…'))

/** An address without its query and without anything in its path that might be a token. */
export const toPlainAddress = ({ origin, pathname }: URL): string =>
  origin + pathname.split('/').map(hideSecrets).join('/')

/** What the provider said, without anything in it that might be a code or a token. */
export function toSaid({ error, description }: ProviderAnswer): string {
  const said = hideSecrets(error)
  return `The provider said ${said}${description ? ` (${hideSecrets(description)})` : ''}.`
}

/**
 * What to do when a provider's own words name what it misses: an option of ours, or something about its client. `undefined` when
 * they do not, as far as anybody knows.
 */
export function toRemedy({ config }: Facts, { error, description }: ProviderAnswer): string | undefined {
  const said = `${error} ${description}`
  const client = quote(config.clientId)
  if (/cross-origin token redemption|AADSTS900232[5-7]/i.test(said)) {
    return `Entra: register the redirect URI ${config.redirectUri} under the platform type "SPA" (Single-page application), and take it away from "Web" and "Mobile and desktop applications".`
  }
  if (/use_dpop_nonce/.test(said)) {
    return 'The provider wants a nonce in the proof, and CORS hides it. At the provider: Access-Control-Expose-Headers: DPoP-Nonce'
  }
  if (/dpop/i.test(said)) {
    return config.dpop
      ? 'The provider refuses the proof: compare the clocks, and let a provider behind a proxy know its public address.'
      : `The provider binds the tokens of ${client} to a key: set dpop: true (or turn that off for this client).`
  }
  if (/client_secret/.test(said)) {
    return `The provider demands a secret of ${client}, and a browser cannot keep one: make it a public client (type SPA, authentication method none). Where every web client has a secret (Google) only a backend can redeem the code.`
  }
  if (/\bpushed\b|\bPAR\b/i.test(said) && !config.par) {
    return `The provider takes the parameters of ${client} only when they are pushed (RFC 9126): set par: true.`
  }
  return undefined
}

/** The line about CORS: no browser error says that this is missing. */
export const allowOrigin = ({ config, origin }: Facts, url: string): string =>
  `CORS: allow the origin ${origin} for ${url} at the client ${quote(config.clientId)} (Keycloak: Web origins; Auth0: Allowed Web Origins; Okta: Trusted Origins; Entra: platform "Single-page application").`

/** The lines about CORS where a proof goes along: the origin alone is not enough then. */
export const allowProof = (facts: Facts, url: string): readonly string[] =>
  facts.config.dpop
    ? [
        `CORS: with dpop: true the request carries the header DPoP. ${url} must answer OPTIONS with Access-Control-Allow-Headers: DPoP, also where the origin is allowed. A provider that does not do that does no DPoP for browsers: leave dpop away.`,
        allowOrigin(facts, url),
      ]
    : [allowOrigin(facts, url)]

/** The line about the Content Security Policy of the app's own page. */
export const allowConnection = (url: string): string =>
  `CSP: if the page has a Content Security Policy, connect-src must hold ${toOrigin(url)}.`

/** What a plain sign-in asks for. */
export const toScopeText = ({ scopes, apis }: Config): string =>
  [...new Set([...scopes, ...apis.flatMap((api) => api.scopes)])].join(' ')

/** The identity scopes with `offline_access`, as the option to write. */
export function toOfflineScopes({ scopes, apis }: Config): string {
  const identity = scopes.filter((scope) => !apis.some((api) => api.scopes.includes(scope)))
  return `scopes: [${[...new Set([...identity, 'offline_access'])].map(quote).join(', ')}]`
}
