import type { Attempt } from './attempt.js'

/** A sign-in as it was asked for, checked: what the authorization request is made from (RFC 6749 section 4.1.1). */
export interface AuthorizationRequest
  extends Pick<Attempt, 'returnTo' | 'scope' | 'more' | 'without' | 'maxAge' | 'acr' | 'asksLogin' | 'sub'> {
  readonly mode: 'redirect' | 'popup' | 'silent'
  readonly parameters: Readonly<Record<string, string>>
  readonly resources: readonly string[]
}
