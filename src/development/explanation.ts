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
  readonly [Code in ProblemCode]: (facts: Facts) => Explanation & { readonly message: string }
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

/** What the provider said, without anything in it that might be a code or a token. */
export function toSaid({ error, description }: ProviderAnswer): string {
  const said = hideSecrets(error)
  return `The provider said ${said}${description ? ` (${hideSecrets(description)})` : ''}.`
}

/** The line about CORS: no browser error says that this is missing. */
export const allowOrigin = ({ config, origin }: Facts, url: string): string =>
  `CORS: allow the origin ${origin} for ${url} at the client ${quote(config.clientId)} (Keycloak: Web origins; Auth0: Allowed Web Origins; Okta: Trusted Origins; Entra: platform "Single-page application").`

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
