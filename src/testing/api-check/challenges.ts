import type { ApiAnswer } from './answers.js'

/** What the challenges of an answer say (RFC 9110 section 11.6.1), as far as a row needs it. */
export type Challenges = { readonly schemes: readonly string[]; readonly errors: readonly string[] }

const PARAMETER = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g
const LONGEST = 8_192

/** The schemes and error codes of `WWW-Authenticate`, in small letters; `undefined` when there is no such header. */
export function toChallenges({ headers }: ApiAnswer): Challenges | undefined {
  const text = headers.get('www-authenticate')?.slice(0, LONGEST)
  if (text === undefined) return undefined
  const errors = [...text.matchAll(PARAMETER)]
    .filter(([, name]) => name?.toLowerCase() === 'error')
    .map(([, , quoted, plain]) => (quoted ?? plain ?? '').toLowerCase())
  // Without its parameters: what is said in quotes is no scheme.
  return {
    schemes:
      text
        .replace(PARAMETER, ' ')
        .toLowerCase()
        .match(/[\w-]+/g) ?? [],
    errors,
  }
}
