import { toChallenges } from './challenges.js'
import { describe, isLetIn, type JudgedRule, notChecked, ok, wrong } from './row.js'
import {
  ASK,
  ASK_DPOP,
  ASK_PROOFS,
  busy,
  INVALID,
  judgeRefusal,
  judgeScope,
  NO_JWT,
  toBadTokenAnswers,
} from './token-verdicts.js'

const REFUSED = '401'

/** What an API does with tokens, good and bad. */
export const TOKEN_RULES: readonly JudgedRule[] = [
  {
    id: 'access-token',
    what: 'The access token',
    expected: '200 to 299',
    source: 'RFC 6750, section 2.1',
    judge: ({ settings, answers: { good } }) => {
      if (good === undefined) return notChecked(settings.tokens.token ? ASK_PROOFS : ASK.token)
      if (isLetIn(good)) return ok(describe(good))
      return (
        busy(good) ?? wrong(describe(good), 'Let in a good access token, or give another token or address to check.')
      )
    },
  },
  {
    id: 'no-token',
    what: 'A call without a token',
    expected: REFUSED,
    source: 'RFC 6750, section 3',
    judge: ({ answers: { noToken } }) => {
      if (noToken === undefined || noToken === 'none') return notChecked('No answer came.')
      if (noToken.status === 401) return ok(describe(noToken))
      const fix =
        'Answer a call without a token with 401, and with no redirect to a page, which a `fetch` can do nothing with.'
      return busy(noToken) ?? wrong(describe(noToken), fix, 'WWW-Authenticate: Bearer')
    },
  },
  {
    id: 'challenge',
    what: 'The challenge to a call without a token',
    expected: 'WWW-Authenticate with the scheme and no error code',
    source: 'RFC 6750, sections 3 and 3.1; RFC 9449, section 7.1',
    judge: ({ settings, answers: { noToken } }) => {
      if (noToken === undefined || noToken === 'none' || noToken.status !== 401)
        return notChecked('It is not answered with 401.')
      const scheme = settings.dpop ? 'DPoP' : 'Bearer'
      const line = settings.dpop ? 'WWW-Authenticate: DPoP algs="ES256"' : 'WWW-Authenticate: Bearer'
      const challenges = toChallenges(noToken)
      if (!challenges) return wrong('no WWW-Authenticate', 'Say in each 401 how to sign in to the API.', line)
      if (!challenges.schemes.includes(scheme.toLowerCase())) {
        return wrong(`WWW-Authenticate without ${scheme}`, `Name the scheme ${scheme} in the challenge.`, line)
      }
      if (challenges.errors.length === 0) return ok(scheme)
      return wrong(
        'an error code',
        'Leave the error code away where no token was sent: nothing is wrong with it.',
        line,
      )
    },
  },
  {
    id: 'unknown-token',
    what: 'A text that is no token',
    expected: REFUSED,
    source: 'RFC 6750, section 3.1',
    judge: (seen) =>
      judgeRefusal(
        seen,
        seen.answers.unknown,
        ASK.token,
        'Verify the token, before anything else is done with the call.',
      ),
  },
  {
    id: 'id-token',
    what: 'An ID token',
    expected: REFUSED,
    source: 'RFC 9068, section 4; RFC 8725, section 3.11',
    judge: (seen) =>
      judgeRefusal(
        seen,
        seen.answers.id,
        ASK.idToken,
        'Let in only what has the type `at+jwt` and this API in `aud`: an ID token has the id of the app there.',
      ),
  },
  {
    id: 'foreign-token',
    what: 'An access token for another API',
    expected: REFUSED,
    source: 'RFC 9068, section 4; RFC 8725, section 3.9',
    judge: (seen) =>
      judgeRefusal(
        seen,
        seen.answers.foreign,
        ASK.foreignToken,
        'Compare `aud` with the identifier of this API: another API that gets a token could use it here.',
      ),
  },
  {
    id: 'expired-token',
    what: 'An expired access token',
    expected: REFUSED,
    source: 'RFC 9068, section 4; RFC 6750, section 3.1',
    judge: (seen) =>
      judgeRefusal(
        seen,
        seen.answers.expired,
        ASK.expiredToken,
        'Compare `exp` with the clock for each call, with a minute of tolerance at most.',
      ),
  },
  {
    id: 'changed-signature',
    what: 'The access token with another signature',
    expected: REFUSED,
    source: 'RFC 9068, section 4; RFC 8725, section 3.3',
    judge: (seen) =>
      judgeRefusal(
        seen,
        seen.answers.changed,
        seen.settings.tokens.token ? NO_JWT : ASK.token,
        'Verify the signature with a key of the provider (`jwks_uri`): to decode a token is not to verify it.',
      ),
  },
  {
    id: 'no-signature',
    what: 'The access token with `alg: none`',
    expected: REFUSED,
    source: 'RFC 9068, section 4; RFC 8725, sections 3.1 and 3.2',
    judge: (seen) => {
      const { unsigned } = seen.answers
      // The worst of them counts.
      const worst =
        unsigned.find(isLetIn) ?? unsigned.find((said) => said === 'none' || said?.status !== 401) ?? unsigned[0]
      return judgeRefusal(
        seen,
        worst,
        seen.settings.tokens.token ? NO_JWT : ASK.token,
        'Name the algorithms that a token may have where it is verified, and let the token not choose.',
      )
    },
  },
  {
    id: 'unproven-token',
    what: 'A token bound to a key, without a proof',
    expected: REFUSED,
    source: 'RFC 9449, sections 7.1 and 7.2',
    judge: (seen) => {
      if (!seen.settings.dpop) return notChecked(ASK_DPOP)
      return judgeRefusal(
        seen,
        seen.answers.unproven,
        ASK.token,
        'Refuse a token that has `cnf` unless a proof of its key is with it: as a bearer token it is good for whoever has stolen it.',
      )
    },
  },
  {
    id: 'invalid-token',
    what: 'The challenge to a token that is not good',
    expected: 'error="invalid_token"',
    source: 'RFC 6750, section 3.1; RFC 9449, section 7.1',
    judge: (seen) => {
      const refused = toBadTokenAnswers(seen).filter(({ status }) => status === 401)
      if (!refused.length) return notChecked('No bad token was answered with 401.')
      const silent = refused.find((answer) => !toChallenges(answer)?.errors.includes('invalid_token'))
      if (!silent) return ok('invalid_token')
      return wrong(
        describe(silent),
        'Say in the challenge that the token is not good: an app then renews it, and calls again.',
        INVALID,
      )
    },
  },
  {
    id: 'missing-scope',
    what: 'An access token without the scope',
    expected: '403 insufficient_scope',
    source: 'RFC 6750, section 3.1',
    judge: (seen) => judgeScope(seen, seen.answers.narrow),
  },
]
