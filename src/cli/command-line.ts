import type { CheckApiOptions } from '../testing/api-check/options.js'
import { readWords } from './words.js'

/** What was asked for; or, in a sentence that repeats nothing of it, why that cannot be understood. */
export type CommandLine =
  | { readonly wants: 'help' }
  | { readonly wants: 'usage'; readonly because: string }
  | { readonly wants: 'check'; readonly address: string; readonly json: boolean; readonly options: CheckApiOptions }

const TOKENS = {
  '--token': 'token',
  '--id-token': 'idToken',
  '--foreign-token': 'foreignToken',
  '--expired-token': 'expiredToken',
  '--narrow-token': 'narrowToken',
} as const
const TEXTS = { ...TOKENS, '--origin': 'origin', '--method': 'method', '--timeout-seconds': 'timeoutSeconds' } as const
const SWITCHES = ['--dpop', '--json']

/** Reads the words behind the command, and the tokens that are in the environment. */
export function toCommandLine(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CommandLine {
  if (words.includes('--help')) return { wants: 'help' }
  const read = readWords(words, { texts: TEXTS, switches: SWITCHES })
  if (typeof read === 'string') return usage(read)
  const [address, other] = read.others
  if (address === undefined) return usage('The address of the API is missing.')
  if (other !== undefined) return usage('There is more than one address.')
  const { timeoutSeconds, ...texts } = { ...fromEnvironment(env), ...read.values }
  const options = {
    ...texts,
    ...(timeoutSeconds !== undefined && { timeoutSeconds: Number(timeoutSeconds) }),
    dpop: read.switches.has('--dpop'),
  }
  return { wants: 'check', address, json: read.switches.has('--json'), options }
}

const usage = (because: string): CommandLine => ({ wants: 'usage', because })

/** Of `LATCHKEY_ID_TOKEN` and the like; an empty one is not given. */
function fromEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const found = Object.entries(TOKENS).map(([option, name]) => [
    name,
    env[`LATCHKEY_${option.slice(2).replace('-', '_').toUpperCase()}`] ?? '',
  ])
  return Object.fromEntries(found.filter(([, value]) => value !== ''))
}
