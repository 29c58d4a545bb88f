import type { ApiAnswer, Said } from './answers.js'
import { toChallenges } from './challenges.js'
import type { TokenName } from './options.js'
import { describe, isLetIn, notChecked, ok, type Seen, toAppAnswers, type Verdict, wrong } from './row.js'

/** What to give, so that a rule is checked. */
export const ASK: Readonly<Record<TokenName, string>> = {
  token: 'Give an access token that the API lets in (`token`, --token).',
  idToken: 'Give an ID token of the same user (`idToken`, --id-token).',
  foreignToken: 'Give an access token of the same provider for another API (`foreignToken`, --foreign-token).',
  expiredToken: 'Give an access token for this API that has expired (`expiredToken`, --expired-token).',
  narrowToken: 'Give a good access token without the scope of this address (`narrowToken`, --narrow-token).',
}
export const ASK_PROOFS =
  'Give a function that makes proofs as `dpop` of `checkApi`: a token that is bound to a key is nothing without.'
export const ASK_ORIGIN = 'Give the origin of the app (`origin`, --origin).'
export const ASK_DPOP = 'Set `dpop` (--dpop), if the tokens are bound to a key.'
const REFUSES_ALL = 'The API refuses the good token, too, so that its refusal says nothing.'
const NO_BASELINE = `${ASK.token} Without it a refusal says nothing: the API may refuse everything.`
export const NO_JWT = 'The access token does not have the form of a JWT.'

export const INVALID = 'WWW-Authenticate: Bearer error="invalid_token"'
const INSUFFICIENT = 'WWW-Authenticate: Bearer error="insufficient_scope", scope="events.read"'

/** What is answered to tokens that the API has to refuse with 401. */
export function toBadTokenAnswers(seen: Seen): readonly ApiAnswer[] {
  const { noToken, good, narrow, unproven } = seen.answers
  return toAppAnswers(seen).filter((answer) => ![noToken, good, narrow, unproven].includes(answer))
}

/** Judges what was said to a token that the API has to refuse with 401. */
export function judgeRefusal(seen: Seen, said: Said, ask: string, fix: string): Verdict {
  if (said === undefined) return notChecked(toLack(seen, ask))
  if (isLetIn(said)) return wrong(`${describe(said)}: it is let in`, fix)
  const soon = busy(said)
  if (soon) return soon
  if (said === 'none' || said.status !== 401) {
    return wrong(
      describe(said),
      'Answer a token that is not good with 401: an app renews its token after no other status.',
      INVALID,
    )
  }
  const lack = toBaselineLack(seen)
  return lack === undefined ? ok(describe(said)) : notChecked(lack)
}

/** Judges what was said to a token that lacks the scope. */
export function judgeScope(seen: Seen, said: Said): Verdict {
  if (said === undefined) return notChecked(toLack(seen, ASK.narrowToken))
  if (isLetIn(said))
    return wrong(`${describe(said)}: it is let in`, 'Ask each token for the scope of the address.', INSUFFICIENT)
  const soon = busy(said)
  if (soon) return soon
  const isForbidden = said !== 'none' && said.status === 403
  if (isForbidden && toChallenges(said)?.errors.includes('insufficient_scope')) return ok(describe(said))
  const lack = toBaselineLack(seen)
  if (!isForbidden && lack !== undefined) return notChecked(lack)
  return wrong(
    describe(said),
    'Answer with 403 and name the scope: after a 401 an app renews its token, and gets the same one.',
    INSUFFICIENT,
  )
}

/** Why a call was not made. */
const toLack = ({ settings: { dpop, prove, tokens } }: Seen, ask: string): string =>
  dpop && !prove && tokens.token ? ASK_PROOFS : ask

/** Why a refusal says nothing; `undefined` when the good token is let in. */
function toBaselineLack({ settings, answers: { good } }: Seen): string | undefined {
  if (isLetIn(good)) return undefined
  if (good !== undefined) return REFUSES_ALL
  return settings.tokens.token ? ASK_PROOFS : NO_BASELINE
}

/** An API that has no time says nothing about a token. */
export function busy(said: ApiAnswer | 'none'): Verdict | undefined {
  if (said === 'none' || ![429, 503].includes(said.status)) return undefined
  return notChecked(`The API answers ${said.status}: try again later.`)
}
