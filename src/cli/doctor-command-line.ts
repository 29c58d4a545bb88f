import type { DoctorOptions } from '../doctor/options.js'
import { readWords } from './words.js'

/** What the doctor was asked for; or, in a sentence, why that cannot be understood. */
export type DoctorCommandLine =
  | { readonly wants: 'help' }
  | { readonly wants: 'usage'; readonly because: string }
  | { readonly wants: 'diagnosis'; readonly json: boolean; readonly options: DoctorOptions }

const TEXTS = {
  '--issuer': 'issuer',
  '--client-id': 'clientId',
  '--origin': 'origin',
  '--redirect-uri': 'redirectUri',
  '--api': 'api',
  '--scopes': 'scopes',
  '--timeout-seconds': 'timeoutSeconds',
}
const SWITCHES = ['--dpop', '--par', '--json']

/** Reads the words behind `doctor`. */
export function toDoctorCommandLine(words: readonly string[]): DoctorCommandLine {
  if (words.includes('--help')) return { wants: 'help' }
  const read = readWords(words, { texts: TEXTS, switches: SWITCHES })
  if (typeof read === 'string') return usage(read)
  const { values, switches, others } = read
  const { issuer, clientId, origin, scopes, timeoutSeconds, ...given } = values
  if (others.length) return usage('Every value stands behind the option that it is for.')
  if (issuer === undefined) return usage('The option --issuer is missing.')
  if (clientId === undefined) return usage('The option --client-id is missing.')
  if (origin === undefined) return usage('The option --origin is missing.')
  const options = {
    ...given,
    issuer,
    clientId,
    origin,
    ...(scopes !== undefined && { scopes: scopes.split(/[\s,]+/).filter(Boolean) }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds: Number(timeoutSeconds) }),
    ...(switches.has('--dpop') && { dpop: true }),
    ...(switches.has('--par') && { par: true }),
  }
  return { wants: 'diagnosis', json: switches.has('--json'), options }
}

const usage = (because: string): DoctorCommandLine => ({ wants: 'usage', because })
