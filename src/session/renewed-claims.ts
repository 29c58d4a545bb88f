import type { Claims } from '../domain/user.js'

/**
 * How and when the user signed in: an ID token that comes with a renewal need not repeat it, and it stays true (OpenID Connect Core
 * 1.0, section 12.2: `auth_time` is that of the original authentication). `sid` is what a front-channel logout is compared with, and the
 * last two what the next ID token is.
 */
const OF_THE_SIGN_IN = /^(auth_time|acr|amr|sid|nonce|azp)$/

/**
 * A claim that the new ID token leaves out is gone: a group, a role, or whatever else the provider took away. Without this what was
 * granted once would outlive every renewal. In the order of before: equal claims are the same user. When the user signed in is the
 * sign-in's to say: many providers move it, and none of a renewal proves that somebody was there.
 */
export function toRenewedClaims(before: Claims, fresh: Claims): Claims {
  const { auth_time: _, ...news } = fresh
  const all = Object.entries({ ...before, ...news })
  const kept = all.filter(([name]) => Object.hasOwn(news, name) || OF_THE_SIGN_IN.test(name))
  // Both had iss and sub.
  return Object.fromEntries(kept) as Claims
}
