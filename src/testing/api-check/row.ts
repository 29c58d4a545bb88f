import type { ApiAnswer, ApiAnswers, Said } from './answers.js'
import { toChallenges } from './challenges.js'
import type { CheckSettings } from './options.js'

/** What became of one rule: the `verdict`, and what was `found` where it was checked. Nothing of it repeats what the API has written. */
export type Verdict =
  | { readonly verdict: 'ok'; readonly found: string }
  | {
      readonly verdict: 'wrong'
      readonly found: string

      /** What to change at the API, in one sentence. */
      readonly fix: string

      /** The lines that the answer is to have; none where headers do not help. */
      readonly headers: readonly string[]
    }
  | {
      readonly verdict: 'not-checked'

      /** What is missing, in one sentence. */
      readonly why: string
    }

/** One rule for an API. */
export type Rule = {
  /** Its name; stable. */
  readonly id: string

  /** What is looked at. */
  readonly what: string
  /** What a good API does. */
  readonly expected: string

  /** The specification and its section. */
  readonly source: string
}

/** One line of what `checkApi` has found. */
export type ApiCheckRow = Rule & Verdict

/** A rule and how answers are held against it. */
export type JudgedRule = Rule & { readonly judge: (seen: Seen) => Verdict }

/** What was asked, and what came back. */
export type Seen = { readonly settings: CheckSettings; readonly answers: ApiAnswers }

export const ok = (found: string): Verdict => ({ verdict: 'ok', found })

export const wrong = (found: string, fix: string, ...headers: readonly string[]): Verdict => ({
  verdict: 'wrong',
  found,
  fix,
  headers,
})

export const notChecked = (why: string): Verdict => ({ verdict: 'not-checked', why })

/** The error codes that an answer may be described with. */
const ERRORS = [
  'invalid_token',
  'invalid_request',
  'insufficient_scope',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'insufficient_user_authentication',
]

/**
 * An answer in words of ours: its status and the error codes that we know. Nothing that the API has written is repeated, for it
 * may have written a token.
 */
export function describe(said: ApiAnswer | 'none'): string {
  if (said === 'none') return 'no answer'
  const errors = toChallenges(said)?.errors ?? []
  const known = errors.filter((error) => ERRORS.includes(error))
  const told = known.length < errors.length ? [...known, 'an error code of its own'] : known
  return [said.status, ...told].join(' ')
}

export const isLetIn = (said: Said): said is ApiAnswer & { readonly isGood: true } =>
  said !== undefined && said !== 'none' && said.isGood

/** Every answer that an app could have got, without the one to a call from nowhere and the preflight. */
export function toAppAnswers({ answers }: Seen): readonly ApiAnswer[] {
  const { preflight: _, noOrigin: __, unsigned, ...single } = answers
  return [...Object.values(single), ...unsigned].filter((said) => said !== undefined && said !== 'none')
}

/** Whether a header that is a list has this member. */
export function hasMember({ headers }: ApiAnswer, name: string, member: string): boolean {
  return toMembers(headers.get(name)).includes(member)
}

export const toMembers = (text: string | null): readonly string[] =>
  (text ?? '').split(',').map((member) => member.trim().toLowerCase())
